"""The key that signs auditors' exports: Ed25519, in a file of the installation that only its owner may read."""

import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

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
    """The key's bytes. Of several processes that make the first key at once, one's stands and all take that."""
    path = key_file()
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=path.parent, encoding="ascii") as file:  # of mode 600
            file.write(Ed25519PrivateKey.generate().private_bytes_raw().hex())
            file.flush()
            os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(file.name, path)  # whole or not at all, and never over another
    return bytes.fromhex(path.read_text(encoding="ascii").strip())
