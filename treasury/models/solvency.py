"""What the house owed and held, day by day: sums only, nobody's in particular."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q


class Sums:
    """What follows from the parts of a position; a row and a position read now have the same parts."""

    __slots__ = ()
    wallets_micro: Any
    held_micro: Any
    pools_micro: Any
    chain_micro: Any
    bank_micro: Any

    @property
    def liabilities_micro(self) -> int:
        """What people have with the house: the total value locked."""
        return self.wallets_micro + self.held_micro + self.pools_micro

    @property
    def assets_micro(self) -> int:
        """What the house holds, as the journal has it."""
        return self.chain_micro + self.bank_micro

    @property
    def surplus_micro(self) -> int:
        """Assets less liabilities; below zero there is not enough."""
        return self.assets_micro - self.liabilities_micro

    @property
    def is_solvent(self) -> bool:
        """Everybody could be paid out."""
        return self.surplus_micro >= 0


class DaySolvency(Sums, models.Model):
    """Liabilities and assets of one currency at the end of a UTC day (of today: so far). Micro-units.

    `withdrawals_micro` is part of `held_micro`: what is held for withdrawals that are under way. `stated_micro` is what
    bank and chain said last (null: they said nothing), `assets_micro` what the journal says they hold.
    """

    day = models.DateField()
    currency = models.CharField(max_length=8)
    wallets_micro = models.BigIntegerField()
    held_micro = models.BigIntegerField()
    withdrawals_micro = models.BigIntegerField()
    pools_micro = models.BigIntegerField()
    chain_micro = models.BigIntegerField()
    bank_micro = models.BigIntegerField()
    stated_micro = models.BigIntegerField(null=True, blank=True)
    taken_at = models.DateTimeField()

    class Meta:
        ordering = ["-day", "currency"]
        verbose_name = "day of solvency"
        verbose_name_plural = "days of solvency"
        constraints = [models.UniqueConstraint(fields=["day", "currency"], name="solvency_day_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.currency}"


class AuditExport(models.Model):
    """One export for a regulator or an auditor: who took it, for which days, and what exactly was given out."""

    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()
    first_on = models.DateField()
    last_on = models.DateField()
    reason = models.CharField(max_length=300)
    movements = models.BigIntegerField()
    patterns = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    public_key = models.CharField(max_length=64)

    class Meta:
        ordering = ["-pk"]
        permissions = [("make_auditexport", "Can take an auditor's export")]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="auditexport_for_a_reason"),
            models.CheckConstraint(
                condition=Q(first_on__lte=models.F("last_on")), name="auditexport_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_on} to {self.last_on}"
