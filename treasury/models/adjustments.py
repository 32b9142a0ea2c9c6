"""Money that no row of any file explains and that a person has entered into the journal on purpose."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from treasury.models.lines import StatementLine

NAMES_A_LINE = Q(sort="other", before_line__isnull=True) | ~Q(sort="other") & Q(before_line__isnull=False)


class Sort(models.TextChoices):
    OPENING = "opening", "Opening balance"
    GAP = "gap", "Missing rows"
    OTHER = "other", "Adjustment"


class AdjustmentQuerySet(models.QuerySet["Adjustment"]):
    def visible_to(self, user: Any) -> "AdjustmentQuerySet":
        return self.filter(owner=user)

    def live(self) -> "AdjustmentQuerySet":
        """Not taken back."""
        return self.filter(reversed_at=None)


class Adjustment(models.Model):
    """One confirmed adjustment of a bookmaker account: a transaction in the journal, and why.

    `amount_micro` is its signed effect on the account's cash. `before_line` is the row before which the money is
    missing. Taking it back posts the reversal; the row stays.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("ledger.Account", on_delete=models.PROTECT, related_name="+")
    transaction = models.OneToOneField("ledger.Transaction", on_delete=models.PROTECT, related_name="+")
    sort = models.CharField(max_length=10, choices=Sort)
    amount_micro = models.BigIntegerField()
    effective_at = models.DateTimeField()
    before_line = models.ForeignKey(
        StatementLine,
        on_delete=models.DO_NOTHING,
        null=True,
        blank=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    note = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    reversed_at = models.DateTimeField(null=True, blank=True)

    objects = AdjustmentQuerySet.as_manager()

    class Meta:
        ordering = ["-effective_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(sort__in=Sort.values), name="adjustment_sort_known"),
            models.CheckConstraint(condition=~Q(amount_micro=0), name="adjustment_moves_money"),
            models.CheckConstraint(condition=NAMES_A_LINE, name="adjustment_names_its_place"),
            models.UniqueConstraint(
                fields=["account", "sort", "before_line"],
                name="adjustment_once",
                condition=Q(reversed_at__isnull=True, before_line__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["account"],
                name="adjustment_one_opening",
                condition=Q(reversed_at__isnull=True, sort="opening"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sort} {self.amount_micro}"
