"""What people put on a round, and what they got: written by the database's own function or staff, never changed."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from ledger.models import betsite_now
from rounds.models.rounds import Round, Side


class WagerQuerySet(models.QuerySet["Wager"]):
    def visible_to(self, user: Any) -> "WagerQuerySet":
        return self.filter(owner=user)


class Wager(models.Model):
    """`amount_micro` on a side of a round, out of the owner's wallet by the movement `key`, in the same transaction.

    `token` makes a form that is sent twice one wager. Written by `rounds_place()` (rounds/sql/rounds.sql) alone.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, db_index=False, related_name="wagers")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    side = models.CharField(max_length=4, choices=Side)
    amount_micro = models.BigIntegerField()
    token = models.UUIDField()
    placed_at = models.DateTimeField(db_default=betsite_now())

    objects = WagerQuerySet.as_manager()

    class Meta:
        ordering = ["-placed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "token"], name="wager_once"),
            models.CheckConstraint(condition=Q(amount_micro__gt=0), name="wager_of_something"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="wager_side_known"),
        ]
        indexes = [
            models.Index(fields=["round", "id"], name="wager_of_round"),
            models.Index(fields=["owner", "-placed_at"], name="wager_newest"),
        ]

    def __str__(self) -> str:
        return f"wager {self.pk}"

    @property
    def key(self) -> str:
        """The journal's name for the money's way into the pool."""
        return f"wager:{self.pk}"


class PaidAs(models.TextChoices):
    WIN = "win", "Won"
    STAKE = "stake", "Stake back"
    REFUND = "refund", "Refunded"


class PayoutQuerySet(models.QuerySet["Payout"]):
    def visible_to(self, user: Any) -> "PayoutQuerySet":
        return self.filter(owner=user)


class Payout(models.Model):
    """What a wager brought back, stake included; a lost wager has none. WIN: from a settled round with two sides;
    STAKE: nobody was wrong; REFUND: the round was void.

    A statement trigger checks that round and owner are the wager's, instead of three foreign keys row by row.
    """

    wager = models.OneToOneField(
        Wager, on_delete=models.PROTECT, primary_key=True, db_constraint=False, related_name="payout"
    )
    round = models.ForeignKey(Round, on_delete=models.PROTECT, db_constraint=False, related_name="payouts")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    paid_as = models.CharField(max_length=6, choices=PaidAs)
    amount_micro = models.BigIntegerField()
    paid_at = models.DateTimeField(db_default=betsite_now())

    objects = PayoutQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_micro__gt=0), name="payout_of_something"),
            models.CheckConstraint(condition=Q(paid_as__in=PaidAs.values), name="payout_kind_known"),
        ]
        indexes = [models.Index(fields=["owner", "paid_at"], name="payout_newest")]

    def __str__(self) -> str:
        return f"payout of wager {self.wager_id}"
