"""Turn the database's refusals into the ledger's own errors, and repeat what merely collided.

A deadlock or serialization failure is nobody's fault and never reported as a refusal: the outermost verb runs again.
"""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, TypeVar

from django.db import DatabaseError, OperationalError, connections, transaction

from ledger import errors
from web.context import acting_as

T = TypeVar("T")

COLLISIONS = {"40001", "40P01"}  # serialization failure, deadlock
DENIED = "42501"
TOO_MUCH = {"22003", "54000"}  # a sum that no bigint holds, a text that no index holds

# The name of the constraint or trigger rule -> what it means.
MEANINGS: dict[str, type[errors.LedgerError]] = {
    "ledger_account_known": errors.UnknownAccount,
    "ledger_currency": errors.CurrencyMismatch,
    "ledger_own_accounts": errors.ForeignAccount,
    "ledger_floor": errors.FloorBroken,
    "ledger_transaction_closed": errors.TransactionClosed,
    "ledger_reversal_mirrors": errors.NotReversible,
    "movement_reversed_once": errors.AlreadyReversed,
    "movement_amount_positive": errors.EntryInvalid,
    "movement_two_accounts": errors.EntryInvalid,
    "movement_key_given": errors.EntryInvalid,
    "movement_key_once": errors.FactsConflict,
    "transaction_key_given": errors.EntryInvalid,
    "ledger_hold_known": errors.UnknownHold,
    "ledger_hold_shape": errors.HoldRequired,
    "ledger_hold_exceeded": errors.HoldExceeded,
    "ledger_hold_posted": errors.HoldPosted,
    "ledger_hold_voided": errors.HoldVoided,
    "ledger_hold_expired": errors.HoldExpired,
    "ledger_hold_not_due": errors.HoldNotDue,
}


@contextmanager
def refusals() -> Iterator[None]:
    """Raise the ledger's error where the database refused an entry; other database errors pass."""
    try:
        yield
    except DatabaseError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        if diagnosis is None:
            raise
        meaning = MEANINGS.get(diagnosis.constraint_name or "")
        if meaning is None and diagnosis.sqlstate == DENIED and "row-level security" in str(error):
            meaning = errors.ForeignAccount
        if meaning is None:
            raise
        raise meaning(diagnosis.message_primary) from error


def collided(error: BaseException) -> bool:
    """Did the database give up because two transactions met, so that trying again is right?"""
    return getattr(error.__cause__ or error, "sqlstate", None) in COLLISIONS


def overflowed(error: BaseException) -> bool:
    """Is a figure or a text larger than the database can hold, so that trying again is useless?"""
    return getattr(error.__cause__ or error, "sqlstate", None) in TOO_MUCH


def retrying(verb: Callable[[], T], *, using: str = "default", attempts: int = 8, acting: Any = None) -> T:
    """Run `verb` in a transaction of its own, again when it collided with another.

    Inside a transaction it runs once: only the outermost caller can repeat the whole. `acting`: the user (or a user's
    id) for whom the transaction acts, where it is a person's.
    """
    if connections[using].in_atomic_block:
        with nullcontext() if acting is None else acting_as(acting, using=using):
            return verb()
    for attempt in range(1, attempts + 1):
        try:
            with transaction.atomic(using=using) if acting is None else acting_as(acting, using=using):
                return verb()
        except OperationalError as error:
            if attempt == attempts or not collided(error):
                raise
            time.sleep(random.uniform(0, 0.01 * 2**attempt))  # noqa: S311  spreads the two apart, keeps no secret
    raise AssertionError("the loop returns or raises")
