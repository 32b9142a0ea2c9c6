"""Tell the reconciliation what the chain said: each transfer is a line of the house's account."""

from treasury.chain.contract import Receipt
from treasury.chain_lines import ChainLine, record_chain_lines, take_back_chain_lines
from treasury.models import Deposit, Withdrawal
from treasury.wallet import house
from web.clock import now


def arrived(deposit: Deposit) -> None:
    """A deposit as deep as it must be."""
    line = ChainLine(
        tx_hash=deposit.tx_hash,
        log_index=deposit.log_index,
        amount_micro=deposit.amount_micro,
        address=deposit.sender,
        at=now(),
        direction="in",
        reference=deposit.key,
    )
    record_chain_lines(house("chain", deposit.currency), [line])


def left(deposit: Deposit) -> None:
    """The chain took it back."""
    take_back_chain_lines(house("chain", deposit.currency), [(deposit.tx_hash, deposit.log_index)])


def paid(withdrawal: Withdrawal, receipt: Receipt, reference: str) -> None:
    """A payment as deep as it must be; `reference` is the key of the movement that books it."""
    if receipt.paid is None:
        raise ValueError(f"{receipt.tx_hash} paid nothing.")
    line = ChainLine(
        tx_hash=receipt.tx_hash,
        log_index=receipt.paid.log_index,
        amount_micro=withdrawal.amount_micro,
        address=withdrawal.recipient,
        at=now(),
        direction="out",
        reference=reference,
    )
    record_chain_lines(house("chain", withdrawal.currency), [line])
