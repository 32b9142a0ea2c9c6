from django.conf import settings
from django.db import models
from django.db.models import Q

from bets.models import Bet, Bookmaker, Leg
from odds.models.offer import Selection
from odds.models.owned import MineQuerySet, OursOrMine, SharedQuerySet
from odds.models.quote import Source

CHANCES = ("multiplicative", "additive", "power", "odds_ratio", "shin")


class Benchmark(models.TextChoices):
    """Whose closing price, the best first: each stands in when those before it have no whole market."""

    PINNACLE = "pinnacle", "Pinnacle"
    EXCHANGE = "exchange", "exchange, after commission"
    AVERAGE = "average", "average of the bookmakers"
    MAXIMUM = "maximum", "highest of the bookmakers"


def chance() -> models.DecimalField:
    """Between 0 and 1; null where the method has no answer for the market."""
    return models.DecimalField(max_digits=11, decimal_places=10, null=True)


class Closing(OursOrMine):
    """What a selection closed at. `odds` are as quoted; those of an exchange without its commission are `net_odds`.

    Derived from the quotes of one owner (or of nobody) when the event has begun, and again when older quotes come in.
    """

    selection = models.ForeignKey(Selection, on_delete=models.CASCADE, related_name="closings")
    bookmaker = models.ForeignKey(Bookmaker, on_delete=models.PROTECT, related_name="+", db_index=False)
    benchmark = models.CharField(max_length=10, choices=Benchmark)
    odds = models.DecimalField(max_digits=14, decimal_places=6)
    commission = models.DecimalField(max_digits=5, decimal_places=4, default=0, db_default=0)
    net_odds = models.DecimalField(max_digits=14, decimal_places=6)
    multiplicative = chance()
    additive = chance()
    power = chance()
    odds_ratio = chance()
    shin = chance()
    taken_at = models.DateTimeField()
    is_exact_time = models.BooleanField(default=True, db_default=True)
    source = models.CharField(max_length=20, choices=Source)
    derived_at = models.DateTimeField()

    objects = SharedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("owner", "selection", nulls_distinct=False, name="closing_once"),
            models.CheckConstraint(
                condition=Q(benchmark__in=Benchmark.values), name="closing_benchmark_known"
            ),
            models.CheckConstraint(condition=Q(odds__gt=1, net_odds__gt=1), name="closing_odds_above_one"),
            models.CheckConstraint(
                condition=Q(commission__gte=0, commission__lt=1), name="closing_commission_a_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.odds.normalize():f} ({self.benchmark})"


class MatchedBy(models.TextChoices):
    NAMES = "names", "names and day"
    PERSON = "person", "you said so"


class BetClosing(models.Model):
    """What a bet, or one leg of it, closed at: kept beside the bet, so that undoing its file leaves nothing behind.

    is_confirmed: sure enough to be counted; a doubtful one waits for its person's answer. is_refused: the person said
    that it is not this one; it is kept, so that it is not asked again.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    bet = models.ForeignKey(
        Bet, on_delete=models.CASCADE, related_name="closings", db_constraint=False, db_index=False
    )
    leg = models.ForeignKey(
        Leg, on_delete=models.CASCADE, related_name="closings", null=True, blank=True, db_constraint=False
    )
    closing = models.ForeignKey(Closing, on_delete=models.CASCADE, related_name="bets")
    matched_by = models.CharField(max_length=8, choices=MatchedBy)
    is_confirmed = models.BooleanField(default=True)
    is_refused = models.BooleanField(default=False, db_default=False)
    doubt = models.CharField(max_length=200, blank=True)
    matched_at = models.DateTimeField()

    objects = MineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("bet", "leg", nulls_distinct=False, name="betclosing_once"),
            models.CheckConstraint(
                condition=~Q(is_confirmed=True, is_refused=True), name="betclosing_one_answer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bet_id}: {self.closing_id}"


class Matched(models.Model):
    """Up to which state of the book and of the store a person's bets have been matched with closing lines."""

    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    stamp = models.UUIDField()
    derived_at = models.DateTimeField()
    matched_at = models.DateTimeField()

    objects = MineQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.owner_id}: {self.stamp}"
