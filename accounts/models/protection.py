"""What a person has asked to be kept from: limits and breaks. The database lets nobody loosen them in a hurry.

A `Limit` is one wish about one kind, period and currency; the wish in force is the one confirmed last. Whoever asks for
less gets it at once. Whoever asks for more waits until `effective_at` and must then say so again
(accounts/sql/protection.sql decides which it is, not the application). A `Pause` is never changed, only added to.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models.moment import written_at


class LimitKind(models.TextChoices):
    DEPOSIT = "deposit", "Deposits"
    LOSS = "loss", "Losses"
    WAGER = "wager", "Wagers"
    STAKE = "stake", "One stake"


class Period(models.TextChoices):
    DAY = "day", "a day"
    WEEK = "week", "a week"
    MONTH = "month", "a month"
    EACH = "each", "each time"


class PauseKind(models.TextChoices):
    COOL_OFF = "cool_off", "Break"
    EXCLUSION = "exclusion", "Self-exclusion"


class LimitQuerySet(models.QuerySet["Limit"]):
    def visible_to(self, user: Any) -> "LimitQuerySet":
        return self.filter(owner=user)

    def in_force(self) -> "LimitQuerySet":
        """The wish confirmed last of each kind, period and currency; one without an amount says "no limit"."""
        which = ("owner", "kind", "period", "currency")
        return (
            self.filter(confirmed_at__isnull=False).order_by(*which, "-confirmed_at", "-pk").distinct(*which)
        )

    def pending(self) -> "LimitQuerySet":
        """Asked for, not yet confirmed and not cancelled."""
        return self.filter(confirmed_at=None, cancelled_at=None)


class Limit(models.Model):
    """At most `amount_micro` of `currency` in a period, by the calendar of `time_zone`; null means no limit any more.

    `effective_at` is the first moment at which it may be confirmed.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=LimitKind)
    period = models.CharField(max_length=6, choices=Period)
    currency = models.CharField(max_length=8)
    amount_micro = models.BigIntegerField(null=True)
    time_zone = models.CharField(max_length=64)
    created_at = written_at()
    effective_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    objects = LimitQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=LimitKind.values), name="limit_kind_known"),
            models.CheckConstraint(condition=Q(period__in=Period.values), name="limit_period_known"),
            models.CheckConstraint(
                condition=Q(kind="stake", period="each") | ~Q(kind="stake") & ~Q(period="each"),
                name="limit_period_fits",
            ),
            models.CheckConstraint(
                condition=Q(amount_micro=None) | Q(amount_micro__gte=0), name="limit_amount"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(cancelled_at=None), name="limit_one_outcome"
            ),
            models.UniqueConstraint(
                fields=["owner", "kind", "period", "currency"],
                condition=Q(confirmed_at=None, cancelled_at=None),
                name="limit_one_pending",
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "kind", "period", "currency", "-confirmed_at"], name="limit_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.period} {self.amount_micro} {self.currency}"


class PauseQuerySet(models.QuerySet["Pause"]):
    def visible_to(self, user: Any) -> "PauseQuerySet":
        return self.filter(owner=user)

    def running(self, at: Any) -> "PauseQuerySet":
        """Begun and not over at this moment."""
        return self.filter(Q(until_at=None) | Q(until_at__gt=at), starts_at__lte=at)


class Pause(models.Model):
    """A break or a self-exclusion from `starts_at` until `until_at` (null: for good). Rows are added, never changed."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=PauseKind)
    starts_at = written_at()
    until_at = models.DateTimeField(null=True)

    objects = PauseQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PauseKind.values), name="pause_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="exclusion") | Q(until_at__isnull=False), name="pause_break_ends"
            ),
            models.CheckConstraint(
                condition=Q(until_at=None) | Q(until_at__gt=F("starts_at")), name="pause_lasts"
            ),
        ]
        indexes = [models.Index(fields=["owner", "-until_at"], name="pause_of_owner")]

    def __str__(self) -> str:
        return f"{self.kind} until {self.until_at or 'for good'}"
