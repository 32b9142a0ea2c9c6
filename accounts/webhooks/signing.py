"""Signatures of webhooks, outgoing and incoming: HMAC-SHA256 over the moment, a dot and the raw body."""

import hashlib
import hmac
from collections.abc import Sequence

TOLERANCE_SECONDS = 300


def sign(body: bytes, secrets: Sequence[str], *, at: int) -> str:
    """The header's value for a body sent at `at` (seconds since 1970): one v1 for each secret that is valid now."""
    return ",".join([f"t={at}", *(f"v1={_digest(body, secret, at)}" for secret in secrets)])


def verify(
    body: bytes, header: str, secrets: Sequence[str], *, at: int, tolerance_seconds: int = TOLERANCE_SECONDS
) -> bool:
    """Whether one of `secrets` signed these very bytes, at most so long before or after `at`. Never raises."""
    parts = [part.strip().partition("=") for part in header.split(",")]
    moments = [value for name, _, value in parts if name == "t"]
    if len(moments) != 1 or not (moments[0].isascii() and moments[0].isdigit()) or len(moments[0]) > 12:
        return False
    moment = int(moments[0])
    if abs(at - moment) > tolerance_seconds:
        return False
    given = [value.encode() for name, _, value in parts if name == "v1"]
    wanted = [_digest(body, secret, moment).encode() for secret in secrets]
    return any(hmac.compare_digest(one, other) for one in given for other in wanted)


def _digest(body: bytes, secret: str, at: int) -> str:
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
