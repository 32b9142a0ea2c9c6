"""Set money aside, and later post it, give it back, or let it expire.

A **hold** is a movement from an account into its owner's `held` account of the same currency; every **step** is a
movement out of it that names the hold, so nothing is kept twice and what an account has is what may be spent. The
database keeps the hold's row, and refuses more than is left and a second end (ledger/sql/holds.sql).

What is wrong is said in this order: no such hold; more than the hold ever had; already posted, voided, expired; more
than is left. A call repeated with the same key is answered by what the first did; an end given no key is named by its
hold, so the same end again is the same call.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import connections, transaction

from ledger import chart
from ledger.errors import (
    EntryInvalid,
    HoldEnded,
    HoldExceeded,
    HoldExpired,
    HoldPosted,
    HoldVoided,
    IdempotencyConflict,
    UnknownAccount,
    UnknownHold,
)
from ledger.models import Account, Hold, HoldState, Movement, betsite_now
from ledger.posting import lock_accounts
from ledger.refusals import refusals, retrying

PLACE = """
INSERT INTO ledger_movement (debit_id, credit_id, amount_micro, currency, kind, key, effective_at, expires_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (key) DO NOTHING RETURNING id
"""
STEP = """
INSERT INTO ledger_movement (debit_id, credit_id, amount_micro, currency, kind, key, effective_at, hold_id)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (key) DO NOTHING
"""
# The last post of a part: what is posted and what is given back are one event.
FINAL_STEP = """
WITH header AS (
    INSERT INTO ledger_transaction (owner_id, kind, key, effective_at)
    VALUES (betsite_uid(), %(kind)s, %(key)s, %(at)s) ON CONFLICT (key) DO NOTHING RETURNING id
)
INSERT INTO ledger_movement
       (transaction_id, debit_id, credit_id, amount_micro, currency, kind, key, effective_at, hold_id)
SELECT header.id, s.debit_id, %(held)s, s.amount_micro, %(currency)s, s.kind, s.key, %(at)s, %(hold)s
  FROM header, (VALUES (%(into)s::bigint, %(amount)s::bigint, %(kind)s, %(key)s),
                       (%(account)s, %(rest)s, 'release', %(key)s || ':rest')) AS s (debit_id, amount_micro, kind, key)
"""
DUE = """
INSERT INTO ledger_movement (debit_id, credit_id, amount_micro, currency, kind, key, effective_at, hold_id)
SELECT account_id, held_id, left_micro, currency, 'expiry', 'hold:' || movement_id || ':end', expires_at, movement_id
  FROM ledger_hold WHERE movement_id = ANY (%s) AND state = 'pending' ON CONFLICT (key) DO NOTHING
"""
BATCH = 500
ENDED: dict[str, type[HoldEnded]] = {
    HoldState.POSTED: HoldPosted,
    HoldState.VOIDED: HoldVoided,
    HoldState.EXPIRED: HoldExpired,
}


@dataclass(frozen=True, slots=True)
class Step:
    """A movement out of a hold that is asked for. `amount_micro` of None is all that is left."""

    into_id: int | None
    amount_micro: int | None
    kind: str
    key: str | None
    effective_at: datetime
    final: bool = False

    @property
    def ends(self) -> bool:
        """Whether nothing is pending after it, whatever was before."""
        return self.final or self.amount_micro is None


def place(
    *,
    account_id: int,
    amount_micro: int,
    key: str,
    effective_at: datetime,
    expires_at: datetime | None = None,
    kind: str = "hold",
    using: str = "default",
) -> Hold:
    """Set `amount_micro` (micro-units) of an account aside, until `expires_at` if given (moments are aware).

    The same key again answers the first hold, in whatever state it is by now. Raises IdempotencyConflict when it was
    for something else, FloorBroken when the account has too little, or another LedgerError.
    """
    wanted = {
        "credit_id": account_id,
        "amount_micro": amount_micro,
        "kind": kind,
        "effective_at": effective_at,
        "expires_at": expires_at,
    }
    return retrying(partial(_place, wanted, f"hold:{key}" if key else "", using), using=using)


def post(
    hold: Hold | int,
    *,
    into_id: int,
    amount_micro: int | None = None,
    effective_at: datetime,
    kind: str = "post",
    key: str | None = None,
    final: bool = False,
    using: str = "default",
) -> Hold:
    """Take `amount_micro` (all that is left when not given) out of the hold into account `into_id`.

    The rest of a part stays pending, or goes back in the same event when this is the `final` post. A part that is not
    final needs a `key` to be repeated safely: without one each call posts anew. Raises UnknownHold, HoldExceeded,
    HoldPosted, HoldVoided or HoldExpired (all HoldEnded), IdempotencyConflict, or another LedgerError.
    """
    step = Step(into_id, amount_micro, kind, key, effective_at, final)
    return retrying(partial(_step, _id(hold), step, using), using=using)


def void(
    hold: Hold | int,
    *,
    effective_at: datetime,
    kind: str = "void",
    key: str | None = None,
    using: str = "default",
) -> Hold:
    """Give all that is left back to the account it came from. Raises what `post` raises."""
    return retrying(partial(_step, _id(hold), Step(None, None, kind, key, effective_at), using), using=using)


def expire_due(*, at: datetime, using: str = "staff") -> int:
    """Give back, effective when they expired, the holds whose time had come at `at`; how many there were.

    A moment that the database's clock has not reached is taken for now. Each batch is a transaction of its own; in a
    transaction of the caller's all are one batch, because locks taken in two goes are not in the order of ids.
    """
    if connections[using].in_atomic_block:
        return _expire(at, None, using)
    expired = 0
    while batch := retrying(partial(_expire, at, BATCH, using), using=using):
        expired += batch
    return expired


def get(hold_id: int, *, using: str = "default") -> Hold:
    """The hold as the acting user may see it. Raises UnknownHold."""
    hold = Hold.objects.using(using).filter(pk=hold_id).first()
    if hold is None:
        raise UnknownHold(f"There is no hold {hold_id} to be seen.")
    return hold


def _id(hold: Hold | int) -> int:
    return hold if isinstance(hold, int) else hold.pk


def _place(wanted: dict[str, Any], key: str, using: str) -> Hold:
    account = Account.objects.using(using).filter(pk=wanted["credit_id"]).first()
    if account is None:
        raise UnknownAccount(f"There is no account {wanted['credit_id']} to be seen.")
    held = chart.ensure_account(owner=account.owner_id, code="held", currency=account.currency, using=using)
    wanted = {"debit_id": held.pk, **wanted, "currency": account.currency}
    row = [wanted[name] for name in ("debit_id", "credit_id", "amount_micro", "currency", "kind")]
    with connections[using].cursor() as cursor, refusals():
        cursor.execute(PLACE, [*row, key, wanted["effective_at"], wanted["expires_at"]])
        written = cursor.fetchone()
    return get(written[0] if written else _same(key, wanted, using), using=using)


def _same(key: str, wanted: dict[str, Any], using: str) -> int:
    """The id of the movement with this key, which must say what is wanted."""
    found = Movement.objects.using(using).filter(key=key).first()
    if found is None:
        raise IdempotencyConflict(key, "owner")
    for field, value in wanted.items():
        if getattr(found, field) != value:
            raise IdempotencyConflict(key, field)
    return int(found.pk)


def _step(hold_id: int, step: Step, using: str) -> Hold:
    """Make the step, or find it made. The locks come first, so that what is read stays so until it is written."""
    with transaction.atomic(using=using):
        hold = get(hold_id, using=using)
        lock_accounts(hold.held_id, hold.account_id, step.into_id or hold.account_id, using=using)
        hold.refresh_from_db(using=using)
        if step.into_id == hold.account_id:
            raise EntryInvalid(f"hold {hold_id} is voided, not posted, into the account it came from")
        key = f"hold:{hold_id}:{_name(hold, step, using)}"
        if not _made(hold, step, key, using):
            _check(hold, step, using)
            _write(hold, step, key, using)
        return get(hold_id, using=using)


def _name(hold: Hold, step: Step, using: str) -> str:
    if step.key is not None:
        return f"key:{step.key}"
    if step.ends:
        return "end"
    return f"post#{Movement.objects.using(using).filter(hold=hold).count() + 1}"


def _made(hold: Hold, step: Step, key: str, using: str) -> bool:
    """Whether the step was made before. Raises IdempotencyConflict, or HoldEnded, when another one was."""
    made = Movement.objects.using(using).filter(hold=hold, key=key).first()
    if made is None:
        return False
    wanted = {
        "debit_id": step.into_id or hold.account_id,
        "amount_micro": step.amount_micro or made.amount_micro,
        "kind": step.kind,
        "effective_at": step.effective_at,
    }
    differs = next((name for name, value in wanted.items() if getattr(made, name) != value), None)
    if differs is None:
        return True
    if step.key is None:
        _check(hold, step, using)
    raise IdempotencyConflict(key, differs)


def _check(hold: Hold, step: Step, using: str) -> None:
    """Say what is wrong, the first thing first; the database would refuse it too."""
    if step.amount_micro is not None and step.amount_micro > hold.amount_micro:
        raise HoldExceeded(f"hold {hold.pk} was never that large")
    if hold.state != HoldState.PENDING:
        raise ENDED[hold.state](f"hold {hold.pk} has ended: {hold.state}")
    if Hold.objects.using(using).due(betsite_now()).filter(pk=hold.pk).exists():
        raise HoldExpired(f"hold {hold.pk} has expired")
    if step.amount_micro is not None and step.amount_micro > hold.left_micro:
        raise HoldExceeded(f"hold {hold.pk} has less left")


def _write(hold: Hold, step: Step, key: str, using: str) -> None:
    amount = hold.left_micro if step.amount_micro is None else step.amount_micro
    rest = hold.left_micro - amount
    into = step.into_id or hold.account_id
    with connections[using].cursor() as cursor, refusals():
        if not (step.final and rest):
            cursor.execute(
                STEP,
                [into, hold.held_id, amount, hold.currency, step.kind, key, step.effective_at, hold.pk],
            )
            return
        cursor.execute(
            FINAL_STEP,
            {
                "kind": step.kind,
                "key": key,
                "at": step.effective_at,
                "held": hold.held_id,
                "currency": hold.currency,
                "hold": hold.pk,
                "into": into,
                "amount": amount,
                "account": hold.account_id,
                "rest": rest,
            },
        )


def _expire(at: datetime, most: int | None, using: str) -> int:
    due = Hold.objects.using(using).due(at).due(betsite_now()).order_by("expires_at")[:most]
    rows = list(due.values_list("pk", "account_id", "held_id"))
    if not rows:
        return 0
    lock_accounts(*{account for row in rows for account in row[1:]}, using=using)
    with connections[using].cursor() as cursor, refusals():
        cursor.execute(DUE, [[row[0] for row in rows]])
        return int(cursor.rowcount)
