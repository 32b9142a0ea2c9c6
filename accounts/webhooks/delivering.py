"""One attempt: sign, post, and write down how it went."""

from django.db.models import F, QuerySet
from django.urls import reverse

from accounts.errors import TargetRefused
from accounts.models import DeliveryState, WebhookDelivery, WebhookEndpoint
from accounts.notifications import notify
from accounts.webhooks import outbox, secrets, targets
from accounts.webhooks.posting import NotHeard, post
from accounts.webhooks.signing import sign
from web.clock import now
from web.context import acting_as

SIGNATURE = "Betsite-Signature"
DISABLE_AFTER = 20
GONE = 410


def run(*, delivery_id: int, owner_id: int, attempt: int) -> None:
    """Make this attempt of a delivery, if nobody else makes it."""
    delivery = outbox.claim(delivery_id=delivery_id, owner_id=owner_id, attempt=attempt)
    if delivery is None:
        return
    endpoint = delivery.endpoint
    if endpoint.disabled_at or endpoint.removed_at:
        _settle(delivery, None, "the endpoint is switched off", may_retry=False)
        return
    try:
        status = _post(delivery)
    except (NotHeard, TargetRefused) as error:
        _settle(delivery, None, str(error), may_retry=True)
        return
    if 200 <= status < 300:
        _delivered(delivery, status)
        return
    why = "a redirect, which is not followed" if 300 <= status < 400 else f"answered {status}"
    _settle(delivery, status, why, may_retry=status != GONE)


def keys_of(endpoint: WebhookEndpoint) -> list[str]:
    """The secrets that sign now: the present one, and the former one for a while after a rotation."""
    stored = [endpoint.secret]
    if endpoint.former_secret and endpoint.former_until_at and endpoint.former_until_at > now():
        stored.append(endpoint.former_secret)
    return [secret for each in stored if (secret := secrets.decrypt(each)) is not None]


def _post(delivery: WebhookDelivery) -> int:
    """Raises NotHeard or TargetRefused. No transaction is open meanwhile."""
    keys = keys_of(delivery.endpoint)
    if not keys:
        raise NotHeard("the secret cannot be read any more: rotate it")
    body = delivery.body.encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Betsite-Webhooks/1",
        "Betsite-Event": delivery.event,
        "Betsite-Event-Id": str(delivery.event_id),
        SIGNATURE: sign(body, keys, at=int(now().timestamp())),
    }
    return post(targets.resolve(delivery.endpoint.url), body, headers)


def _delivered(delivery: WebhookDelivery, status: int) -> None:
    with acting_as(delivery.owner_id):
        if _mine(delivery).update(
            state=DeliveryState.DELIVERED,
            delivered_at=now(),
            last_status=status,
            last_error="",
            lease_until=None,
        ):
            WebhookEndpoint.objects.filter(pk=delivery.endpoint_id).exclude(failures=0).update(failures=0)


def _settle(delivery: WebhookDelivery, status: int | None, why: str, *, may_retry: bool) -> None:
    """A failed attempt: again after a pause, or given up; an endpoint that fails too often is switched off."""
    is_last = not may_retry or delivery.tries_left == 0
    with acting_as(delivery.owner_id):
        changed = _mine(delivery).update(
            state=DeliveryState.FAILED if is_last else DeliveryState.WAITING,
            next_at=now() + outbox.pause(outbox.MOST_TRIES - delivery.tries_left),
            last_status=status,
            last_error=why[:200],
            lease_until=None,
        )
        if not changed:
            return
        live = WebhookEndpoint.objects.filter(pk=delivery.endpoint_id, disabled_at=None, removed_at=None)
        live.update(failures=F("failures") + 1)
        too_many = live if status == GONE else live.filter(failures__gte=DISABLE_AFTER)
        if too_many.update(disabled_at=now()):
            _tell(delivery)


def _mine(delivery: WebhookDelivery) -> QuerySet[WebhookDelivery]:
    """The row, as long as this worker holds it."""
    return WebhookDelivery.objects.filter(
        pk=delivery.pk, attempt=delivery.attempt, state=DeliveryState.WAITING
    )


def _tell(delivery: WebhookDelivery) -> None:
    endpoint = delivery.endpoint
    notify(
        endpoint.owner,
        "webhook",
        title="A webhook was switched off",
        body=f"{endpoint.url} did not answer as it should too many times. Mend it, then switch it on again.",
        url=reverse("accounts:webhook", args=[endpoint.pk]),
        key=f"webhook:{endpoint.pk}:off:{delivery.pk}:{delivery.attempt}",
    )
