from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from bets.models.catalogue import Bookmaker, Competition, Event, Market, Sport
from bets.models.states import IS_LOST, IS_WON, UNSETTLED, Bonus, Side, Status, Structure


def row(to: Any, **more: Any) -> Any:
    """A reference that bets/sql/references.sql keeps, once per statement instead of once per row."""
    return models.ForeignKey(to, on_delete=models.PROTECT, db_constraint=False, **more)


class BetQuerySet(models.QuerySet["Bet"]):
    def visible_to(self, user: Any) -> "BetQuerySet":
        return self.filter(owner=user)

    def settled(self) -> "BetQuerySet":
        """Bets with a result, the void ones included."""
        return self.exclude(status__in=UNSETTLED)

    def undecided(self) -> "BetQuerySet":
        return self.filter(status=Status.UNDECIDED)

    def won(self) -> "BetQuerySet":
        return self.filter(IS_WON)

    def lost(self) -> "BetQuerySet":
        return self.filter(IS_LOST)


class Bet(models.Model):
    """One bet with its whole financial life.

    profit_micro is what the bet changed the bettor's own money by, after commission; null until it is settled.
    at_risk_micro is the own money that could be lost: the stake of a back bet, the liability of a lay bet, nothing
    of a bonus bet; null when the source does not tell. turnover_micro is derived: at_risk of settled bets, void
    ones excluded.
    is_from_lines: status and money are worked out from statement lines. is_cash_in_lines: statement lines move its
    cash, so that the bet itself posts no stake and return.
    """

    owner = row(settings.AUTH_USER_MODEL, related_name="+", db_index=False)
    account = row("ledger.Account", related_name="+", db_index=False)
    bookmaker = row(Bookmaker)
    ref = models.TextField()
    currency = models.CharField(max_length=8)
    structure = models.CharField(max_length=8, choices=Structure, default=Structure.SINGLE)
    side = models.CharField(max_length=4, choices=Side, default=Side.BACK)
    status = models.CharField(max_length=12, choices=Status)
    bonus = models.CharField(max_length=8, choices=Bonus, default=Bonus.NONE)
    is_from_lines = models.BooleanField(default=False)
    is_cash_in_lines = models.BooleanField(default=False)
    is_decided_by_rule = models.BooleanField(default=False)
    decided_at = models.DateTimeField(null=True, blank=True)

    placed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    odds = models.DecimalField(max_digits=14, decimal_places=6, null=True, blank=True)
    closing_odds = models.DecimalField(max_digits=14, decimal_places=6, null=True, blank=True)
    stake_micro = models.BigIntegerField(null=True, blank=True)
    bonus_stake_micro = models.BigIntegerField(default=0)
    at_risk_micro = models.BigIntegerField(null=True, blank=True)
    returned_micro = models.BigIntegerField(null=True, blank=True)
    commission_micro = models.BigIntegerField(default=0)
    profit_micro = models.BigIntegerField(null=True, blank=True)
    turnover_micro = models.GeneratedField(
        expression=models.Case(
            models.When(
                status__in=[*UNSETTLED, Status.VOID],
                then=models.Value(0, output_field=models.BigIntegerField()),
            ),
            default=models.functions.Coalesce(
                "at_risk_micro", models.Value(0, output_field=models.BigIntegerField())
            ),
        ),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )

    sport = row(Sport, null=True, blank=True)
    competition = row(Competition, null=True, blank=True)
    market_type = row(Market, null=True, blank=True)
    event = row(Event, null=True, blank=True)
    event_name = models.TextField(blank=True)
    market_name = models.TextField(blank=True)
    selection = models.TextField(blank=True)
    legs_count = models.PositiveSmallIntegerField(default=1)
    is_live = models.BooleanField(null=True, blank=True)
    is_each_way = models.BooleanField(default=False)
    note = models.TextField(blank=True)

    digest = models.BigIntegerField(default=0)
    as_of = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True, db_default=models.functions.Now())
    updated_at = models.DateTimeField(auto_now=True, db_default=models.functions.Now())

    objects = BetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "ref"], name="bet_once"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="bet_status_known"),
            models.CheckConstraint(
                condition=Q(status__in=UNSETTLED, profit_micro__isnull=True)
                | (~Q(status__in=UNSETTLED) & Q(profit_micro__isnull=False, settled_at__isnull=False)),
                name="bet_settled_has_profit",
            ),
            models.CheckConstraint(
                condition=Q(stake_micro__isnull=True) | Q(stake_micro__gte=0), name="bet_stake_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(odds__isnull=True) | Q(odds__gte=1), name="bet_odds_at_least_one"
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "placed_at", "id"], name="bet_owner_placed"),
            models.Index(fields=["owner", "settled_at", "id"], name="bet_owner_settled"),
            models.Index(fields=["owner", "profit_micro", "id"], name="bet_owner_profit"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.selection or self.event_name}"

    @property
    def is_settled(self) -> bool:
        return self.status not in UNSETTLED


class Leg(models.Model):
    """One part of a multi; a single has none, its own columns tell."""

    owner = row(settings.AUTH_USER_MODEL, related_name="+", db_index=False)
    bet = models.ForeignKey(
        Bet, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="legs"
    )
    position = models.PositiveSmallIntegerField()
    sport = row(Sport, null=True, blank=True)
    competition = row(Competition, null=True, blank=True)
    event_name = models.TextField(blank=True)
    market_name = models.TextField(blank=True)
    selection = models.TextField(blank=True)
    odds = models.DecimalField(max_digits=14, decimal_places=6, null=True, blank=True)
    result = models.CharField(max_length=12, choices=Status, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bet", "position"], name="leg_position_once")]

    def __str__(self) -> str:
        return f"{self.bet_id}/{self.position}"
