"""The head of the chain, signed (Ed25519), to be kept where nobody with the keys to this database can reach it.

The key lies outside the database: in the setting LEDGER_SIGNING_KEY (BETSITE_SIGNING_KEY or BETSITE_SIGNING_KEY_FILE),
else in a file of the data directory which is made at the first use.
"""

import json
import os
import secrets
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db import transaction
from django.db.models import F, Sum

from ledger.chain.models import Block, Sort
from ledger.chain.verifying import KnownHead
from ledger.errors import HeadNotTrusted, SigningKeyUnusable
from web import clock

FORMAT = "betsite-head-1"
FILE = "ledger-signing.key"


def private_key() -> Ed25519PrivateKey:
    """The key of this installation. Raises SigningKeyUnusable when it cannot be read, made or trusted."""
    text = settings.LEDGER_SIGNING_KEY or _kept(settings.VAR / FILE)
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(text.strip()))
    except ValueError as error:
        raise SigningKeyUnusable("The signing key must be 32 bytes in hexadecimal digits.") from error


def public_key() -> str:
    """Its public half, in hexadecimal digits."""
    return private_key().public_key().public_bytes_raw().hex()


def signed_head(*, using: str = "staff") -> dict[str, Any]:
    """The last block of the chain with what it closes, signed. Times are ISO 8601 in UTC."""
    with transaction.atomic(using=using):
        last = Block.objects.using(using).order_by("-number").first()
        rows = F("last_sequence") - F("first_sequence") + 1
        counts = dict(
            Block.objects.using(using)
            .filter(number__lte=last.number if last else 0)
            .values_list("sort")
            .annotate(rows=Sum(rows))
            .order_by()
        )
    key = private_key()
    document: dict[str, Any] = {
        "format": FORMAT,
        "number": last.number if last else 0,
        "sequence": last.last_sequence if last else 0,
        "hash": (bytes(last.hash) if last else bytes(32)).hex(),
        "accounts": counts.get(Sort.ACCOUNT, 0),
        "transactions": counts.get(Sort.TRANSACTION, 0),
        "movements": counts.get(Sort.MOVEMENT, 0),
        "sealed_at": last.sealed_at.isoformat() if last else None,
        "signed_at": clock.now().isoformat(),
        "public_key": key.public_key().public_bytes_raw().hex(),
    }
    return document | {"signature": key.sign(canonical(document)).hex()}


def canonical(document: dict[str, Any]) -> bytes:
    """The bytes that are signed: JSON with sorted keys, without spaces, in ASCII, without the signature."""
    unsigned = {name: value for name, value in document.items() if name != "signature"}
    return json.dumps(unsigned, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def read_signed_head(text: str, *, source: str, trusted: str | None = None) -> KnownHead:
    """An exported head, after its signature was found right.

    `trusted` is the public key it must be signed with, by default this installation's. Raises HeadNotTrusted.
    """
    try:
        document = json.loads(text)
        signature = bytes.fromhex(document["signature"])
        known = KnownHead(
            int(document["number"]), int(document["sequence"]), bytes.fromhex(document["hash"]), source
        )
        is_ours = document["format"] == FORMAT
        signer = bytes.fromhex(document["public_key"])
    except (ValueError, KeyError, TypeError) as error:
        raise HeadNotTrusted(f"{source} is no signed head of a chain.") from error
    if not is_ours:
        raise HeadNotTrusted(f"{source} is not in the format {FORMAT}.")
    if signer.hex() != (trusted or public_key()).lower():
        raise HeadNotTrusted(f"{source} is signed with another key ({signer.hex()}).")
    try:
        Ed25519PublicKey.from_public_bytes(signer).verify(signature, canonical(document))
    except (InvalidSignature, ValueError) as error:
        raise HeadNotTrusted(f"{source} was changed after it was signed.") from error
    return known


def _kept(path: Path) -> str:
    """The content of the key file, made when missing; by two processes at once the same one."""
    try:
        if not path.exists():
            _make(path)
        if path.stat().st_mode & 0o077:
            raise SigningKeyUnusable(f"{path} may be read by others; make it mode 0600 (and change the key).")
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise SigningKeyUnusable(f"The signing key {path} cannot be used: {error}.") from error


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_bytes(32).hex() + "\n")
    try:
        os.link(aside, path)
    except FileExistsError:
        pass  # another process was first; its key counts
    finally:
        aside.unlink()
