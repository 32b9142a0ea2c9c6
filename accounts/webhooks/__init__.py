"""Telling a person's own programs what happened: signed, repeated until heard, never told to a machine of ours.

    webhooks.send(user, "deposit.credited.v1", {"amount_micro": 5_000_000, ...})

in the transaction of the event itself: the delivery's row is written with it or not at all. docs/gates.md tells the
receiver how to verify.
"""

from accounts.webhooks.outbox import send
from accounts.webhooks.signing import sign, verify

__all__ = ["send", "sign", "verify"]
