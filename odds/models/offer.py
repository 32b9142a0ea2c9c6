from django.db import models
from django.db.models import F, Q

from bets.models import Event, Market, Participant
from odds.models.owned import OursOrMine, SharedQuerySet


class Period(models.TextChoices):
    """Which part of the event counts. `full` is the whole event as its markets usually settle (90 minutes)."""

    FULL = "full", "Whole event"
    FIRST_HALF = "half-1", "First half"
    SECOND_HALF = "half-2", "Second half"


class Offer(OursOrMine):
    """One market of an event. `line`: the home side's handicap or the total, null for a market without one.

    `outcomes` is how many selections the market has, told or not: a market of which fewer have prices is not complete.
    `winners` is how many of them win.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="offers")
    market = models.ForeignKey(Market, on_delete=models.PROTECT, related_name="+")
    line = models.DecimalField(max_digits=8, decimal_places=3, null=True, blank=True)
    period = models.CharField(max_length=8, choices=Period, default=Period.FULL, db_default=Period.FULL.value)
    outcomes = models.PositiveSmallIntegerField()
    winners = models.PositiveSmallIntegerField(default=1, db_default=1)

    objects = SharedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "owner", "event", "market", "line", "period", nulls_distinct=False, name="offer_once"
            ),
            models.CheckConstraint(
                condition=Q(winners__gte=1, outcomes__gt=F("winners")), name="offer_has_losers"
            ),
            models.CheckConstraint(condition=Q(period__in=Period.values), name="offer_period_known"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id}/{self.market_id}" + (f" {self.line.normalize():f}" if self.line else "")


class Selection(OursOrMine):
    """One outcome. `code`: home, draw, away, over, under, yes, no, or of an outright the folded name."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="selections")
    code = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField()
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = SharedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["offer", "code"], name="selection_once"),
            models.CheckConstraint(condition=~Q(code=""), name="selection_has_code"),
        ]

    def __str__(self) -> str:
        return self.name
