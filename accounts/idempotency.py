"""Do it once, however often it is asked: the reply is kept in the transaction that did it.

    reply = idempotency.once(owner=user, scope="withdrawal", key=key, body=body, effect=lambda: (201, {...}))

The same key with the same body gets the stored reply; with another body it is refused (409). Of two at the same moment
the second waits for the first. An effect that raises leaves nothing behind, so it may be asked again. Records are never
forgotten: a key that has moved money must not move it again next year.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connections
from django.http import HttpRequest

from accounts.errors import KeyInvalid, KeyReused
from accounts.models import IdempotencyRecord
from web.context import acting_as

LONGEST_KEY = 255
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP status and a JSON value; `is_replay` when it is the stored one of an earlier call."""

    status: int
    body: Any
    is_replay: bool = False


def once(
    *,
    owner: Any,
    scope: str,
    key: str,
    body: Any,
    effect: Callable[[], tuple[int, Any]],
    using: str = "default",
) -> Reply:
    """Run `effect` as `owner` in a transaction unless it was run for this owner, scope and key; answer its reply.

    `body` is what the key stands for: bytes, or a value JSON can say. `effect` returns (status, value). Raises
    KeyReused when the key came with another body, KeyInvalid for an empty one or one of more than 255 characters.
    """
    if not 0 < len(key) <= LONGEST_KEY or "\0" in key:
        raise KeyInvalid
    fingerprint = fingerprint_of(body)
    with acting_as(owner, using=using):
        owner_id = owner if isinstance(owner, int) else owner.pk
        with connections[using].cursor() as cursor:
            cursor.execute(LOCK, [f"idempotency\n{owner_id}\n{scope}\n{key}"])
        records = IdempotencyRecord.objects.using(using)
        found = records.filter(owner=owner_id, scope=scope, key=key).first()
        if found is not None:
            if found.fingerprint != fingerprint:
                raise KeyReused
            return Reply(found.status, found.reply, is_replay=True)
        status, value = effect()
        reply = Reply(status, _plain(value))
        records.create(
            owner_id=owner_id, scope=scope, key=key, fingerprint=fingerprint, status=status, reply=reply.body
        )
        return reply


def fingerprint_of(body: Any) -> str:
    """SHA-256 of a request: of the bytes, or of the value with its keys in order, whatever the spelling."""
    raw = (
        body
        if isinstance(body, bytes)
        else json.dumps(body, cls=DjangoJSONEncoder, sort_keys=True, separators=(",", ":")).encode()
    )
    return hashlib.sha256(raw).hexdigest()


def key_of(request: HttpRequest) -> str:
    """The request's Idempotency-Key header, or a form's hidden `idempotency_key`. Raises KeyInvalid without one."""
    key = request.headers.get("Idempotency-Key", "") or request.POST.get("idempotency_key", "")
    if not key:
        raise KeyInvalid
    return key


def _plain(value: Any) -> Any:
    """The value as it comes back from the database, so that the first answer is the same as all later ones."""
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))
