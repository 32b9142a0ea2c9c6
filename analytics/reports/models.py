"""A report that a person asked for: what of, how far it is, and the file it became."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Kind(models.TextChoices):
    MONTH = "month", "A month"
    YEAR = "year", "A year"
    ANY = "any", "Any days"


class Format(models.TextChoices):
    PDF = "pdf", "PDF to read and print"
    CSV = "csv", "CSV, a table a file"
    XLSX = "xlsx", "Excel workbook"
    PARQUET = "parquet", "Parquet for programs"


class State(models.TextChoices):
    QUEUED = "queued", "Waiting"
    RUNNING = "running", "Being made"
    DONE = "done", "Ready"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


UNFINISHED = (State.QUEUED, State.RUNNING)


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: Any) -> "ReportQuerySet":
        return self.filter(owner=user)

    def unfinished(self) -> "ReportQuerySet":
        """Still to be made by somebody."""
        return self.filter(state__in=UNFINISHED)

    def abandoned(self, moment: datetime) -> "ReportQuerySet":
        """Unfinished, and nobody holds them at `moment`."""
        return self.unfinished().filter(Q(lease_until=None) | Q(lease_until__lt=moment))

    def expired(self, moment: datetime) -> "ReportQuerySet":
        """Over, and kept for as long as was promised."""
        return self.exclude(state__in=UNFINISHED).filter(expires_at__lt=moment)


class Report(models.Model):
    """One file as it was asked for. The row is the truth of the work; the queue is only a hint.

    first_on, last_on: local days of `time_zone`, both included, None for the beginning and the end. `query` is
    the rest of the filter as addresses write it. `key` is the form's, so that sending it twice asks once; `digest` is
    of all that was asked, so that the same is not made twice at the same time.
    `is_anonymous`: nobody can tell from the file whose it is.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField()
    kind = models.CharField(max_length=5, choices=Kind)
    format = models.CharField(max_length=7, choices=Format)
    first_on = models.DateField(null=True, blank=True)
    last_on = models.DateField(null=True, blank=True)
    query = models.TextField(blank=True)
    time_zone = models.CharField(max_length=64)
    has_name = models.BooleanField(default=False)
    has_harm = models.BooleanField(default=False)
    has_notes = models.BooleanField(default=False)
    is_masked = models.BooleanField(default=False)
    is_anonymous = models.BooleanField(default=False)
    digest = models.CharField(max_length=64)

    state = models.CharField(max_length=9, choices=State, default=State.QUEUED)
    step = models.CharField(max_length=40, blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    is_cancel_requested = models.BooleanField(default=False)
    attempt = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    path = models.CharField(max_length=200, blank=True)
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "key"], name="report_asked_once"),
            models.UniqueConstraint(
                fields=["owner", "digest"],
                name="report_made_once_at_a_time",
                condition=Q(state__in=UNFINISHED),
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="report_state_known"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="report_kind_known"),
            models.CheckConstraint(condition=Q(format__in=Format.values), name="report_format_known"),
            models.CheckConstraint(
                condition=Q(first_on=None) | Q(last_on=None) | Q(first_on__lte=F("last_on")),
                name="report_days_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.DONE) | (~Q(path="") & ~Q(sha256="") & Q(size__gt=0)),
                name="report_done_has_a_file",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "lease_until"], name="report_lease"),
            models.Index(fields=["expires_at"], name="report_expires"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.get_format_display()} ({self.state})"

    @property
    def is_over(self) -> bool:
        """Made, failed or cancelled."""
        return self.state not in UNFINISHED

    @property
    def title(self) -> str:
        """The days as people say them: "March 2026", "2025", "1 Mar 2026 to 9 Mar 2026", "The whole time"."""
        first, last = self.first_on, self.last_on
        if first and self.kind == Kind.MONTH:
            return f"{first:%B %Y}"
        if first and self.kind == Kind.YEAR:
            return f"{first:%Y}"
        if first and last:
            return f"{first:%-d %b %Y}" if first == last else f"{first:%-d %b %Y} to {last:%-d %b %Y}"
        if first:
            return f"From {first:%-d %b %Y}"
        return f"Until {last:%-d %b %Y}" if last else "The whole time"

    @property
    def filename(self) -> str:
        """What the download is called; of an anonymous one without its days."""
        ends = {Format.CSV: "csv.zip", Format.PARQUET: "parquet.zip"}
        if self.is_anonymous:
            return f"betsite_anonymous.{ends.get(Format(self.format), self.format)}"
        first, last = (day.isoformat() if day else "" for day in (self.first_on, self.last_on))
        days = "_".join(day for day in (first, last) if day) or "all"
        return f"betsite_{days}.{ends.get(Format(self.format), self.format)}"
