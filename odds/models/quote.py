from typing import Self

from django.db import models
from django.db.models import Q

from bets.models import Bookmaker
from odds.models.offer import Selection
from odds.models.owned import OursOrMine, SharedQuerySet


class Source(models.TextChoices):
    FOOTBALL_DATA = "football-data", "football-data.co.uk"
    ODDS_API = "the-odds-api", "The Odds API"
    MANUAL = "manual", "Entered by hand"


class QuoteSide(models.TextChoices):
    BACK = "back", "Back"
    LAY = "lay", "Lay"


class PriceQuerySet(SharedQuerySet):
    def offered(self) -> Self:
        """What somebody could have: no errors of a file, and no figures over many bookmakers."""
        return self.filter(suspect="", bookmaker__is_aggregate=False)

    def coming(self, at: object) -> Self:
        """Of events that have not begun at this moment."""
        return self.filter(selection__offer__event__starts_at__gt=at)


class Told(OursOrMine):
    """odds: decimal. size_micro: what could be had at it, in micro-units of the bookmaker's currency, null if not told.

    taken_at: from when the price stood; seen_at: when it was last told without a change. is_exact_time: the source told
    the moment (football-data tells the day only). suspect: why the price is taken for an error, blank when it is not.
    """

    source = models.CharField(max_length=20, choices=Source)
    side = models.CharField(
        max_length=4, choices=QuoteSide, default=QuoteSide.BACK, db_default=QuoteSide.BACK.value
    )
    odds = models.DecimalField(max_digits=14, decimal_places=6)
    size_micro = models.BigIntegerField(null=True, blank=True)
    taken_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    is_exact_time = models.BooleanField(default=True, db_default=True)
    is_opening = models.BooleanField(default=False, db_default=False)
    is_closing = models.BooleanField(default=False, db_default=False)
    suspect = models.CharField(max_length=60, blank=True, default="", db_default="")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.odds.normalize():f}"


class Quote(Told):
    """A price that a bookmaker changed to. Only changes are stored; partitioned by month of taken_at (odds/sql).

    Of the newest quote of a key `seen_at` is told by its Price, of the others by the row. is_opening, is_closing: what
    the source says of it.
    """

    selection = models.ForeignKey(
        Selection, on_delete=models.PROTECT, related_name="quotes", db_constraint=False, db_index=False
    )
    bookmaker = models.ForeignKey(
        Bookmaker, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )

    objects = SharedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "selection", "bookmaker", "side", "owner", "taken_at",
                nulls_distinct=False, name="quote_once",
            ),
            models.CheckConstraint(condition=Q(odds__gt=1), name="quote_odds_above_one"),
            models.CheckConstraint(condition=Q(side__in=QuoteSide.values), name="quote_side_known"),
            models.CheckConstraint(condition=Q(seen_at__gte=models.F("taken_at")), name="quote_seen_later"),
            models.CheckConstraint(
                condition=Q(size_micro__isnull=True) | Q(size_micro__gt=0), name="quote_size_above_zero"
            ),
        ]  # fmt: skip


class Price(Told):
    """The newest quote of a selection, bookmaker and side: what detection scans.

    An older snapshot that comes later never becomes the price.
    """

    selection = models.ForeignKey(Selection, on_delete=models.CASCADE, related_name="prices", db_index=False)
    bookmaker = models.ForeignKey(Bookmaker, on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = PriceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "selection", "bookmaker", "side", "owner", nulls_distinct=False, name="price_once"
            ),
            models.CheckConstraint(condition=Q(odds__gt=1), name="price_odds_above_one"),
            models.CheckConstraint(condition=Q(side__in=QuoteSide.values), name="price_side_known"),
            models.CheckConstraint(condition=Q(seen_at__gte=models.F("taken_at")), name="price_seen_later"),
        ]
        indexes = [models.Index(fields=["bookmaker"], name="price_bookmaker")]
