"""Read the chain: what came to our addresses, and what is there no more.

One scanner at a time (a lease that ends by itself), from where the last one stopped, some blocks further back besides:
what those held is compared with what they hold now. After an outage it reads on from there.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from treasury import depositing
from treasury.chain.configured import current
from treasury.chain.contract import Chain, ChainError
from treasury.models import ChainCursor, Deposit, DepositAddress, DepositState
from web.clock import now

log = logging.getLogger(__name__)

STAFF = "staff"
LEASE = timedelta(minutes=2)
BLOCKS_AT_ONCE = 2_000
LOOK_BACK = 64  # blocks read again, or four times the confirmations if that is more


class LeaseLost(Exception):
    """Another scanner took over meanwhile: this one must write nothing of how far it came."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """What one scan did."""

    first: int
    last: int
    seen: int
    credited: int
    orphaned: int


def scan() -> Scanned | None:
    """Read to the head, credit what is deep enough. None when another scanner is at work.

    Raises ChainError when there is no chain, or it does not answer: the next scan goes on where this one was.
    """
    chain = current()
    try:
        with _lease(chain) as cursor:
            if cursor is None:
                return None
            chain.check()
            return _scan(chain, cursor)
    except LeaseLost:
        log.warning("the scan of %s took longer than its lease and was taken over", chain.slug)
        return None


def want_scan() -> None:
    """Ask for a scan soon: something says that money came. It is the chain that decides."""
    chain = current()
    cursors = ChainCursor.objects.using(STAFF).filter(chain=chain.slug, chain_id=chain.chain_id)
    cursors.update(wanted_at=now())


def _scan(chain: Chain, cursor: ChainCursor) -> Scanned:
    head = chain.head()
    first = max(
        chain.first_block, min(cursor.block_number, head) + 1 - max(LOOK_BACK, 4 * chain.confirmations)
    )
    by_address = {
        one.address: one
        for one in DepositAddress.objects.using(STAFF).filter(chain=chain.slug, chain_id=chain.chain_id)
    }
    seen: set[tuple[str, int]] = set()
    for start in range(first, head + 1, BLOCKS_AT_ONCE):
        last = min(head, start + BLOCKS_AT_ONCE - 1)
        for transfer in chain.transfers(first=start, last=last, recipients=by_address):
            depositing.observe(chain, transfer, by_address[transfer.recipient])
            seen.add((transfer.tx_hash, transfer.log_index))
        _advance(cursor, last)
    orphaned = _drop_what_is_gone(chain, first, head, seen)
    credited = _confirm(chain, head)
    return Scanned(first, head, len(seen), credited, orphaned)


def _confirm(chain: Chain, head: int) -> int:
    waiting = Deposit.objects.using(STAFF).on(chain.slug, chain.chain_id).waiting().order_by("pk")
    states = [depositing.confirm(pk, head=head).state for pk in waiting.values_list("pk", flat=True)]
    return states.count(DepositState.CREDITED)


def _drop_what_is_gone(chain: Chain, first: int, head: int, seen: set[tuple[str, int]]) -> int:
    """Deposits in the blocks read whose transfer was not found there: asked for by name before they are dropped.

    A node that is behind knows less than we do, which proves nothing: blocks above the head are left alone.
    """
    ours = Deposit.objects.using(STAFF).on(chain.slug, chain.chain_id)
    suspects = ours.filter(block_number__range=(first, head)).exclude(state=DepositState.ORPHANED)
    gone = [
        one.pk
        for one in suspects.only("pk", "tx_hash", "log_index", "block_number", "block_hash")
        if (one.tx_hash, one.log_index) not in seen and not _still_there(chain, one)
    ]
    for pk in gone:
        depositing.orphan(pk)
    return len(gone)


def _still_there(chain: Chain, deposit: Deposit) -> bool:
    receipt = chain.receipt(deposit.tx_hash)
    return receipt is not None and receipt.is_ok and receipt.block_hash == deposit.block_hash


def _advance(cursor: ChainCursor, block: int) -> None:
    if not _held(cursor).update(block_number=block, lease_until=now() + LEASE):
        raise LeaseLost
    cursor.block_number = block


@contextmanager
def _lease(chain: Chain) -> Iterator[ChainCursor | None]:
    """The cursor, ours alone until it is released or two minutes pass; None while another scanner has it.

    Each lease has a number of its own, so that one that ran out cannot write over, or release, the next.
    """
    cursor = _taken(chain)
    if cursor is None:
        yield None
        return
    problem = ""
    try:
        yield cursor
    except ChainError as error:
        problem = error.message[:300]
        raise
    finally:
        _held(cursor).update(lease_until=None, scanned_at=now(), problem=problem)


def _taken(chain: Chain) -> ChainCursor | None:
    cursors = ChainCursor.objects.using(STAFF).filter(chain=chain.slug, chain_id=chain.chain_id)
    if not cursors.exists():
        new = ChainCursor(chain=chain.slug, chain_id=chain.chain_id, block_number=chain.first_block - 1)
        ChainCursor.objects.using(STAFF).bulk_create([new], ignore_conflicts=True)
    with transaction.atomic(using=STAFF):
        cursor = cursors.select_for_update().get()
        if cursor.lease_until is not None and cursor.lease_until > now():
            return None
        cursor.lease_until, cursor.attempt = now() + LEASE, cursor.attempt + 1
        cursor.save(using=STAFF, update_fields=["lease_until", "attempt"])
    return cursor


def _held(cursor: ChainCursor) -> QuerySet[ChainCursor]:
    return ChainCursor.objects.using(STAFF).filter(pk=cursor.pk, attempt=cursor.attempt)
