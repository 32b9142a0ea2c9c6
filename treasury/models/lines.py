"""Statement lines: what a bookmaker, a bank or a chain says happened in one account, row by row.

A line has an identity (`key`) within its account, whichever files it was read from, so overlapping exports meet in it.
`amount_micro` is the signed effect on the account's cash, null when the row moves none. Ids rise in the
order in which a file tells its rows, oldest first, so that (occurred_at, id) keeps apart what happened in one minute.

The foreign keys carry no database constraint: the policy of row-level security lets in only the acting person's rows in
that person's accounts, once per statement, where row triggers would take most of the time of a large import.
"""

from typing import Any

from django.conf import settings
from django.db import models

from web.indexes import blocks_of_owners


class LineKind(models.TextChoices):
    DEPOSIT = "deposit", "Deposit"
    WITHDRAWAL = "withdrawal", "Withdrawal"
    WITHDRAWAL_RETURNED = "withdrawal_returned", "Returned withdrawal"
    STAKE = "stake", "Stake"
    STAKE_RETURNED = "stake_returned", "Stake returned"
    WIN = "win", "Win"
    LOSE = "lose", "Loss"
    VOID = "void", "Void"
    CASHOUT = "cashout", "Cash-out"
    SETTLEMENT = "settlement", "Market settled"
    MARKET_VOID = "market_void", "Market voided"
    BONUS = "bonus", "Bonus"
    COMMISSION = "commission", "Commission"
    ADJUSTMENT = "adjustment", "Adjustment"
    INFO = "info", "Note"
    BET = "bet", "Bet"
    LEG = "leg", "Leg"


# What moves money between the bookmaker and the world outside; everything else belongs to bets.
TRANSFERS = (LineKind.DEPOSIT, LineKind.WITHDRAWAL, LineKind.WITHDRAWAL_RETURNED)


class StatementLineQuerySet(models.QuerySet["StatementLine"]):
    def visible_to(self, user: Any) -> "StatementLineQuerySet":
        return self.filter(owner=user)

    def transfers(self) -> "StatementLineQuerySet":
        """Deposits and withdrawals."""
        return self.filter(kind__in=TRANSFERS)


class StatementLine(models.Model):
    """One row of a statement, as the newest file that holds it tells it. Without owner: of an account of the house."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    account = models.ForeignKey(
        "ledger.Account", on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    key = models.TextField()
    kind = models.CharField(max_length=20, choices=LineKind)
    occurred_at = models.DateTimeField()
    currency = models.CharField(max_length=8)
    amount_micro = models.BigIntegerField(null=True, blank=True)
    bonus_micro = models.BigIntegerField(null=True, blank=True)
    balance_micro = models.BigIntegerField(null=True, blank=True)
    bet_ref = models.TextField(null=True, blank=True)  # noqa: DJ001 (absent is not the empty reference)
    description = models.TextField(blank=True)
    digest = models.BigIntegerField(default=0)
    as_of = models.DateTimeField()

    objects = StatementLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "key"], name="line_once"),
            models.CheckConstraint(condition=models.Q(kind__in=LineKind.values), name="line_kind_known"),
        ]
        indexes = [
            models.Index(fields=["account", "bet_ref"], name="line_bet"),
            models.Index(fields=["account", "occurred_at", "id"], name="line_time"),
            models.Index(
                fields=["owner", "occurred_at"],
                name="line_transfer",
                condition=models.Q(kind__in=["deposit", "withdrawal", "withdrawal_returned"]),
            ),
            blocks_of_owners("line_owners"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.kind}"
