from django.db import models

from odds.models.quote import Source


class Poll(models.Model):
    """How the polling of a source's sport stands: when it is due, what is left of the quota, what went wrong."""

    source = models.CharField(max_length=20, choices=Source)
    sport = models.CharField(max_length=80)
    due_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    etag = models.CharField(max_length=200, blank=True)
    remaining = models.IntegerField(null=True, blank=True)
    used = models.IntegerField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "sport"], name="poll_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.sport}"
