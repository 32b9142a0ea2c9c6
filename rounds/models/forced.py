"""A result that two of the staff vouch for, where no source can be believed."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ledger.models import betsite_now
from rounds.models.rounds import Round

NOBODY = {"confirmed_at": None, "confirmed_by": None}
STANDING = {"withdrawn_at": None, "withdrawn_by": None}


class Forces(models.TextChoices):
    UP = "up", "Up"
    DOWN = "down", "Down"
    VOID = "void", "Void: everybody is refunded"


class ForcedQuerySet(models.QuerySet["Forced"]):
    def pending(self) -> "ForcedQuerySet":
        """Neither confirmed nor withdrawn."""
        return self.filter(confirmed_at=None, withdrawn_at=None)


class Forced(models.Model):
    """Proposed by one, confirmed by another, or withdrawn: one pending a round. The database refuses the same person
    twice, people who wagered on the round, and a forced end without a confirmed row (rounds/sql/forced.sql)."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="forced")
    outcome = models.CharField(max_length=4, choices=Forces)
    close = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    reason = models.CharField(max_length=300)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    proposed_at = models.DateTimeField(db_default=betsite_now())
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ForcedQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "forced result"
        constraints = [
            models.UniqueConstraint(
                fields=["round"], condition=Q(confirmed_at=None, withdrawn_at=None), name="forced_one_pending"
            ),
            models.UniqueConstraint(
                fields=["round"], condition=Q(confirmed_at__isnull=False), name="forced_confirmed_once"
            ),
            models.CheckConstraint(condition=Q(outcome__in=Forces.values), name="forced_outcome_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="forced_says_why"),
            models.CheckConstraint(condition=Q(close=None) | Q(close__gt=0), name="forced_close_above_zero"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by")), name="forced_four_eyes"
            ),
            models.CheckConstraint(
                condition=(Q(**NOBODY) | Q(confirmed_at__isnull=False, confirmed_by__isnull=False))
                & (Q(**STANDING) | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False))
                & (Q(confirmed_at=None) | Q(withdrawn_at=None)),
                name="forced_ends_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} for round {self.round_id}"

    @property
    def is_pending(self) -> bool:
        """Waits for a second person."""
        return self.confirmed_at is None and self.withdrawn_at is None
