"""The simulated network: nobody's rows, seen by the staff role only."""

from django.db import models


class SimulatedBlock(models.Model):
    """A block."""

    number = models.BigIntegerField(primary_key=True)
    hash = models.CharField(max_length=66)

    def __str__(self) -> str:
        return str(self.number)


class SimulatedTransaction(models.Model):
    """A transfer, waiting for a block or in one."""

    tx_hash = models.CharField(max_length=66, unique=True)
    sender = models.CharField(max_length=42)
    nonce = models.BigIntegerField()
    recipient = models.CharField(max_length=42, db_index=True)
    amount_micro = models.BigIntegerField()
    max_fee_wei = models.BigIntegerField()
    block = models.ForeignKey(
        SimulatedBlock, on_delete=models.PROTECT, null=True, related_name="transactions"
    )
    log_index = models.IntegerField(default=0)
    is_ok = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sender", "nonce"], name="simulated_nonce_once")]

    def __str__(self) -> str:
        return self.tx_hash
