"""What the running balance of an account proves, over all files that tell of it."""

from typing import Any

from django.conf import settings
from django.db import models

from treasury.models.lines import StatementLine


class ProvedSpanQuerySet(models.QuerySet["ProvedSpan"]):
    def visible_to(self, user: Any) -> "ProvedSpanQuerySet":
        return self.filter(owner=user)


class ProvedSpan(models.Model):
    """A stretch of an account's rows in which each stated balance follows from the one before.

    `missing_micro` is the money that lies before it and that no row explains: for the first span (position 0) what was
    there before the files begin, for the others what is missing since the span before. Worked out from the lines
    (treasury/spans.py) and never edited. The lines are named without a constraint: they may go.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    account = models.ForeignKey(
        "ledger.Account", on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    position = models.IntegerField()
    rows = models.BigIntegerField()
    first_line = models.ForeignKey(
        StatementLine, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    last_line = models.ForeignKey(
        StatementLine, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    opening_micro = models.BigIntegerField()
    closing_micro = models.BigIntegerField()
    missing_micro = models.BigIntegerField()

    objects = ProvedSpanQuerySet.as_manager()

    class Meta:
        ordering = ["account", "position"]
        constraints = [
            models.UniqueConstraint(fields=["account", "position"], name="span_once"),
            models.CheckConstraint(condition=models.Q(rows__gt=0), name="span_has_rows"),
            models.CheckConstraint(
                condition=models.Q(position=0) | ~models.Q(missing_micro=0), name="span_begins_at_a_gap"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}/{self.position}"
