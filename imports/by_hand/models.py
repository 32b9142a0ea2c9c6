"""What a person says of bets by hand, beside what files tell (decision 0036). Ids of bets outlive their bets."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from bets.models import Status
from imports.observations import OwnedQuerySet, owner

MOST_CONFIDENT = 5


class Act(models.TextChoices):
    """What a person did with a bet."""

    ENTERED = "entered", "Entered"
    COPIED = "copied", "Entered as a copy"
    EDITED = "edited", "Edited"
    SETTLED = "settled", "Settled"
    CASHED_OUT = "cashed_out", "Cashed out"
    VOIDED = "voided", "Made void"
    REOPENED = "reopened", "Opened again"
    DELETED = "deleted", "Put into the trash"
    RESTORED = "restored", "Brought back"
    REMARKED = "remarked", "Annotated"


def doer() -> Any:
    """Who did it: the owner, or whoever may act for them."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )


class HandBet(models.Model):
    """A bet told by hand: what its owner says of it now. `telling_id` is the observation that counts, `entry` the form
    it was made from (imports/by_hand/entry.py)."""

    bet_id = models.BigIntegerField(primary_key=True)
    owner = owner()
    account_id = models.BigIntegerField(db_index=True)
    telling_id = models.BigIntegerField(unique=True)
    ref = models.TextField()
    entry = models.JSONField()
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = doer()

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "ref"], name="hand_bet_ref_once")]

    def __str__(self) -> str:
        return self.ref


class BetChange(models.Model):
    """One act on one bet: who, when, by which way, and how the bet stood before and after. Never changed."""

    owner = owner()
    bet_id = models.BigIntegerField()
    act = models.CharField(max_length=12, choices=Act)
    made_at = models.DateTimeField()
    by = doer()
    via = models.CharField(max_length=8, default="page")
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(act__in=Act.values), name="bet_change_act_known"),
            models.CheckConstraint(condition=Q(via__in=["page", "api"]), name="bet_change_via_known"),
        ]
        indexes = [models.Index(fields=["bet_id", "id"], name="bet_change_bet")]

    def __str__(self) -> str:
        return f"{self.bet_id} {self.act}"


class SetAside(models.Model):
    """A bet in the trash: whoever tells it is not believed. `with_id` is the bet whose page it was deleted on, `was`
    how that one stood then."""

    bet_id = models.BigIntegerField(primary_key=True)
    owner = owner()
    account_id = models.BigIntegerField(db_index=True)
    with_id = models.BigIntegerField(db_index=True)
    made_at = models.DateTimeField()
    by = doer()
    was = models.JSONField()

    objects = OwnedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.bet_id)

    @property
    def title(self) -> str:
        """One line for the bet."""
        return str(self.was.get("selection") or self.was.get("event_name") or "A bet")

    @property
    def status_name(self) -> str:
        """The state it was in, in words."""
        return str(Status(self.was["status"]).label) if self.was.get("status") else ""


class Remark(models.Model):
    """A person's own words on any bet: tags, a note, how sure they were (1 to 5) or the chance they gave it."""

    bet_id = models.BigIntegerField(primary_key=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_constraint=False, related_name="+"
    )
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    note = models.TextField(blank=True)
    confidence = models.PositiveSmallIntegerField(null=True, blank=True)
    probability = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = doer()

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confidence=None) | Q(confidence__range=(1, MOST_CONFIDENT)),
                name="remark_confidence_known",
            ),
            models.CheckConstraint(
                condition=Q(probability=None) | Q(probability__gt=0, probability__lt=1),
                name="remark_probability_between",
            ),
        ]
        indexes = [GinIndex(fields=["tags"], name="remark_tags")]

    def __str__(self) -> str:
        return f"{self.bet_id}: {', '.join(self.tags)}"
