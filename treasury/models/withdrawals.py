"""Money that goes out: what was asked for, who approved it, what was signed, and each step of it.

The database itself refuses a step that does not follow from the one before, and writes the history of the steps
(treasury/sql/withdrawals.sql).
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q


class WithdrawalState(models.TextChoices):
    REQUESTED = "requested", "Requested"
    APPROVED = "approved", "Approved"
    SIGNED = "signed", "Signed"
    BROADCAST = "broadcast", "Sent"
    CONFIRMED = "confirmed", "Paid"
    FAILED = "failed", "Failed"
    UNKNOWN = "unknown", "Being looked into"
    REFUSED = "refused", "Refused"
    CANCELLED = "cancelled", "Cancelled"


ENDED = (
    WithdrawalState.CONFIRMED,
    WithdrawalState.FAILED,
    WithdrawalState.REFUSED,
    WithdrawalState.CANCELLED,
)
UNSIGNED = (WithdrawalState.REQUESTED, WithdrawalState.APPROVED)
UNDER_WAY = (WithdrawalState.SIGNED, WithdrawalState.BROADCAST, WithdrawalState.UNKNOWN)


class WithdrawalQuerySet(models.QuerySet["Withdrawal"]):
    def visible_to(self, user: Any) -> "WithdrawalQuerySet":
        return self.filter(owner=user)

    def on(self, chain: str, chain_id: int) -> "WithdrawalQuerySet":
        return self.filter(chain=chain, chain_id=chain_id)

    def due(self, at: datetime) -> "WithdrawalQuerySet":
        """Those whose next try has come, the oldest first."""
        return self.filter(Q(next_try_at=None) | Q(next_try_at__lte=at)).order_by("pk")


class Withdrawal(models.Model):
    """One payment out of a person's wallet. `token` makes a form that is sent twice one withdrawal.

    `by` and `note` belong to the step being made; the history keeps those of every step.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    token = models.UUIDField()
    chain = models.CharField(max_length=20)
    chain_id = models.BigIntegerField(default=0)
    recipient = models.CharField(max_length=80)
    currency = models.CharField(max_length=8)
    amount_micro = models.BigIntegerField()
    hold = models.BigIntegerField()
    approvals_needed = models.IntegerField(default=0)
    state = models.CharField(max_length=12, choices=WithdrawalState, default=WithdrawalState.REQUESTED)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(max_length=300, blank=True)
    tries = models.IntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    alerted_at = models.DateTimeField(null=True, blank=True)
    confirmations = models.IntegerField(default=0)
    requested_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = WithdrawalQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-pk"]
        permissions = [
            ("approve_withdrawal", "Can approve or refuse withdrawals"),
            ("resolve_withdrawal", "Can end a withdrawal whose outcome is unknown"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["owner", "token"], name="withdrawal_once"),
            models.UniqueConstraint(fields=["hold"], name="withdrawal_own_hold"),
            models.CheckConstraint(condition=Q(amount_micro__gt=0), name="withdrawal_of_something"),
            models.CheckConstraint(
                condition=Q(state__in=WithdrawalState.values), name="withdrawal_state_known"
            ),
            models.CheckConstraint(condition=Q(approvals_needed__gte=0), name="withdrawal_approvals_counted"),
        ]
        indexes = [
            models.Index(fields=["owner", "-requested_at"], name="withdrawal_newest"),
            models.Index(fields=["state", "next_try_at"], name="withdrawal_due"),
        ]

    def __str__(self) -> str:
        return f"withdrawal {self.pk}"

    @property
    def state_name(self) -> str:
        """What a person reads."""
        if self.state == WithdrawalState.REQUESTED and self.approvals_needed:
            return "Waiting for approval"
        return str(WithdrawalState(self.state).label)

    @property
    def has_ended(self) -> bool:
        """Nothing more will happen to it."""
        return self.state in ENDED

    @property
    def may_be_cancelled(self) -> bool:
        """Not signed yet: nothing has left."""
        return self.state in UNSIGNED


class WithdrawalStepQuerySet(models.QuerySet["WithdrawalStep"]):
    def visible_to(self, user: Any) -> "WithdrawalStepQuerySet":
        return self.filter(owner=user)


class WithdrawalStep(models.Model):
    """A state a withdrawal came to: written by the database with every change, never changed."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawal = models.ForeignKey(Withdrawal, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=12, choices=WithdrawalState)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()

    objects = WithdrawalStepQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.withdrawal_id} {self.state}"

    @property
    def state_name(self) -> str:
        """What a person reads."""
        return str(WithdrawalState(self.state).label)


class Approval(models.Model):
    """One person of the staff says yes; each once, and never to a withdrawal of their own (a trigger says so)."""

    withdrawal = models.ForeignKey(Withdrawal, on_delete=models.PROTECT, related_name="approvals")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    approved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["withdrawal", "staff"], name="approval_once_each")]

    def __str__(self) -> str:
        return f"{self.withdrawal_id} by {self.staff_id}"


class WalletNonce(models.Model):
    """A number of the hot wallet that belongs to one withdrawal for ever, taken before anything is signed."""

    chain = models.CharField(max_length=20)
    chain_id = models.BigIntegerField(default=0)
    wallet = models.CharField(max_length=42)
    nonce = models.BigIntegerField()
    withdrawal = models.OneToOneField(Withdrawal, on_delete=models.PROTECT, related_name="nonce")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "chain_id", "wallet", "nonce"], name="nonce_once")
        ]

    def __str__(self) -> str:
        return f"{self.wallet} {self.nonce}"


class SignedTransaction(models.Model):
    """Signed bytes, stored before they are sent. A replacement has the same nonce and offers more."""

    nonce = models.ForeignKey(WalletNonce, on_delete=models.PROTECT, related_name="signed")
    number = models.IntegerField()
    tx_hash = models.CharField(max_length=66, unique=True)
    raw = models.TextField()
    max_fee_wei = models.DecimalField(max_digits=40, decimal_places=0)
    priority_fee_wei = models.DecimalField(max_digits=40, decimal_places=0)
    gas = models.BigIntegerField()
    signed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    fee_wei = models.DecimalField(max_digits=40, decimal_places=0, null=True, blank=True)
    block_number = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["nonce", "number"]
        constraints = [models.UniqueConstraint(fields=["nonce", "number"], name="signed_once")]

    def __str__(self) -> str:
        return self.tx_hash
