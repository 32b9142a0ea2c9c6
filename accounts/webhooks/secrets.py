"""Secrets that must be known again to sign with: encrypted with a key made from SECRET_KEY, which no table holds."""

import base64
import secrets

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def new() -> str:
    """A secret for an endpoint: "whsec_" and 43 letters and digits."""
    return f"whsec_{secrets.token_urlsafe(32)}"


def encrypt(secret: str) -> bytes:
    """What is stored."""
    return _cipher().encrypt(secret.encode())


def decrypt(stored: bytes | memoryview) -> str | None:
    """The secret again; None when SECRET_KEY was changed without naming the former one in SECRET_KEY_FALLBACKS."""
    try:
        return _cipher().decrypt(bytes(stored)).decode()
    except InvalidToken:
        return None


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str | bytes) -> bytes:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"betsite webhook secrets")
    return base64.urlsafe_b64encode(derive.derive(key if isinstance(key, bytes) else key.encode()))
