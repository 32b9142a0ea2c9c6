"""Make money arrive on the simulated network: by page, command or message. Refused where it is not allowed."""

from typing import Any

from treasury import depositing, scanning
from treasury.chain import simulated
from treasury.chain.configured import NoChain, SimulationRefused, current
from treasury.chain.contract import Chain
from treasury.models import Deposit

STAFF = "staff"


def allowed() -> bool:
    """Whether simulated money may be made here."""
    try:
        return current().slug == "simulated"
    except (NoChain, SimulationRefused):
        return False


def check_allowed() -> None:
    """Raises SimulationRefused on any other network, and in production."""
    _simulated()


def arrive(user: Any, amount_micro: int) -> str:
    """Somebody pays to the person's address; a block has it at once. Returns the transaction's hash.

    Raises SimulationRefused on any other network, and in production.
    """
    _simulated()
    tx_hash = arrive_at(depositing.deposit_address(user).address, amount_micro)
    scanning.scan()
    return tx_hash


def arrive_at(address: str, amount_micro: int) -> str:
    """As `arrive`, found by the next scan."""
    _simulated()
    tx_hash = simulated.arrive(address, amount_micro)
    simulated.mine()
    return tx_hash


def confirm(deposit: Deposit) -> Deposit:
    """Make the blocks that are missing, and credit it."""
    make_blocks()
    deposit.refresh_from_db(using=STAFF)
    return deposit


def make_blocks() -> None:
    """As many as a deposit needs."""
    simulated.mine(_simulated().confirmations)
    scanning.scan()


def fund_treasury(amount_micro: int) -> None:
    """Give the simulated hot wallet something to pay with."""
    _simulated()
    simulated.arrive(simulated.HOT_WALLET, amount_micro)
    simulated.mine()


def _simulated() -> Chain:
    chain = current()
    if chain.slug != "simulated":
        raise SimulationRefused
    return chain
