from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from bets.models.catalogue import Competition, Market, Participant, Sport


class What(models.TextChoices):
    """What of a bet was recognised wrongly, or not at all."""

    SPORT = "sport", "Sport"
    COMPETITION = "competition", "Competition"
    MARKET = "market", "Kind of market"
    PARTICIPANT = "participant", "Team or player"


class Field(models.TextChoices):
    """The text of a bet that a correction goes by; `side` is one of the two that an event names."""

    EVENT = "event", "Event"
    MARKET = "market", "Market"
    SELECTION = "selection", "Selection"
    COMPETITION = "competition", "Competition"
    SPORT = "sport", "Sport"
    SIDE = "side", "Team or player"


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def visible_to(self, user: Any) -> "CorrectionQuerySet":
        return self.filter(owner=user)

    def standing(self) -> "CorrectionQuerySet":
        """Those that were not undone."""
        return self.filter(undone_at=None)


class Correction(models.Model):
    """What a person says a text means: "the event Foo v Bar is tennis". It holds for old and new bets until undone.

    `text` is in small letters and compared with the whole text, or looked for in it (is_part). Of several that fit, a
    whole text comes before a part, and the one made last before the others.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=12, choices=What)
    field = models.CharField(max_length=12, choices=Field)
    text = models.TextField()
    is_part = models.BooleanField(default=False)
    sport = models.ForeignKey(Sport, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    competition = models.ForeignKey(
        Competition, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    market = models.ForeignKey(Market, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(what__in=What.values), name="correction_what_known"),
            models.CheckConstraint(condition=Q(field__in=Field.values), name="correction_field_known"),
            models.CheckConstraint(condition=~Q(text=""), name="correction_has_text"),
            models.CheckConstraint(
                condition=(
                    Q(what="sport", sport__isnull=False, market=None, competition=None, participant=None)
                    | Q(what="market", market__isnull=False, sport=None, competition=None, participant=None)
                    | Q(
                        what="competition",
                        competition__isnull=False,
                        sport=None,
                        market=None,
                        participant=None,
                    )
                    | Q(
                        what="participant",
                        participant__isnull=False,
                        sport=None,
                        market=None,
                        competition=None,
                    )
                ),
                name="correction_one_value",
            ),
        ]
        indexes = [models.Index(fields=["owner", "-made_at", "-id"], name="correction_owner_made")]

    def __str__(self) -> str:
        return f"{self.field} {self.text!r} is {self.what} {self.value}"

    @property
    def value(self) -> Any:
        """What the text means: a sport, a competition, a kind of market or a participant."""
        return self.sport or self.competition or self.market or self.participant
