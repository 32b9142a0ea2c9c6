"""The chain's own tables. The application has no rights on them; the staff role reads and adds, nobody changes."""

from django.db import models
from django.db.models import F, Q


class Sort(models.IntegerChoices):
    ACCOUNT = 1, "account"
    TRANSACTION = 2, "transaction"
    MOVEMENT = 3, "movement"


class Block(models.Model):
    """Rows of one sort with the sequence numbers `first_sequence` to `last_sequence`, sealed together.

    `horizon` is a transaction number of the database (xid8): when this block was sealed, whoever had taken an id of
    this sort up to `high_id` had finished, and transactions from `horizon` on had not begun. None when somebody was
    still writing: then a row with a lower id may come later and be honest.
    """

    number = models.BigIntegerField(primary_key=True)
    sort = models.SmallIntegerField(choices=Sort)
    first_sequence = models.BigIntegerField(unique=True)
    last_sequence = models.BigIntegerField(unique=True)
    low_id = models.BigIntegerField()
    high_id = models.BigIntegerField()
    horizon = models.BigIntegerField(null=True)
    sealed_at = models.DateTimeField()
    content = models.BinaryField()
    previous = models.BinaryField()
    hash = models.BinaryField(unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(first_sequence__gte=1, last_sequence__gte=F("first_sequence")),
                name="block_has_rows",
            ),
            models.CheckConstraint(condition=Q(sort__in=Sort.values), name="block_sort_known"),
        ]
        indexes = [models.Index(fields=["sort", "high_id"], name="block_high")]
        permissions = [
            ("seal_ledger", "May seal the journal now"),
            ("export_head", "May download the signed head of the chain"),
        ]

    def __str__(self) -> str:
        return f"block {self.number}"


class Leaf(models.Model):
    """The number of a journal row in the chain, and the first eight bytes of its SHA-256, which tell the bad row."""

    sequence = models.BigIntegerField(primary_key=True)
    sort = models.SmallIntegerField(choices=Sort)
    row_id = models.BigIntegerField()
    block = models.BigIntegerField()
    digest = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["row_id", "sort"], name="leaf_once")]

    def __str__(self) -> str:
        return f"no. {self.sequence}"


class Head(models.Model):
    """One row: the last block, and up to which transaction number (xid8) everything was looked at."""

    id = models.BooleanField(primary_key=True, default=True)
    number = models.BigIntegerField(default=0)
    sequence = models.BigIntegerField(default=0)
    hash = models.BinaryField()
    settled = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=True), name="head_is_one")]

    def __str__(self) -> str:
        return f"head at no. {self.sequence}"
