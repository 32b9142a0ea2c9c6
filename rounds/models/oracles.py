"""Where closes come from, what each source said, and what was said too late to count.

Shared rows: the application reads them without the names of staff, staff jobs write them, nothing is changed afterwards
(rounds/sql/oracles.sql). A source with other settings is another source, so what was asked stays known.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from ledger.models import betsite_now
from markets.models import Instrument
from rounds.models.rounds import Round

NAME = r"^[a-z0-9][a-z0-9-]*$"
DIGITS, PLACES = 40, 20


class Adapter(models.TextChoices):
    MANUAL = "manual", "Two of the staff"
    MARKET_DATA = "market-data", "Our price table"
    HTTP_JSON = "http-json", "A web address"


class SourceQuerySet(models.QuerySet["Source"]):
    def enabled(self) -> "SourceQuerySet":
        """In use, the best rank first."""
        return self.filter(disabled_at=None).order_by("rank", "pk")

    def used_at(self, moment: datetime) -> "SourceQuerySet":
        """In use at that moment: what a round hears are the sources it locked with."""
        still = Q(disabled_at=None) | Q(disabled_at__gte=moment)
        return self.filter(still, added_at__lt=moment).order_by("rank", "pk")


class Source(models.Model):
    """A source of closes for one instrument. The lowest `rank` binds where several agree. `settings`: docs/oracles.md;
    secrets stand in the environment, and here their names."""

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="oracles")
    name = models.CharField(max_length=40)
    adapter = models.CharField(max_length=12, choices=Adapter)
    settings = models.JSONField(default=dict, blank=True)
    rank = models.SmallIntegerField()
    added_at = models.DateTimeField(db_default=betsite_now())
    disabled_at = models.DateTimeField(null=True, blank=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["instrument", "rank", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["instrument", "name"], condition=Q(disabled_at=None), name="source_name_once"
            ),
            models.UniqueConstraint(
                fields=["instrument", "rank"], condition=Q(disabled_at=None), name="source_rank_once"
            ),
            models.CheckConstraint(condition=Q(adapter__in=Adapter.values), name="source_adapter_known"),
            models.CheckConstraint(condition=Q(name__regex=NAME), name="source_name_plain"),
            models.CheckConstraint(condition=Q(rank__gte=1), name="source_rank_from_one"),
        ]

    def __str__(self) -> str:
        return self.name


class Asking(models.Model):
    """When a source was last asked for a session: whoever moves it does the asking."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_index=False, related_name="+")
    session = models.DateField()
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "session"], name="asking_once")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.session}"


class ObservationQuerySet(models.QuerySet["Observation"]):
    def of(self, instrument: Any, session: Any) -> "ObservationQuerySet":
        """Of one session, the oldest first."""
        return self.filter(instrument=instrument, session=session).order_by("fetched_at", "pk")

    def to_judge(self) -> "ObservationQuerySet":
        """With their sources, and without the raw answers, which may be long."""
        return self.select_related("source").defer("raw")

    def public(self) -> "ObservationQuerySet":
        """The columns that the application may read: not who of the staff spoke, nor the raw answer."""
        return self.defer("by", "note", "raw")


class Observation(models.Model):
    """What a source answered when it was asked for a session's close, or why it did not (`problem`).

    `value_text` is as given; `provider_at` the source's own time of it, where it tells one; `is_dated`: it named the
    session itself. `raw` is the answer (at most MOST_RAW bytes of it). `by` said it, where the source is manual.
    """

    MOST_RAW = 262_144

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, db_index=False, related_name="+")
    session = models.DateField()
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="observations")
    value = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True)
    value_text = models.CharField(max_length=100, blank=True)
    provider_at = models.DateTimeField(null=True, blank=True)
    is_dated = models.BooleanField(default=False)
    is_final = models.BooleanField(default=False)
    fetched_at = models.DateTimeField(db_default=betsite_now())
    raw = models.BinaryField(default=b"")
    raw_sha256 = models.CharField(max_length=64)
    problem = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
    )
    note = models.CharField(max_length=300, blank=True)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        ordering = ["-fetched_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(value__gt=0, problem="") & ~Q(value_text="")
                | Q(value=None, is_final=False) & ~Q(problem=""),
                name="observation_value_or_problem",
            ),
            models.CheckConstraint(
                condition=Q(raw_sha256__regex=r"^[0-9a-f]{64}$"), name="observation_sha256"
            ),
        ]
        indexes = [models.Index(fields=["instrument", "session", "fetched_at"], name="observation_of")]

    def __str__(self) -> str:
        return f"{self.session}: {self.value_text or self.problem}"


class DisputeQuerySet(models.QuerySet["Dispute"]):
    def unanswered(self) -> "DisputeQuerySet":
        """Waiting for a word of the staff, the oldest first."""
        return self.filter(answered_at=None).order_by("made_at", "pk")

    def public(self) -> "DisputeQuerySet":
        """The columns that the application may read."""
        return self.defer("answered_by")


class Dispute(models.Model):
    """After a round had ended a source said something else than what it had ended by. That changes nothing of what was
    paid; somebody of the staff answers it once, with a reason. `close` is what it ended by; none where it was void."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="disputes")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_index=False, related_name="+")
    observation = models.OneToOneField(Observation, on_delete=models.PROTECT, related_name="dispute")
    value = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES)
    close = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True)
    made_at = models.DateTimeField(db_default=betsite_now())
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
    )
    answer = models.TextField(blank=True)

    objects = DisputeQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        permissions = [("answer_dispute", "Can answer disputes about closes")]
        constraints = [
            models.UniqueConstraint(fields=["round", "source", "value"], name="dispute_once"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="dispute_answered_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["made_at"], name="dispute_waiting", condition=Q(answered_at=None)),
        ]

    def __str__(self) -> str:
        return f"dispute {self.pk}"
