"""A round: will the instrument close its session higher than the one before? Taken, locked, settled or voided.

The rules a round is played by (fee, quorum, tolerance, which price binds) are fixed when it opens. Its pools are two
house accounts, so what is in them is what the journal says. The database refuses a step that does not follow from the
one before, and an end that leaves a micro-unit in a pool (rounds/sql/rounds.sql).
"""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from ledger.models import Account
from markets.models import Instrument

MOST_BPS = 10_000


class State(models.TextChoices):
    OPEN = "open", "Open"
    LOCKED = "locked", "Locked"
    SETTLED = "settled", "Settled"
    VOID = "void", "Void"


class Side(models.TextChoices):
    UP = "up", "Up"
    DOWN = "down", "Down"


ENDED = (State.SETTLED, State.VOID)


class RoundQuerySet(models.QuerySet["Round"]):
    def open(self) -> "RoundQuerySet":
        return self.filter(state=State.OPEN)

    def locked(self) -> "RoundQuerySet":
        """Waiting for a close, the oldest session first."""
        return self.filter(state=State.LOCKED).order_by("session", "pk")

    def ended(self) -> "RoundQuerySet":
        """Settled or void, the newest session first."""
        return self.filter(state__in=ENDED).order_by("-session", "-pk")

    def to_lock(self, at: datetime) -> "RoundQuerySet":
        """Open, and their lock has come."""
        return self.open().filter(locks_at__lte=at).order_by("session", "pk")

    def due(self, at: datetime) -> "RoundQuerySet":
        """Locked, and their settlement is due."""
        return self.locked().filter(settle_due_at__lte=at)


class Round(models.Model):
    """`code`: the closing date in the exchange's zone, YYYYMMDD. All moments are aware, amounts are micro-units.

    `reference_close` is the close that has to be passed; closes are compared at `decimals` places. `close`, `outcome`
    and the sums are empty until the end; `is_forced`: two of the staff said the outcome, and there may be no close.
    """

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="rounds")
    code = models.CharField(max_length=8)
    session = models.DateField()
    currency = models.CharField(max_length=8)
    decimals = models.SmallIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)

    reference_session = models.DateField()
    reference_close = models.DecimalField(max_digits=20, decimal_places=6)
    fee_bps = models.IntegerField()
    quorum = models.SmallIntegerField(default=1)
    tolerance = models.DecimalField(max_digits=20, decimal_places=6)
    needs_final = models.BooleanField(default=False)
    up_account = models.ForeignKey(
        Account, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    down_account = models.ForeignKey(
        Account, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )

    opened_at = models.DateTimeField()
    locks_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    settle_due_at = models.DateTimeField()
    void_at = models.DateTimeField()
    locked_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    close = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    close_is_final = models.BooleanField(null=True, blank=True)
    outcome = models.CharField(max_length=4, choices=Side, blank=True)
    is_forced = models.BooleanField(default=False)
    void_reason = models.CharField(max_length=300, blank=True)
    up_micro = models.BigIntegerField(null=True, blank=True)
    down_micro = models.BigIntegerField(null=True, blank=True)
    fee_micro = models.BigIntegerField(null=True, blank=True)
    wager_count = models.IntegerField(null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-session", "-pk"]
        permissions = [
            ("run_round", "Can open, lock and void rounds and set a lock earlier"),
            ("force_round", "Can propose and confirm a forced result"),
            ("say_close", "Can say the close of a session"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["instrument", "code"], name="round_once"),
            models.UniqueConstraint(
                fields=["instrument"], condition=Q(state=State.OPEN), name="round_one_open"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="round_state_known"),
            models.CheckConstraint(condition=Q(code__regex=r"^\d{8}$"), name="round_code_is_a_day"),
            models.CheckConstraint(
                condition=Q(fee_bps__gte=0, fee_bps__lte=MOST_BPS), name="round_fee_bounds"
            ),
            models.CheckConstraint(
                condition=Q(reference_close__gt=0, reference_session__lt=F("session")),
                name="round_has_reference",
            ),
            models.CheckConstraint(
                condition=Q(
                    opened_at__lt=F("locks_at"),
                    locks_at__lt=F("closes_at"),
                    closes_at__lte=F("settle_due_at"),
                    settle_due_at__lte=F("void_at"),
                ),
                name="round_times_in_order",
            ),
            models.CheckConstraint(
                condition=Q(quorum__gte=1, tolerance__gte=0, decimals__gte=0, decimals__lte=6),
                name="round_rules_sane",
            ),
            models.CheckConstraint(
                condition=Q(state=State.SETTLED, outcome__in=Side.values, void_reason="")
                & (Q(close__gt=0, close_is_final__isnull=False) | Q(is_forced=True))
                | Q(state=State.VOID, outcome="") & ~Q(void_reason="")
                | Q(
                    state__in=[State.OPEN, State.LOCKED],
                    outcome="",
                    void_reason="",
                    close=None,
                    fee_micro=None,
                ),
                name="round_end_says_why",
            ),
            models.CheckConstraint(
                condition=Q(~Q(state__in=ENDED), ended_at=None)
                | Q(
                    state__in=ENDED,
                    ended_at__isnull=False,
                    locked_at__isnull=False,
                    up_micro__gte=0,
                    down_micro__gte=0,
                    fee_micro__gte=0,
                    wager_count__gte=0,
                ),
                name="round_end_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["state", "locks_at"], name="round_due")]

    def __str__(self) -> str:
        return f"{self.instrument_id}/{self.code}"

    @property
    def has_ended(self) -> bool:
        """Settled or void: nothing changes any more."""
        return self.state in ENDED

    @property
    def accounts(self) -> dict[str, int]:
        """The pool's account of each side."""
        return {Side.UP: self.up_account_id, Side.DOWN: self.down_account_id}

    @property
    def settlement_key(self) -> str:
        """The journal's name for its end."""
        return f"round:{self.pk}:{'void' if self.state == State.VOID else 'settle'}#1"
