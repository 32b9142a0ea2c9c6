"""Uploads: one audit record per file, what each of its rows became, and the rows that were refused.

What the rows told is in imports/observations.py.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from imports.break_reasons import MISSING, REASONS
from imports.by_hand.models import BetChange, HandBet, Remark, SetAside
from imports.observations import BetTelling, Decision, LineTelling, MarketPart, RetiredBet, Twin

__all__ = [
    "FINISHED",
    "RUNNING",
    "BalanceBreak",
    "BetChange",
    "BetTelling",
    "Decision",
    "Fate",
    "HandBet",
    "LineTelling",
    "MarketPart",
    "ProofStatus",
    "Reject",
    "Remark",
    "RetiredBet",
    "Row",
    "SavedMapping",
    "SetAside",
    "State",
    "Twin",
    "Upload",
    "Wish",
]


class State(models.TextChoices):
    RECEIVED = "received", "Received"
    VALIDATING = "validating", "Reading"
    IMPORTING = "importing", "Importing"
    PROCESSED = "processed", "Done"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


RUNNING = (State.VALIDATING, State.IMPORTING)
FINISHED = (State.PROCESSED, State.FAILED, State.CANCELLED)


class ProofStatus(models.TextChoices):
    PROVED = "proved", "Proved"
    BROKEN = "broken", "Broken"
    ABSENT = "absent", "No running balance"


class Fate(models.TextChoices):
    INSERTED = "inserted", "Inserted"
    UPDATED = "updated", "Updated"
    UNCHANGED = "unchanged", "Unchanged"


class Wish(models.TextChoices):
    UNDO = "undo", "Take it back"
    REDO = "redo", "Bring it back"


class UploadQuerySet(models.QuerySet["Upload"]):
    def visible_to(self, user: Any) -> "UploadQuerySet":
        return self.filter(owner=user)

    def running(self) -> "UploadQuerySet":
        """Still to be finished by somebody."""
        return self.exclude(state__in=FINISHED)

    def at_work(self) -> "UploadQuerySet":
        """What they do to the book is still to come: to be finished, undone or brought back."""
        return self.exclude(state__in=FINISHED, wish="")

    def abandoned(self, moment: datetime) -> "UploadQuerySet":
        """Unfinished, and nobody holds them at `moment`."""
        return self.running().filter(Q(lease_until=None) | Q(lease_until__lt=moment))

    def wished(self, moment: datetime) -> "UploadQuerySet":
        """To be undone or brought back, and asked for long enough before `moment`."""
        return self.exclude(wish="").filter(Q(lease_until=None) | Q(lease_until__lt=moment))


class Upload(models.Model):
    """One file as it was sent, and what became of it. The row is the truth of the work; the queue is only a hint."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(max_length=255)
    path = models.CharField(max_length=500, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    format = models.SlugField(max_length=60, blank=True)
    format_reason = models.TextField(blank=True)
    reader = models.CharField(max_length=12, blank=True)  # imports.reader.mark() of the code that read it
    options = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.RECEIVED)
    error = models.TextField(blank=True)
    notes = models.JSONField(default=list, blank=True)
    accounts = models.JSONField(default=list, blank=True)  # ids of the cash accounts the file told of

    step = models.CharField(max_length=60, blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    is_cancel_requested = models.BooleanField(default=False)
    attempt = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)

    rows_read = models.BigIntegerField(default=0)
    inserted = models.BigIntegerField(default=0)
    updated = models.BigIntegerField(default=0)
    unchanged = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    bets_inserted = models.BigIntegerField(default=0)
    bets_updated = models.BigIntegerField(default=0)
    first_at = models.DateTimeField(null=True, blank=True)
    last_at = models.DateTimeField(null=True, blank=True)

    proof_status = models.CharField(max_length=8, choices=ProofStatus, default=ProofStatus.ABSENT)
    proof_rows = models.BigIntegerField(default=0)
    opening_micro = models.BigIntegerField(null=True, blank=True)
    closing_micro = models.BigIntegerField(null=True, blank=True)

    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    wish = models.CharField(max_length=4, choices=Wish, blank=True)  # what a worker still has to do with it

    objects = UploadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="upload_state_known"),
            models.CheckConstraint(
                condition=~Q(state=State.PROCESSED)
                | Q(
                    rows_read=models.F("inserted")
                    + models.F("updated")
                    + models.F("unchanged")
                    + models.F("rejected")
                ),
                name="upload_every_row_has_one_fate",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(state=State.PROCESSED), name="upload_undone_was_done"
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-id"], name="upload_owner"),
            models.Index(fields=["state", "lease_until"], name="upload_lease"),
            models.Index(fields=["lease_until"], name="upload_wish", condition=~Q(wish="")),
        ]

    def __str__(self) -> str:
        return f"{self.filename} ({self.state})"


class OwnedQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "OwnedQuerySet":
        return self.filter(owner=user)


class Row(models.Model):
    """What one data row of an upload became: which line it is, and its fate. `number` is its physical line.

    It is also the observation: `digest` names what it told of the line, `telling` what it told of a bet. A million
    of them come with one file, so they have no surrogate key and no row-level foreign keys.
    """

    pk = models.CompositePrimaryKey("upload_id", "number")
    upload = models.ForeignKey(
        Upload, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="rows"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    number = models.IntegerField()
    line = models.ForeignKey(
        "treasury.StatementLine",
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="rows",
    )
    fate = models.CharField(max_length=10, choices=Fate)
    digest = models.BigIntegerField(default=0)
    telling = models.ForeignKey(
        BetTelling,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_constraint=False,
        db_index=False,
        related_name="rows",
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(fate__in=Fate.values), name="row_fate_known")]
        indexes = [
            models.Index(fields=["line"], name="row_line"),
            models.Index(fields=["telling"], name="row_telling", condition=Q(telling__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.upload_id}/{self.number}"


class Reject(models.Model):
    """A row that was not understood: its line number, why, and the row itself, nothing lost."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="rejects")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    number = models.IntegerField()
    reason = models.TextField()
    raw = models.TextField()

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.upload_id}/{self.number}: {self.reason}"


class BalanceBreak(models.Model):
    """A place where the file's running balance does not follow from the row before it."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="breaks")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    number = models.IntegerField()
    occurred_at = models.DateTimeField(null=True, blank=True)
    expected_micro = models.BigIntegerField()
    found_micro = models.BigIntegerField()
    reason = models.CharField(max_length=20, default=MISSING)  # imports.break_reasons
    near = models.IntegerField(null=True, blank=True)  # the other line the reason speaks of
    previous_at = models.DateTimeField(null=True, blank=True)  # when the row before happened

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.CheckConstraint(condition=Q(reason__in=REASONS), name="break_reason_known")]

    def __str__(self) -> str:
        return f"{self.upload_id}/{self.number}"


class SavedMapping(models.Model):
    """What the columns of a person's own files mean (imports/mapping)."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    header = models.TextField()
    mapping = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "header"], name="mapping_header_once")]

    def __str__(self) -> str:
        return self.name
