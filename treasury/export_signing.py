"""The key that signs auditors' exports: Ed25519, in a file of the installation that only its owner may read."""

import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings


def key_file() -> Path:
    """Where the key is; never in the database, never below the document root."""
    return Path(settings.VAR) / "keys" / "exports.ed25519"


def sign(content: bytes) -> tuple[bytes, str]:
    """The signature (64 bytes) and the public key in hex. Makes the key the first time."""
    key = Ed25519PrivateKey.from_private_bytes(_secret())
    return key.sign(content), key.public_key().public_bytes_raw().hex()


def is_signed(content: bytes, signature: bytes, public_key: str) -> bool:
    """Whether exactly these bytes were signed by the owner of this key (hex)."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True


def _secret() -> bytes:
    path = key_file()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return bytes.fromhex(path.read_text(encoding="ascii").strip())
    secret = Ed25519PrivateKey.generate().private_bytes_raw()
    with os.fdopen(made, "w", encoding="ascii") as file:
        file.write(secret.hex())
    return secret
