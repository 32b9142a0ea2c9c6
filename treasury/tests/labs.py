"""Both networks with the same handles, so that one contract test runs over each."""

from typing import Any

from treasury.chain import simulated
from treasury.chain.simulated import Simulated, SimulatedSigner


class SimulatedLab:
    """As evm_lab.EvmLab."""

    slug = "simulated"

    def __init__(self) -> None:
        self.chain = Simulated()
        self.signer = SimulatedSigner()
        self.is_held_back = False
        simulated.mine()

    def pay(self, recipient: str, amount_micro: int) -> str:
        made = simulated.arrive(recipient, amount_micro)
        simulated.mine()
        return made

    def mine(self, blocks: int = 1) -> None:
        simulated.mine(blocks)

    def hold_back(self) -> None:
        """It always waits."""

    def let_go(self) -> None:
        simulated.mine()

    def mark(self) -> Any:
        return self.chain.head()

    def reorganise(self, mark: Any) -> None:
        simulated.forget_after(mark)
        simulated.mine()


def make(slug: str) -> Any:
    """A fresh network."""
    if slug == "simulated":
        return SimulatedLab()
    from treasury.tests.evm_lab import EvmLab

    return EvmLab()
