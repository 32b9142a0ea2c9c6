"""What a bank and the chain say of the house's own accounts: statements, and the fate of each of their lines."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from treasury.models.lines import StatementLine


class Source(models.TextChoices):
    BANK = "bank", "Bank"
    CHAIN = "chain", "Chain"


class State(models.TextChoices):
    """IMPORTED -> MATCHED | UNMATCHED | IGNORED -> RECONCILED; back only by a recorded event."""

    IMPORTED = "imported", "Imported"
    MATCHED = "matched", "Matched"
    UNMATCHED = "unmatched", "Not matched"
    IGNORED = "ignored", "Set aside"
    RECONCILED = "reconciled", "Reconciled"


class Statement(models.Model):
    """A statement of a house account: opening + rows = closing, proved before it was written.

    `rows` are those of the file, `new_rows` those no earlier statement had told. Reconciled when every line of it has
    found its movement (or was set aside by two people) and the journal agrees with its closing balance.
    """

    account = models.ForeignKey("ledger.Account", on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=10, choices=Source)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    opening_micro = models.BigIntegerField()
    closing_micro = models.BigIntegerField()
    rows = models.IntegerField()
    new_rows = models.IntegerField()
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()
    reconciled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-last_at", "-pk"]
        permissions = [("import_statement", "Can import a bank statement")]
        constraints = [
            models.UniqueConstraint(fields=["account", "sha256"], name="statement_once"),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="statement_source_known"),
            models.CheckConstraint(
                condition=Q(first_at__lte=models.F("last_at")), name="statement_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class HouseLine(models.Model):
    """The fate of one statement line of a house account, and what it names (a reference, a transaction of the chain).

    Beside the line and not in it: the same table holds millions of bookmaker rows that have none of this, and deleting
    those must not look here.
    """

    line = models.OneToOneField(
        StatementLine,
        on_delete=models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="fate",
    )
    account = models.ForeignKey("ledger.Account", on_delete=models.PROTECT, related_name="+")
    statement = models.ForeignKey(
        Statement, on_delete=models.PROTECT, null=True, blank=True, related_name="lines"
    )
    state = models.CharField(max_length=12, choices=State, default=State.IMPORTED)
    reason = models.CharField(max_length=300, blank=True)
    reference = models.TextField(blank=True)
    tx_hash = models.CharField(max_length=80, blank=True)
    log_index = models.IntegerField(null=True, blank=True)
    address = models.CharField(max_length=80, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["account", "state"], name="houseline_state")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="houseline_state_known"),
            models.CheckConstraint(
                condition=~Q(state="ignored") | ~Q(reason=""), name="houseline_set_aside_for_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="reconciled") | Q(statement__isnull=False),
                name="houseline_has_a_statement",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.state}"


class LineEvent(models.Model):
    """A change of a line's state: written by the database with every change, and never again changed."""

    line = models.ForeignKey(HouseLine, on_delete=models.PROTECT, related_name="events")
    was = models.CharField(max_length=12)
    became = models.CharField(max_length=12)
    reason = models.CharField(max_length=300, blank=True)
    happened_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.line_id} {self.was} -> {self.became}"


class Match(models.Model):
    """A line and the movement it tells of: one to one while it lasts. Ended, never deleted."""

    class Rule(models.TextChoices):
        CHAIN = "chain", "Transaction of the chain"
        REFERENCE = "reference", "Reference and amount"
        AMOUNT = "amount", "Amount and day"
        HAND = "hand", "By hand"
        POSTED = "posted", "Posted for the line"

    line = models.ForeignKey(
        StatementLine, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    movement = models.ForeignKey(
        "ledger.Movement", on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    account = models.ForeignKey("ledger.Account", on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=10, choices=Rule)
    matched_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "matches"
        constraints = [
            models.UniqueConstraint(
                fields=["line"], name="match_line_once", condition=Q(ended_at__isnull=True)
            ),
            models.UniqueConstraint(
                fields=["movement", "account"], name="match_movement_once", condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | ~Q(ended_why=""), name="match_ended_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} = {self.movement_id}"
