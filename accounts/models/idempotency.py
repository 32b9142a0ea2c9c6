"""What was answered to a request that may come again."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models.moment import written_at


class IdempotencyQuerySet(models.QuerySet["IdempotencyRecord"]):
    def visible_to(self, user: Any) -> "IdempotencyQuerySet":
        return self.filter(owner=user)


class IdempotencyRecord(models.Model):
    """A request by its owner, scope and key, the fingerprint of its body, and the reply it got. It is kept for good."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    scope = models.CharField(max_length=100)
    key = models.CharField(max_length=255, db_collation="C")
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    reply = models.JSONField(null=True)
    created_at = written_at()

    objects = IdempotencyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "scope", "key"], name="idempotency_once"),
            models.CheckConstraint(condition=~Q(key="") & ~Q(scope=""), name="idempotency_key_given"),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"
