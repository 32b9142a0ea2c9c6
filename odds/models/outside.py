from django.conf import settings
from django.db import models
from django.db.models import Q

from bets.models import Event, Participant, Sport
from odds.models.owned import OursOrMine, SharedQuerySet
from odds.models.quote import Source


class OutsideKind(models.TextChoices):
    EVENT = "event", "Event"
    PARTICIPANT = "participant", "Team or player"


class OutsideId(OursOrMine):
    """By which id a source knows one of our events, teams or players."""

    source = models.CharField(max_length=20, choices=Source)
    kind = models.CharField(max_length=12, choices=OutsideKind)
    outside_id = models.CharField(max_length=200)
    event = models.ForeignKey(
        Event, on_delete=models.CASCADE, null=True, blank=True, related_name="outside_ids"
    )
    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, null=True, blank=True, related_name="outside_ids"
    )

    objects = SharedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "owner", "source", "kind", "outside_id", nulls_distinct=False, name="outside_id_once"
            ),
            models.CheckConstraint(
                condition=Q(kind=OutsideKind.EVENT, event__isnull=False, participant__isnull=True)
                | Q(kind=OutsideKind.PARTICIPANT, event__isnull=True, participant__isnull=False),
                name="outside_id_of_its_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.outside_id}"


class Verdict(models.TextChoices):
    OPEN = "open", "To decide"
    SAME = "same", "The same"
    OTHER = "other", "Somebody else"


class OutsideTeam(OursOrMine):
    """A name of a source that is like one we know, and perhaps the same: asked once, and the answer may be undone.

    `participant` is the one made for the name, `like` the one it may be. The answer "the same" makes the name an alias
    of `like`, remembered from then on.
    """

    source = models.CharField(max_length=20, choices=Source)
    sport = models.ForeignKey(Sport, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=200)
    like = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(
        max_length=8, choices=Verdict, default=Verdict.OPEN, db_default=Verdict.OPEN.value
    )
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = SharedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "owner", "sport", "folded", "like", nulls_distinct=False, name="outside_team_once"
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=Verdict.values), name="outside_team_verdict_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} = {self.like_id}?"


class IngestRun(OursOrMine):
    """One file or answer taken in: every row and price of it is accounted for in `counts`.

    sha256 is of the bytes. `remaining` and `cost` are what the source says of its quota, null where it has none.
    """

    source = models.CharField(max_length=20, choices=Source)
    name = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64, blank=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    counts = models.JSONField(default=dict)
    problem = models.CharField(max_length=500, blank=True)
    remaining = models.IntegerField(null=True, blank=True)
    cost = models.IntegerField(null=True, blank=True)

    objects = SharedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["source", "-began_at"], name="ingestrun_source")]

    def __str__(self) -> str:
        return f"{self.source} {self.name}"


class Reject(OursOrMine):
    """A row or price that was not taken in, with its line and the reason."""

    run = models.ForeignKey(IngestRun, on_delete=models.CASCADE, related_name="rejects")
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=80, blank=True)
    cell = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=200)

    objects = SharedQuerySet.as_manager()

    class Meta:
        ordering = ["run", "line", "id"]

    def __str__(self) -> str:
        return f"{self.line}: {self.reason}"
