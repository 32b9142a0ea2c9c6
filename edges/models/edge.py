from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models.moment import written_at
from bets.models import Bookmaker, Event, Sport
from odds.models import Offer, QuoteSide, Selection


class Kind(models.TextChoices):
    ARBITRAGE = "arbitrage", "Arbitrage"
    BACK_LAY = "back_lay", "Back and lay"
    MIDDLE = "middle", "Middle"
    VALUE = "value", "Value"


class Basis(models.TextChoices):
    """Whose fair chance a value is measured by."""

    NONE = "", "None"
    CONSENSUS = "consensus", "the other bookmakers"
    SHARP = "sharp", "a sharp bookmaker"
    OWN = "own", "your own chance"


class State(models.TextChoices):
    """found: its prices stand. stale: they were not seen for too long. expired: the event began. closed: they went."""

    FOUND = "found", "Found"
    STALE = "stale", "Stale"
    EXPIRED = "expired", "Expired"
    CLOSED = "closed", "Closed"


LIVE = (State.FOUND, State.STALE)
ENDED = (State.EXPIRED, State.CLOSED)


class EdgeQuerySet(models.QuerySet["Edge"]):
    def visible_to(self, user: Any) -> Self:
        """The shared ones and the person's own."""
        return self.filter(Q(owner=None) | Q(owner=user))

    def believable(self) -> Self:
        """Those without a doubt, which alone are offered."""
        return self.filter(is_doubtful=False)

    def live(self) -> Self:
        return self.filter(state__in=LIVE)


def share(**more: Any) -> models.DecimalField:
    """A return or a chance: estimates, kept to a millionth."""
    return models.DecimalField(max_digits=12, decimal_places=6, **more)


class Edge(models.Model):
    """What was found, at found_at by the database's clock.

    `edge`: what it returns on the whole stake, certain for an arbitrage, expected for the others, null for a middle
    whose chance nobody can tell. `worst`, `best`: returns on the whole stake. `chance`: of the outcome (value) or of
    both sides winning (middle), `needed`: the chance from which a middle pays. `kelly`: the full Kelly fraction of a
    value. `books`: how many bookmakers its fair chance rests on. `doubts`: why it is probably a wrong number.
    `key` is the same for the same prices; one of a key lives at a time. `confirmed_at`: when all of its prices were
    last seen to stand, which moves with its state.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    basis = models.CharField(max_length=10, choices=Basis, blank=True, default="")
    key = models.CharField(max_length=64, db_collation="C")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="edges")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="edges")
    sport = models.ForeignKey(Sport, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    starts_at = models.DateTimeField()
    found_at = written_at()
    edge = share(null=True)
    worst = share()
    best = share()
    chance = share(null=True)
    needed = share(null=True)
    kelly = share(null=True)
    books = models.PositiveSmallIntegerField(default=0)
    is_doubtful = models.BooleanField()
    doubts = models.JSONField(default=list)
    max_age_s = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.FOUND, db_default=State.FOUND.value)
    state_at = written_at()
    confirmed_at = models.DateTimeField()

    objects = EdgeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(state__in=LIVE), name="edge_once_at_a_time"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="edge_kind_known"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="edge_state_known"),
            models.CheckConstraint(
                condition=Q(kind="value", basis__in=["consensus", "sharp", "own"])
                | (~Q(kind="value") & Q(basis="")),
                name="edge_value_has_basis",
            ),
            models.CheckConstraint(
                condition=Q(basis="own", owner__isnull=False) | ~Q(basis="own"), name="edge_own_has_owner"
            ),
            models.CheckConstraint(
                condition=Q(chance__isnull=True) | Q(chance__gte=0, chance__lte=1),
                name="edge_chance_a_chance",
            ),
            models.CheckConstraint(
                condition=Q(kelly__isnull=True) | Q(kelly__gte=0), name="edge_kelly_not_below_0"
            ),
        ]
        indexes = [
            models.Index(fields=["-edge", "-id"], condition=Q(state__in=LIVE), name="edge_live"),
            models.Index(fields=["starts_at"], condition=Q(state__in=LIVE), name="edge_live_starts"),
            models.Index(fields=["found_at"], condition=~Q(state__in=LIVE), name="edge_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.edge}"


class Leg(models.Model):
    """One price of an edge, as it was. Of a lay the stake is its liability."""

    edge = models.ForeignKey(Edge, on_delete=models.CASCADE, related_name="legs", db_index=False)
    place = models.PositiveSmallIntegerField()
    selection = models.ForeignKey(Selection, on_delete=models.PROTECT, related_name="+")
    bookmaker = models.ForeignKey(Bookmaker, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=4, choices=QuoteSide)
    odds = models.DecimalField(max_digits=14, decimal_places=6)
    commission = models.DecimalField(max_digits=5, decimal_places=4, default=0)
    taken_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["edge", "place"], name="edge_leg_once"),
            models.CheckConstraint(condition=Q(odds__gt=1), name="edge_leg_odds_above_one"),
            models.CheckConstraint(
                condition=Q(commission__gte=0, commission__lt=1), name="edge_leg_commission_a_share"
            ),
            models.CheckConstraint(
                condition=Q(seen_at__gte=models.F("taken_at")), name="edge_leg_seen_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edge_id}/{self.place} {self.odds.normalize():f}"


class EdgeStep(models.Model):
    """A change of state, written by the database."""

    edge = models.ForeignKey(Edge, on_delete=models.CASCADE, related_name="steps")
    former = models.CharField(max_length=8, choices=State)
    state = models.CharField(max_length=8, choices=State)
    moved_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.edge_id}: {self.former} to {self.state}"
