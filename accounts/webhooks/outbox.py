"""Deliveries: written with the event, taken by a worker, repeated with longer and longer pauses.

The row is the truth. A worker takes a delivery by raising its `attempt`, which fences every other one, and holds a
lease; the sweep sends again what is due. Who hears an event twice knows it by its id.
"""

import json
import logging
import secrets as chance
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import F

from accounts.models import DeliveryState, WebhookDelivery, WebhookEndpoint
from web.clock import now
from web.context import acting_as

MOST_TRIES = 12
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=12)
LEASE = timedelta(seconds=60)
RESEND = timedelta(seconds=60)
STAFF = "staff"
MOST_AT_ONCE = 200
log = logging.getLogger(__name__)


def send(owner: Any, event: str, payload: Any, *, using: str = "default") -> list[WebhookDelivery]:
    """Tell every endpoint of `owner` that wants `event` (versioned: "round.settled.v1").

    Writes one row for each, in the caller's transaction; the workers are told when that commits. `payload` is anything
    JSON can say, times and decimals included.
    """
    with acting_as(owner, using=using):
        owner_id = owner if isinstance(owner, int) else owner.pk
        endpoints = WebhookEndpoint.objects.using(using).filter(
            owner=owner_id, disabled_at=None, removed_at=None
        )
        wanting = [endpoint for endpoint in endpoints if endpoint.wants(event)]
        if not wanting:
            return []
        event_id, moment = uuid4(), now()
        body = {"id": event_id, "type": event, "created_at": moment, "data": payload}
        text = json.dumps(body, cls=DjangoJSONEncoder, separators=(",", ":"))
        return [
            write(endpoint, event=event, event_id=event_id, body=text, using=using) for endpoint in wanting
        ]


def write(endpoint: WebhookEndpoint, *, event: str, event_id: Any, body: str, using: str) -> WebhookDelivery:
    """One delivery, sent to the workers when the transaction commits."""
    delivery = WebhookDelivery(
        owner_id=endpoint.owner_id,
        endpoint=endpoint,
        event_id=event_id,
        event=event,
        body=body,
        next_at=now(),
        tries_left=MOST_TRIES,
    )
    delivery.save(using=using, force_insert=True)
    transaction.on_commit(partial(ask, delivery.pk, delivery.owner_id, 0), using=using)
    return delivery


def replay(*, user: Any, delivery: WebhookDelivery) -> None:
    """Send a finished one again, with all its tries; one that waits is sent now."""
    with acting_as(user):
        again = WebhookDelivery.objects.visible_to(user).filter(pk=delivery.pk)
        again.update(
            state=DeliveryState.WAITING,
            delivered_at=None,
            next_at=now(),
            tries_left=MOST_TRIES,
            attempt=F("attempt") + 1,
            lease_until=None,
            last_error="",
        )
        attempt = again.values_list("attempt", flat=True).get()
        transaction.on_commit(partial(ask, delivery.pk, delivery.owner_id, attempt))


def claim(*, delivery_id: int, owner_id: int, attempt: int) -> WebhookDelivery | None:
    """Become the one worker of this attempt, with a lease; None when somebody else is or nothing is to be done."""
    moment = now()
    with acting_as(owner_id):
        held = WebhookDelivery.objects.filter(pk=delivery_id, attempt=attempt, state=DeliveryState.WAITING)
        held.filter(tries_left=0).update(state=DeliveryState.FAILED, lease_until=None)
        taken = held.filter(tries_left__gt=0).update(
            attempt=attempt + 1, tries_left=F("tries_left") - 1, lease_until=moment + LEASE
        )
        if not taken:
            return None
        return WebhookDelivery.objects.select_related("endpoint").get(pk=delivery_id)


def pause(attempt: int) -> timedelta:
    """How long to wait after a failed attempt: four times as long each time, and by chance a half more or less."""
    longest = min(FIRST_PAUSE * 4 ** min(max(attempt - 1, 0), 10), LONGEST_PAUSE)
    return longest * (500 + chance.randbelow(1_001)) / 1_000


def ask(delivery_id: int, owner_id: int, attempt: int) -> None:
    """Ask a worker. A queue that cannot be reached is no failure: the sweep asks again."""
    from accounts.tasks import deliver  # the tasks import the sender, which pages need not load

    try:
        deliver.apply_async(args=(delivery_id, owner_id, attempt), retry=False)
    except deliver.app.connection_for_write().recoverable_connection_errors as error:
        log.warning("webhook delivery %s waits for the sweep: %s", delivery_id, error)


def send_due() -> int:
    """Ask again for everything that is due, across people; how many. Called by the sweep."""
    moment, sent = now(), 0
    rows = WebhookDelivery.objects.using(STAFF)
    due = rows.due(moment).order_by("next_at").values_list("pk", "owner_id", "attempt")
    for pk, owner_id, attempt in due[:MOST_AT_ONCE]:
        still = rows.due(moment).filter(pk=pk, attempt=attempt)
        if still.update(next_at=moment + RESEND, lease_until=None):
            ask(pk, owner_id, attempt)
            sent += 1
    return sent
