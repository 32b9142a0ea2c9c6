from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class SpecialSessionQuerySet(models.QuerySet):
    def in_force(self) -> Self:
        """Of each exchange and day the newest row."""
        return self.order_by("exchange", "day", "-id").distinct("exchange", "day")


class SpecialSession(models.Model):
    """A session that the exchange called off or shortened, entered by staff before it closed. Newest row wins.

    closes_at null: closed all day. as_scheduled takes earlier rows back. scheduled_closes_at: what the calendar said
    when it was entered; a day whose close has passed is refused by the database (markets/sql).
    """

    exchange = models.CharField(max_length=8)
    day = models.DateField()
    closes_at = models.DateTimeField(null=True, blank=True)
    scheduled_closes_at = models.DateTimeField()
    as_scheduled = models.BooleanField(default=False, db_default=False)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=models.Func(function="betsite_now"))

    objects = SpecialSessionQuerySet.as_manager()

    class Meta:
        permissions = [("announce_closure", "Can enter closures and early closes of exchanges")]
        indexes = [models.Index("exchange", "day", F("id").desc(), name="special_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__isnull=True) | Q(closes_at__lt=F("scheduled_closes_at")),
                name="special_closes_early",
            ),
            models.CheckConstraint(
                condition=Q(as_scheduled=False) | Q(closes_at__isnull=True), name="special_as_scheduled"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="special_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.exchange} {self.day}: {self.says}"

    @property
    def says(self) -> str:
        """What it says, in words."""
        if self.as_scheduled:
            return "as scheduled"
        return f"closes at {self.closes_at:%H:%M} UTC" if self.closes_at else "closed all day"
