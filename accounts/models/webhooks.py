"""Where a person wants to be told of what happens, and what became of each telling.

The row of a delivery is the truth and the queue a hint: a worker takes a due one by raising its `attempt` and holds a
lease; when that runs out the sweep sends the delivery again.
"""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models.moment import written_at
from accounts.models.tokens import OwnedQuerySet


class DeliveryState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    DELIVERED = "delivered", "Delivered"
    FAILED = "failed", "Given up"


class WebhookEndpoint(models.Model):
    """An address, the events it wants, and the secret that signs them (encrypted: see accounts/webhooks/secrets.py).

    After a rotation the former secret signs beside the new one until `former_until_at`. `failures` counts attempts that
    failed since one succeeded; too many disable the endpoint.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    url = models.CharField(max_length=500)
    events = ArrayField(models.CharField(max_length=60), default=list)
    secret = models.BinaryField()
    former_secret = models.BinaryField(null=True)
    former_until_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    created_at = written_at()
    disabled_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.url

    def wants(self, event: str) -> bool:
        """Whether it asked for this event; one without a list wants all."""
        return not self.events or event in self.events


class DeliveryQuerySet(models.QuerySet["WebhookDelivery"]):
    def visible_to(self, user: Any) -> "DeliveryQuerySet":
        return self.filter(owner=user)

    def due(self, at: datetime) -> "DeliveryQuerySet":
        """Waiting, its time has come, and no worker holds it."""
        return self.filter(Q(lease_until=None) | Q(lease_until__lte=at), state="waiting", next_at__lte=at)


class WebhookDelivery(models.Model):
    """One event for one endpoint: the exact body, and how the attempts went."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries")
    event_id = models.UUIDField(default=uuid4)
    event = models.CharField(max_length=60)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    attempt = models.PositiveIntegerField(default=0)
    tries_left = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    last_status = models.PositiveIntegerField(null=True)
    last_error = models.CharField(max_length=200, blank=True)
    created_at = written_at()
    delivered_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event_id"], name="delivery_once"),
            models.CheckConstraint(condition=Q(state__in=DeliveryState.values), name="delivery_state_known"),
            models.CheckConstraint(
                condition=Q(state="delivered", delivered_at__isnull=False)
                | ~Q(state="delivered") & Q(delivered_at=None),
                name="delivery_moment",
            ),
        ]
        indexes = [
            models.Index(F("next_at"), condition=Q(state="waiting"), name="delivery_due"),
            models.Index(fields=["endpoint", "-id"], name="delivery_of_endpoint"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.event_id}"
