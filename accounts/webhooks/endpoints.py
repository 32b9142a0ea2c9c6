"""Adding, rotating, testing, switching and removing endpoints."""

import json
from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from accounts.errors import TooManyEndpoints
from accounts.models import User, WebhookDelivery, WebhookEndpoint
from accounts.webhooks import outbox, secrets, targets
from web.clock import now
from web.context import acting_as

MOST = 20
BOTH_VALID_FOR = timedelta(hours=24)
TEST_EVENT = "test.v1"
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('webhooks.endpoints', %s))"


def add(*, user: User, url: str, events: Sequence[str] = ()) -> tuple[WebhookEndpoint, str]:
    """A new endpoint and its secret, which is told this once. Raises TargetRefused or TooManyEndpoints."""
    targets.resolve(url)
    secret = secrets.new()
    with acting_as(user):
        with connection.cursor() as cursor:  # of several added at once each counts those before it
            cursor.execute(LOCK, [user.pk])
        if WebhookEndpoint.objects.visible_to(user).filter(removed_at=None).count() >= MOST:
            raise TooManyEndpoints
        endpoint = WebhookEndpoint.objects.create(
            owner=user, url=url, events=sorted(set(events)), secret=secrets.encrypt(secret)
        )
    return endpoint, secret


def rotate(*, user: User, endpoint: WebhookEndpoint) -> str:
    """A new secret, told this once. The former one signs beside it for 24 hours."""
    secret = secrets.new()
    with acting_as(user):
        mine = WebhookEndpoint.objects.visible_to(user).select_for_update().get(pk=endpoint.pk)
        mine.former_secret, mine.secret = mine.secret, secrets.encrypt(secret)
        mine.former_until_at = now() + BOTH_VALID_FOR
        mine.save(update_fields=["former_secret", "secret", "former_until_at"])
    return secret


def switch_on(*, user: User, endpoint: WebhookEndpoint) -> None:
    """Try again after it was switched off; its failures are forgotten."""
    with acting_as(user):
        WebhookEndpoint.objects.visible_to(user).filter(pk=endpoint.pk).update(disabled_at=None, failures=0)


def remove(*, user: User, endpoint: WebhookEndpoint) -> None:
    """Nothing is sent there any more; what was sent stays listed in the database."""
    with acting_as(user):
        WebhookEndpoint.objects.visible_to(user).filter(pk=endpoint.pk, removed_at=None).update(
            removed_at=now()
        )


def send_test(*, user: User, endpoint: WebhookEndpoint) -> WebhookDelivery:
    """Send an event that means nothing to this endpoint, whatever it wants."""
    event_id = uuid4()
    body = {"id": event_id, "type": TEST_EVENT, "created_at": now(), "data": {"message": "It works."}}
    with acting_as(user):
        return outbox.write(
            endpoint,
            event=TEST_EVENT,
            event_id=event_id,
            body=json.dumps(body, cls=DjangoJSONEncoder, separators=(",", ":")),
            using="default",
        )
