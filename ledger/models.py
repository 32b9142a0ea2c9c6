"""The journal: who had what, and every movement that made it so.

An **account** belongs to a person, or to the house when it has no owner. A **movement** takes an amount from
one account (credit) to another (debit) in one currency, so it is balanced by construction; it is written once
and never changed: a correction is a second movement that reverses the first. Events of several movements
share a **transaction** header.

A balance is debits minus credits (docs/decisions/0001-debit-positive.md). The database keeps the balance
tables itself, in the statement that inserts the movements (ledger/sql/movement.sql).
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ledger.chain.models import Block, Head, Leaf  # noqa: F401  models are looked for here


def betsite_now() -> models.Func:
    """The database's clock as a column default (ledger/sql/context.sql)."""
    return models.Func(function="betsite_now", output_field=models.DateTimeField())


class Kind(models.TextChoices):
    ASSET = "asset", "Asset"
    LIABILITY = "liability", "Liability"
    INCOME = "income", "Income"
    EXPENSE = "expense", "Expense"
    EQUITY = "equity", "Equity"


class AccountQuerySet(models.QuerySet["Account"]):
    def visible_to(self, user: Any) -> "AccountQuerySet":
        """The accounts of `user`; house accounts are nobody's to see."""
        return self.filter(owner=user)

    def house(self) -> "AccountQuerySet":
        return self.filter(owner=None)

    def coded(self, prefix: str) -> "AccountQuerySet":
        """Accounts of one sort, whatever the bookmaker: coded("book") has book:sportsbet, book:betfair ..."""
        return self.filter(Q(code=prefix) | Q(code__startswith=f"{prefix}:"))


class Account(models.Model):
    """One pot of one currency. `floor_micro`: the least balance it may be brought to, if any."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    code = models.TextField()
    kind = models.TextField(choices=Kind)
    name = models.TextField(blank=True)
    currency = models.TextField()
    floor_micro = models.BigIntegerField(null=True, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    created_at = models.DateTimeField(db_default=betsite_now())

    objects = AccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "code", "currency"], name="account_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="account_kind_known"),
            models.CheckConstraint(condition=~Q(code="") & ~Q(currency=""), name="account_named"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.currency}"


class TransactionQuerySet(models.QuerySet["Transaction"]):
    def visible_to(self, user: Any) -> "TransactionQuerySet":
        return self.filter(owner=user)


class Transaction(models.Model):
    """The header of an event with several movements, all of them written by one statement.

    The table has one column more, `xid xid8`: the database's own transaction number, by which it refuses
    movements that come to a header later (ledger/sql/movement.sql).
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.TextField()
    key = models.TextField(db_collation="C")
    effective_at = models.DateTimeField()
    posted_at = models.DateTimeField(db_default=betsite_now())

    objects = TransactionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], name="transaction_key_once"),
            models.CheckConstraint(condition=~Q(key=""), name="transaction_key_given"),
        ]

    def __str__(self) -> str:
        return self.key


CASH_KINDS = ("deposit", "withdrawal", "withdrawal_returned")  # between bookmakers and outside


class MovementQuerySet(models.QuerySet["Movement"]):
    def visible_to(self, user: Any) -> "MovementQuerySet":
        """The movements into or out of an account of `user`."""
        mine = Account.objects.visible_to(user).values("id")
        return self.filter(Q(debit__in=mine) | Q(credit__in=mine))

    def touching(self, account: Account | int) -> "MovementQuerySet":
        """The movements into or out of one account."""
        return self.filter(Q(debit=account) | Q(credit=account))

    def between(self, start: datetime, end: datetime) -> "MovementQuerySet":
        """Effective from `start` on and before `end`."""
        return self.filter(effective_at__gte=start, effective_at__lt=end)

    def active(self) -> "MovementQuerySet":
        """Neither a reversal nor reversed."""
        return self.filter(reverses=None, reversals=None)


class Movement(models.Model):
    """`amount_micro` out of `credit` into `debit`, which happened at `effective_at`, written at `posted_at`.

    The foreign keys carry no database constraint: the statement trigger checks them once per statement, where
    row triggers take three quarters of the time of a large import. `hold`: the hold of which this is a step out of
    the held account; `expires_at`: on a movement that places a hold, when it is given back by itself.
    """

    transaction = models.ForeignKey(
        Transaction,
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="movements",
    )
    debit = models.ForeignKey(
        Account, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="debits"
    )
    credit = models.ForeignKey(
        Account, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="credits"
    )
    amount_micro = models.BigIntegerField()
    currency = models.TextField()
    kind = models.TextField()
    key = models.TextField(db_collation="C")
    effective_at = models.DateTimeField()
    posted_at = models.DateTimeField(db_default=betsite_now())
    reverses = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="reversals",
    )
    hold = models.ForeignKey(
        "Hold", on_delete=models.PROTECT, null=True, db_constraint=False, db_index=False, related_name="steps"
    )
    expires_at = models.DateTimeField(null=True)

    objects = MovementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], name="movement_key_once"),
            models.UniqueConstraint(
                fields=["reverses"], name="movement_reversed_once", condition=Q(reverses__isnull=False)
            ),
            models.CheckConstraint(condition=~Q(key=""), name="movement_key_given"),
            models.CheckConstraint(condition=Q(amount_micro__gt=0), name="movement_amount_positive"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="movement_two_accounts"),
        ]
        indexes = [
            models.Index(fields=["debit", "effective_at", "id"], name="movement_debit"),
            models.Index(fields=["credit", "effective_at", "id"], name="movement_credit"),
            models.Index(
                fields=["transaction"], name="movement_event", condition=Q(transaction__isnull=False)
            ),
            models.Index(fields=["hold", "id"], name="movement_hold", condition=Q(hold__isnull=False)),
            # money put in and taken out is a handful among a million bets' movements
            models.Index(
                fields=["debit", "effective_at"],
                include=["kind", "amount_micro"],
                name="movement_cash_in",
                condition=Q(kind__in=CASH_KINDS),
            ),
            models.Index(
                fields=["credit", "effective_at"],
                include=["kind", "amount_micro"],
                name="movement_cash_out",
                condition=Q(kind__in=CASH_KINDS),
            ),
        ]

    def __str__(self) -> str:
        return self.key


class HoldState(models.TextChoices):
    PENDING = "pending", "Pending"
    POSTED = "posted", "Posted"
    VOIDED = "voided", "Voided"
    EXPIRED = "expired", "Expired"


class HoldQuerySet(models.QuerySet["Hold"]):
    def visible_to(self, user: Any) -> "HoldQuerySet":
        return self.filter(account__owner=user)

    def pending(self) -> "HoldQuerySet":
        """Not ended, though the moment of expiry may have passed."""
        return self.filter(state=HoldState.PENDING)

    def due(self, at: datetime | models.Func) -> "HoldQuerySet":
        """Pending, and to be given back at `at`."""
        return self.pending().filter(expires_at__lte=at)


class Hold(models.Model):
    """Money of `account` set aside in `held` until it is posted, voided or expires: written by the database only.

    Its id is that of the movement which placed it; `left_micro` is what is still pending, `posted_micro` what went
    elsewhere; the rest went back. The constraints refuse what no sequence of steps may do (ledger/sql/holds.sql).
    """

    movement = models.OneToOneField(
        Movement, on_delete=models.PROTECT, primary_key=True, db_constraint=False, related_name="placed"
    )
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="holds"
    )
    held = models.ForeignKey(
        Account, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="holds_kept"
    )
    currency = models.TextField()
    amount_micro = models.BigIntegerField()
    left_micro = models.BigIntegerField()
    posted_micro = models.BigIntegerField()
    state = models.TextField(choices=HoldState)
    expires_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=HoldState.values), name="hold_state_known"),
            models.CheckConstraint(
                condition=Q(posted_micro__gte=0, amount_micro__gte=F("posted_micro") + F("left_micro")),
                name="hold_not_exceeded",
            ),
            models.CheckConstraint(
                condition=Q(state=HoldState.PENDING, left_micro__gt=0, ended_at=None)
                | Q(~Q(state=HoldState.PENDING), left_micro=0, ended_at__isnull=False),
                name="hold_ends_once",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "movement"], name="hold_account"),
            models.Index(
                fields=["expires_at"], name="hold_due", condition=Q(state="pending", expires_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"hold {self.pk} ({self.state})"


class BalanceQuerySet(models.QuerySet["Balance"]):
    def visible_to(self, user: Any) -> "BalanceQuerySet":
        return self.filter(account__owner=user)


class Balance(models.Model):
    """What an account has now: written by the database only."""

    account = models.OneToOneField(
        Account, on_delete=models.PROTECT, primary_key=True, db_constraint=False, related_name="balance"
    )
    debit_micro = models.BigIntegerField(default=0)
    credit_micro = models.BigIntegerField(default=0)
    entries = models.BigIntegerField(default=0)

    objects = BalanceQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.account_id}: {self.balance_micro}"

    @property
    def balance_micro(self) -> int:
        """Debits minus credits, micro-units."""
        return self.debit_micro - self.credit_micro


class DayBalanceQuerySet(models.QuerySet["DayBalance"]):
    def visible_to(self, user: Any) -> "DayBalanceQuerySet":
        return self.filter(account__owner=user)


class DayBalance(models.Model):
    """What went through an account on one UTC day (of effective_at): written by the database only."""

    pk = models.CompositePrimaryKey("account_id", "day")
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="days"
    )
    day = models.DateField()
    debit_micro = models.BigIntegerField(default=0)
    credit_micro = models.BigIntegerField(default=0)
    entries = models.BigIntegerField(default=0, db_default=0)

    objects = DayBalanceQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.account_id} {self.day}"


class PartBalanceQuerySet(models.QuerySet["PartBalance"]):
    def visible_to(self, user: Any) -> "PartBalanceQuerySet":
        return self.filter(account__owner=user)


class PartBalance(models.Model):
    """What went through an account in a part of a crowded day: written by the database only (ledger/sql/parts.sql)."""

    pk = models.CompositePrimaryKey("account_id", "level", "starts_at")
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="parts"
    )
    level = models.IntegerField()
    starts_at = models.DateTimeField()
    debit_micro = models.BigIntegerField()
    credit_micro = models.BigIntegerField()
    entries = models.BigIntegerField()

    objects = PartBalanceQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.account_id} {self.level} {self.starts_at}"


class Verification(models.Model):
    """One run of `ledger.verification.run`: what was looked at and what was found. Never changed."""

    verified_at = models.DateTimeField()
    took_ms = models.IntegerField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_sound = models.BooleanField()
    movements = models.BigIntegerField()
    sealed = models.BigIntegerField()
    unsealed = models.BigIntegerField()
    head_number = models.BigIntegerField()
    head_hash = models.BinaryField()
    problems = models.JSONField(default=list)

    class Meta:
        verbose_name = "verification"
        verbose_name_plural = "tamper evidence"
        permissions = [("verify_ledger", "May verify the ledger now")]

    def __str__(self) -> str:
        return f"{self.verified_at:%Y-%m-%d %H:%M} UTC: {'sound' if self.is_sound else 'broken'}"


class AssertionQuerySet(models.QuerySet["Assertion"]):
    def visible_to(self, user: Any) -> "AssertionQuerySet":
        return self.filter(account__owner=user)


class Assertion(models.Model):
    """What an account must have had at a moment; None takes back what was said before. Never changed."""

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="assertions"
    )
    effective_at = models.DateTimeField()
    balance_micro = models.BigIntegerField(null=True)
    key = models.TextField(db_collation="C")
    posted_at = models.DateTimeField(db_default=betsite_now())

    objects = AssertionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key"], name="assertion_key_once")]
        indexes = [models.Index(fields=["account", "effective_at", "-id"], name="assertion_place")]

    def __str__(self) -> str:
        return self.key
