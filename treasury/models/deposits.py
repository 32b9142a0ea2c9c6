"""Money that comes in: the address a person may send to, and what arrived there."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

BANK = "bank"


class DepositAddressQuerySet(models.QuerySet["DepositAddress"]):
    def visible_to(self, user: Any) -> "DepositAddressQuerySet":
        return self.filter(owner=user)


class DepositAddress(models.Model):
    """Where a person's money arrives: an address on a chain, or the words to write on a bank transfer.

    `number` is the place of the address below the extended public key: the person's own id.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    chain = models.CharField(max_length=20)
    chain_id = models.BigIntegerField(default=0)
    number = models.BigIntegerField()
    address = models.CharField(max_length=80)
    created_at = models.DateTimeField()

    objects = DepositAddressQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deposit addresses"
        constraints = [
            models.UniqueConstraint(fields=["chain", "chain_id", "address"], name="deposit_address_once"),
            models.UniqueConstraint(fields=["owner", "chain", "chain_id"], name="deposit_address_one_each"),
            models.CheckConstraint(condition=Q(address=Lower(F("address"))), name="deposit_address_lower"),
        ]

    def __str__(self) -> str:
        return self.address


class DepositState(models.TextChoices):
    OBSERVED = "observed", "Seen"
    CONFIRMING = "confirming", "Being confirmed"
    CREDITED = "credited", "Credited"
    ORPHANED = "orphaned", "Gone from the chain"


class DepositQuerySet(models.QuerySet["Deposit"]):
    def visible_to(self, user: Any) -> "DepositQuerySet":
        return self.filter(owner=user)

    def on(self, chain: str, chain_id: int) -> "DepositQuerySet":
        return self.filter(chain=chain, chain_id=chain_id)

    def waiting(self) -> "DepositQuerySet":
        """Not credited yet, and still on the chain."""
        return self.filter(state__in=[DepositState.OBSERVED, DepositState.CONFIRMING])


class Deposit(models.Model):
    """One transfer to one of our addresses, named for ever by (chain, tx_hash, log_index).

    A transfer that left the chain and came back is credited anew as the next `revision`.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    address = models.ForeignKey(DepositAddress, on_delete=models.PROTECT, related_name="deposits")
    chain = models.CharField(max_length=20)
    chain_id = models.BigIntegerField(default=0)
    tx_hash = models.CharField(max_length=100)
    log_index = models.IntegerField(default=0)
    sender = models.CharField(max_length=80, blank=True)
    currency = models.CharField(max_length=8)
    amount_micro = models.BigIntegerField()
    block_number = models.BigIntegerField(default=0)
    block_hash = models.CharField(max_length=66, blank=True)
    state = models.CharField(max_length=12, choices=DepositState, default=DepositState.OBSERVED)
    confirmations = models.IntegerField(default=0)
    confirmations_needed = models.IntegerField(default=0)
    revision = models.IntegerField(default=1)
    movement = models.ForeignKey("ledger.Movement", on_delete=models.PROTECT, null=True, related_name="+")
    alert = models.CharField(max_length=300, blank=True)
    observed_at = models.DateTimeField()
    credited_at = models.DateTimeField(null=True, blank=True)
    orphaned_at = models.DateTimeField(null=True, blank=True)

    objects = DepositQuerySet.as_manager()

    class Meta:
        ordering = ["-observed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["chain", "chain_id", "tx_hash", "log_index"], name="deposit_once"
            ),
            models.CheckConstraint(condition=Q(amount_micro__gt=0), name="deposit_of_something"),
            models.CheckConstraint(condition=Q(tx_hash=Lower(F("tx_hash"))), name="deposit_hash_lower"),
            models.CheckConstraint(condition=Q(state__in=DepositState.values), name="deposit_state_known"),
            models.CheckConstraint(
                condition=~Q(state="credited") | Q(movement__isnull=False, credited_at__isnull=False),
                name="deposit_credited_by_a_movement",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-observed_at"], name="deposit_newest"),
            models.Index(fields=["chain", "chain_id", "block_number"], name="deposit_block"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """The journal's key for the credit."""
        return self.keys[-1]

    @property
    def keys(self) -> list[str]:
        """Those of all its credits, the first to the present one."""
        first = f"deposit:{self.chain}:{self.tx_hash}:{self.log_index}"
        return [first, *(f"{first}:r{number}" for number in range(2, self.revision + 1))]

    @property
    def is_on_a_chain(self) -> bool:
        """Rather than a bank's."""
        return self.chain != BANK

    @property
    def state_name(self) -> str:
        """What a person reads."""
        return str(DepositState(self.state).label)


class ChainCursor(models.Model):
    """How far a chain was read, and who reads it now: the holder of lease number `attempt`, until `lease_until`."""

    chain = models.CharField(max_length=20)
    chain_id = models.BigIntegerField(default=0)
    block_number = models.BigIntegerField()
    lease_until = models.DateTimeField(null=True, blank=True)
    attempt = models.BigIntegerField(default=0, db_default=0)
    scanned_at = models.DateTimeField(null=True, blank=True)
    wanted_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "chain_id"], name="cursor_once")]

    def __str__(self) -> str:
        return f"{self.chain} {self.block_number}"


class WebhookSecret(models.Model):
    """What a provider signs with, encrypted. Two may be valid at once while one replaces the other.

    `secret` is known of a fresh one only (treasury.hooks.new_secret).
    """

    secret = ""

    provider = models.CharField(max_length=20)
    sealed = models.BinaryField()
    ending = models.CharField(max_length=4)
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        permissions = [("rotate_webhooksecret", "Can make and retire webhook secrets")]

    def __str__(self) -> str:
        return f"{self.provider} …{self.ending}"


class WebhookEvent(models.Model):
    """A provider's message that was accepted, once."""

    provider = models.CharField(max_length=20)
    event_id = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    outcome = models.CharField(max_length=300)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "event_id"], name="webhook_event_once")]

    def __str__(self) -> str:
        return f"{self.provider} {self.event_id}"
