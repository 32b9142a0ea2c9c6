"""Messages of providers: signed, fresh, taken once.

The header is `t=<unix seconds>,v1=<hex>[,v1=...]`, the signature HMAC-SHA256 over "<t>." and the raw body. Several
secrets may be valid while one replaces another, and a sender may sign with several. What a chain's provider says is
only a hint to look at the chain; what a bank's says is credited.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connections, transaction

from accounts.webhooks import secrets as sealing
from ledger.money import to_micro
from treasury import depositing, running, scanning, simulating
from treasury.chain.configured import current
from treasury.errors import MessageWrong, ReplayDiffers, SignatureWrong, UnknownReference
from treasury.models import BANK, DepositAddress, WebhookEvent, WebhookSecret
from web.clock import now
from web.context import acting_as

STAFF = "staff"
TOLERANCE_SECONDS = 300
MOST_BYTES = 64_000
CHAIN, SIMULATED = "chain", "simulated"
PROVIDERS = (BANK, CHAIN, SIMULATED)
LONGEST_ID = 100


@dataclass(frozen=True, slots=True)
class Message:
    """A deposit as a provider tells it."""

    event_id: str
    reference: str
    currency: str
    amount_micro: int


def sign(secret: str, body: bytes, *, at: int) -> str:
    """The header's value for a body sent at unix second `at`."""
    return f"t={at},v1={_signature(secret, str(at), body)}"


def receive(*, provider: str, header: str, body: bytes) -> str:
    """Check a message and do what it asks for, once. Returns what came of it.

    Raises SignatureWrong, MessageWrong, ReplayDiffers, UnknownReference, or ChainError.
    """
    verify(_valid_secrets(provider), header, body)
    said = _read(body)
    digest = hashlib.sha256(body).hexdigest()
    event_id = str(said.get("id") or "")
    if not 0 < len(event_id) <= LONGEST_ID:
        raise MessageWrong("The message has no id.")
    with transaction.atomic(using=STAFF):
        event = WebhookEvent(
            provider=provider, event_id=event_id, digest=digest, outcome="", received_at=now()
        )
        known = _known(event)
        if known is not None:
            if known.digest != digest:
                raise ReplayDiffers
            return known.outcome
        event.outcome = _act(provider, said)
        event.save(using=STAFF, force_insert=True)
    if provider == CHAIN:
        running.scan()
    return event.outcome


def verify(valid: Iterable[str], header: str, body: bytes) -> None:
    """Raises SignatureWrong unless one of the `valid` secrets signed this body within the last or next five minutes."""
    moment, signatures = _parts(header)
    is_right = False
    for secret in valid:
        expected = _signature(secret, moment, body)
        for signature in signatures:
            is_right |= hmac.compare_digest(expected.encode(), signature.encode())
    if not is_right or abs(int(now().timestamp()) - int(moment)) > TOLERANCE_SECONDS:
        raise SignatureWrong


def new_secret(provider: str) -> WebhookSecret:
    """A secret beside those there are: the sender changes over, then the old one is retired.

    Only what is returned here has the words (`secret`): the database keeps them encrypted.
    """
    secret = f"whsec_{secrets.token_hex(24)}"
    made = WebhookSecret(
        provider=provider, sealed=sealing.encrypt(secret), ending=secret[-4:], created_at=now()
    )
    made.save(using=STAFF, force_insert=True)
    made.secret = secret
    return made


def retire(secret_id: int) -> bool:
    """From now on it opens nothing."""
    fresh = WebhookSecret.objects.using(STAFF).filter(pk=secret_id, retired_at=None)
    return bool(fresh.update(retired_at=now()))


def known_bank_reference(user: Any) -> str:
    """The person's bank reference, which from now on is known as theirs."""
    with acting_as(user):
        return depositing.ensure_address(user, BANK, 0, bank_reference(user)).address


def bank_reference(user: Any) -> str:
    """The words by which a bank transfer is known as the person's."""
    check = hashlib.sha256(f"betsite bank reference {user.pk}".encode()).hexdigest()[:4]
    return f"bs{user.pk}-{check}"


def _act(provider: str, said: dict[str, Any]) -> str:
    if provider == CHAIN:
        scanning.want_scan()
        return "The chain is being looked at."
    message = _message(said)
    if provider == SIMULATED:
        return _simulate(message)
    try:
        deposit = depositing.credit_from_provider(
            provider=BANK,
            event=message.event_id,
            reference=message.reference,
            amount_micro=message.amount_micro,
            currency=message.currency,
        )
    except DepositAddress.DoesNotExist as error:
        raise UnknownReference from error
    return f"deposit {deposit.pk} credited"


def _simulate(message: Message) -> str:
    """The simulated provider makes a simulated deposit, confirmed."""
    if not simulating.allowed():
        raise UnknownReference
    chain = current()
    if message.currency != chain.currency:
        raise MessageWrong(f"The simulated network has {chain.currency} only.")
    to = (
        DepositAddress.objects.using(STAFF)
        .filter(chain=chain.slug, address=message.reference.lower())
        .first()
    )
    if to is None:
        raise UnknownReference
    tx_hash = simulating.arrive_at(to.address, message.amount_micro)
    return f"simulated deposit {tx_hash}"


def _known(event: WebhookEvent) -> WebhookEvent | None:
    """An event received before. Of two at once the second waits here for the first."""
    with connections[STAFF].cursor() as cursor:
        name = f"treasury.hook {event.provider} {event.event_id}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
    return WebhookEvent.objects.using(STAFF).filter(provider=event.provider, event_id=event.event_id).first()


def _valid_secrets(provider: str) -> list[str]:
    if provider not in PROVIDERS:
        return []
    rows = WebhookSecret.objects.using(STAFF).filter(provider=provider, retired_at=None)
    opened = [sealing.decrypt(sealed) for sealed in rows.values_list("sealed", flat=True)]
    return [secret for secret in opened if secret is not None]


def _parts(header: str) -> tuple[str, list[str]]:
    pairs = [part.strip().partition("=") for part in header.split(",")]
    moments = [value for name, _, value in pairs if name == "t"]
    if len(moments) != 1 or not (moments[0].isascii() and moments[0].isdigit() and len(moments[0]) < 13):
        raise SignatureWrong
    return moments[0], [value for name, _, value in pairs if name == "v1"]


def _signature(secret: str, moment: str, body: bytes) -> str:
    return hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()


def _read(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body, parse_float=str)
    except ValueError as error:
        raise MessageWrong from error
    if not isinstance(said, dict):
        raise MessageWrong
    return said


def _message(said: dict[str, Any]) -> Message:
    if said.get("type") != "deposit":
        raise MessageWrong("Only messages of type deposit are understood.")
    try:
        amount = to_micro(str(said["amount"]))
        currency, reference = str(said["currency"]), str(said["reference"])
    except (KeyError, ValueError) as error:
        raise MessageWrong("The message needs an amount, a currency and a reference.") from error
    if amount <= 0 or not (
        currency.isascii() and currency.isalpha() and currency.isupper() and len(currency) < 9
    ):
        raise MessageWrong("The amount must be above zero, the currency a code such as EUR.")
    return Message(str(said["id"]), reference, currency, amount)
