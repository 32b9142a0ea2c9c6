"""What files told, kept apart from what is taken as true, so that any upload can be taken back.

A line or a bet is what the best live observer says of it (imports/observers.py). Contents are kept once however many
files tell them: a line's content is in the line itself, and only others of its contents are here; a bet's are all
here. Ids of lines and bets outlive the rows they name: what comes back comes back as itself.
"""

from typing import Any

from django.conf import settings
from django.db import models

from bets.models import Status
from web.indexes import blocks_of_owners

DECIDABLE = [status for status in Status.values if status != Status.UNDECIDED]


class OwnedQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "OwnedQuerySet":
        return self.filter(owner=user)


def owner() -> Any:
    """Rows come by the million, and the policy of row-level security checks them once per statement."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )


class LineTelling(models.Model):
    """A content of a statement line that is not its present one: overruled, or of a line that was taken back."""

    owner = owner()
    line_id = models.BigIntegerField()
    account_id = models.BigIntegerField()
    key = models.TextField()
    digest = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    occurred_at = models.DateTimeField()
    currency = models.CharField(max_length=8)
    amount_micro = models.BigIntegerField(null=True)
    bonus_micro = models.BigIntegerField(null=True)
    balance_micro = models.BigIntegerField(null=True)
    bet_ref = models.TextField(null=True)  # noqa: DJ001 (absent is not the empty reference)
    description = models.TextField(blank=True)
    as_of = models.DateTimeField()

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line_id", "digest"], name="line_telling_once")]
        indexes = [models.Index(fields=["account_id", "key"], name="line_telling_key")]

    def __str__(self) -> str:
        return f"{self.key} {self.kind}"


class BetTelling(models.Model):
    """What a file says of one bet; files that say the same share it. Empty fields: the file does not say.

    `detail` ranks sources field by field (formats/_base.py). Money in micro-units, times in UTC.
    """

    owner = owner()
    bet_id = models.BigIntegerField()
    account_id = models.BigIntegerField()
    ref = models.TextField()
    digest = models.BigIntegerField()
    format = models.CharField(max_length=60)
    detail = models.SmallIntegerField(default=0)
    time_detail = models.SmallIntegerField(default=0)
    currency = models.CharField(max_length=8)
    bookmaker_id = models.BigIntegerField()
    from_lines = models.BooleanField()
    cash_in_lines = models.BooleanField()
    structure = models.CharField(max_length=8, null=True)  # noqa: DJ001
    side = models.CharField(max_length=4, null=True)  # noqa: DJ001
    status = models.CharField(max_length=12, null=True)  # noqa: DJ001
    bonus = models.CharField(max_length=8, null=True)  # noqa: DJ001
    placed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    stake_micro = models.BigIntegerField(null=True)
    bonus_stake_micro = models.BigIntegerField(null=True)
    at_risk_micro = models.BigIntegerField(null=True)
    returned_micro = models.BigIntegerField(null=True)
    profit_micro = models.BigIntegerField(null=True)
    commission_micro = models.BigIntegerField(null=True)
    odds = models.DecimalField(max_digits=14, decimal_places=6, null=True)
    closing_odds = models.DecimalField(max_digits=14, decimal_places=6, null=True)
    sport_id = models.BigIntegerField(null=True)
    competition_id = models.BigIntegerField(null=True)
    market_id = models.BigIntegerField(null=True)
    event = models.TextField(null=True)  # noqa: DJ001
    market = models.TextField(null=True)  # noqa: DJ001
    selection = models.TextField(null=True)  # noqa: DJ001
    note = models.TextField(null=True)  # noqa: DJ001
    is_live = models.BooleanField(null=True)
    is_each_way = models.BooleanField(null=True)
    is_future = models.BooleanField(default=False)
    legs_count = models.SmallIntegerField(null=True)
    legs_digest = models.BigIntegerField(null=True)
    legs = models.JSONField(null=True)
    seen = models.JSONField(
        null=True
    )  # what the words alone tell, where corrections say otherwise (corrections.py)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["bet_id"], name="bet_telling_bet"),
            blocks_of_owners("bet_telling_owners"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} ({self.format})"


class RetiredBet(models.Model):
    """The id of a bet that nobody tells any more, should it come back."""

    bet_id = models.BigIntegerField(primary_key=True)
    owner = owner()
    account_id = models.BigIntegerField()
    ref = models.TextField()

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account_id", "ref"], name="retired_bet_once")]

    def __str__(self) -> str:
        return self.ref


class Decision(models.Model):
    """What a person said of a bet that no file settles; it stands whatever is imported or undone.

    `returned_micro` is what came back, `settled_at` when; without them nothing came back, on the day of the stake.
    """

    bet_id = models.BigIntegerField(primary_key=True)
    owner = owner()
    outcome = models.CharField(max_length=12)
    decided_at = models.DateTimeField()
    returned_micro = models.BigIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(outcome__in=DECIDABLE), name="decision_known"),
            models.CheckConstraint(
                condition=models.Q(returned_micro=None) | models.Q(returned_micro__gte=0),
                name="decision_returned_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bet_id}: {self.outcome}"


class Twin(models.Model):
    """`bet_id` is told by another export as `into_id`, and exists only there; or the person says they are two."""

    bet_id = models.BigIntegerField()
    into_id = models.BigIntegerField(db_index=True)
    account_id = models.BigIntegerField(db_index=True)
    owner = owner()
    why = models.TextField()
    is_refused = models.BooleanField(default=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bet_id", "into_id"], name="twin_pair_once"),
            models.UniqueConstraint(
                fields=["bet_id"], condition=models.Q(is_refused=False), name="twin_absorbed_once"
            ),
            models.CheckConstraint(condition=~models.Q(bet_id=models.F("into_id")), name="twin_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.bet_id} = {self.into_id}"


class MarketPart(models.Model):
    """`bet_id` is contained in the net result of the market `market_id`, which another export tells.

    is_explained: the market's bets add up to it, and it is no bet of its own. Money in micro-units.
    """

    bet_id = models.BigIntegerField(primary_key=True)
    market_id = models.BigIntegerField(db_index=True)
    account_id = models.BigIntegerField(db_index=True)
    owner = owner()
    gross_micro = models.BigIntegerField()
    commission_micro = models.BigIntegerField()
    is_cash_in_lines = models.BooleanField()
    is_explained = models.BooleanField()

    objects = OwnedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.bet_id} in {self.market_id}"
