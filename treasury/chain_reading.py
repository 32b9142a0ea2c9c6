"""Read the chain itself for the reconciliation: what moved in and out of our addresses, and what they have.

It asks the network again and does not believe what depositing and paying wrote down; only where to look is taken from
them. Blocks less deep than `confirmations` are left for later, and the balance is read only when nothing moves there.
The chain tells no time that we need: a line happened when it was read, and its transaction is what matches it.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta

from ledger.models import Account, Movement
from treasury.chain.configured import current
from treasury.chain.contract import Chain, ChainError, Transfer
from treasury.chain_lines import ChainLine, record_chain_balance, record_chain_lines, take_back_chain_lines
from treasury.house import STAFF, holding_account
from treasury.models import (
    Deposit,
    DepositAddress,
    DepositState,
    HouseLine,
    SignedTransaction,
    Statement,
    Withdrawal,
)
from treasury.models.withdrawals import UNDER_WAY
from web.clock import now

log = logging.getLogger(__name__)
MOST_BLOCKS = 5_000  # read in one run
BETWEEN_BALANCES = timedelta(hours=1)
READ = "Block "


def read_configured() -> int:
    """Read the network of this installation; how many new lines. None configured, or out of reach: 0, and logged."""
    try:
        return read_chain(current())
    except ChainError as error:
        log.info("The chain was not read for the reconciliation: %s", error)
        return 0


def read_chain(chain: Chain) -> int:
    """New lines and, when nothing is under way, the balance. Raises ChainUnavailable. May be repeated at any time."""
    account = holding_account("chain", chain.currency, name="On the chain")
    head = chain.head()
    deep = head - chain.confirmations + 1
    first = _read_to(account, chain)
    last = min(deep, first + MOST_BLOCKS - 1)
    ours = _addresses(chain)
    lines = (
        [_in(seen) for seen in chain.transfers(first=first, last=last, recipients=ours)]
        if first <= last
        else []
    )
    lines += _out(account, chain, deep)
    new = record_chain_lines(account, lines)
    _orphaned(account, chain)
    if last == deep and _is_quiet(chain, deep, head, ours) and _is_time(account, is_new=bool(new)):
        micro = sum(chain.balance(address) for address in ours)
        record_chain_balance(account, balance_micro=micro, at=now(), block=deep)
    return new


def _read_to(account: Account, chain: Chain) -> int:
    """The first block to read: some are read twice, which makes no second line."""
    names = Statement.objects.using(STAFF).filter(account=account, name__startswith=READ)
    newest = names.order_by("-last_at", "-pk").values_list("name", flat=True).first()
    return (
        max(chain.first_block, int(newest.removeprefix(READ)) - chain.confirmations)
        if newest
        else chain.first_block
    )


def _addresses(chain: Chain) -> list[str]:
    given = DepositAddress.objects.using(STAFF).filter(chain=chain.slug, chain_id=chain.chain_id)
    hot = chain.wallet
    return sorted({*given.values_list("address", flat=True), *([hot.lower()] if hot else [])})


def _in(seen: Transfer) -> ChainLine:
    return ChainLine(seen.tx_hash, seen.log_index, seen.amount_micro, seen.recipient, now(), "in")


def _out(account: Account, chain: Chain, deep: int) -> Iterable[ChainLine]:
    """What our own transactions paid, as their receipts say, with the key of the movement that booked it."""
    mined = SignedTransaction.objects.using(STAFF).filter(
        nonce__chain=chain.slug,
        nonce__chain_id=chain.chain_id,
        block_number__isnull=False,
        block_number__lte=deep,
    )
    known = HouseLine.objects.using(STAFF).filter(account=account).values("tx_hash")
    for signed in mined.exclude(tx_hash__in=known).select_related("nonce"):
        receipt = chain.receipt(signed.tx_hash)
        if receipt is None or not receipt.is_ok or receipt.paid is None:
            continue
        paid = receipt.paid
        yield ChainLine(
            paid.tx_hash,
            paid.log_index,
            paid.amount_micro,
            paid.recipient,
            now(),
            "out",
            _booked(account, signed),
        )


def _booked(account: Account, signed: SignedTransaction) -> str:
    """The key of the movement that took a withdrawal out of the held money; nothing when there is none yet."""
    withdrawal = Withdrawal.objects.using(STAFF).filter(pk=signed.nonce.withdrawal_id).first()
    if withdrawal is None:
        return ""
    moved = Movement.objects.using(STAFF).filter(hold=withdrawal.hold, debit=account)
    return moved.values_list("key", flat=True).first() or ""


def _orphaned(account: Account, chain: Chain) -> None:
    """Deposits the chain took back after they were credited."""
    gone = Deposit.objects.using(STAFF).filter(
        chain=chain.slug, chain_id=chain.chain_id, state=DepositState.ORPHANED
    )
    take_back_chain_lines(account, list(gone.values_list("tx_hash", "log_index")))


def _is_quiet(chain: Chain, deep: int, head: int, ours: list[str]) -> bool:
    """Nothing of ours is in the blocks that are not deep yet, or on its way into one."""
    moving = Withdrawal.objects.using(STAFF).filter(
        chain=chain.slug, chain_id=chain.chain_id, state__in=UNDER_WAY
    )
    if moving.exists():
        return False
    return not chain.transfers(first=max(deep, -1) + 1, last=head, recipients=ours)


def _is_time(account: Account, *, is_new: bool) -> bool:
    latest = Statement.objects.using(STAFF).filter(account=account, name__startswith=READ)
    return is_new or not latest.filter(created_at__gt=now() - BETWEEN_BALANCES).exists()
