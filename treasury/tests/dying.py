"""The simulated network for a signer's process that is killed in the worst moment: kill -9, no farewell."""

import os
import signal
from typing import Any

from treasury.chain.simulated import Simulated


class Dying(Simulated):
    """The network has the bytes, and the process is gone before it could write that down."""

    def broadcast(self, raw: str) -> None:
        super().broadcast(raw)
        os.kill(os.getpid(), signal.SIGKILL)


def adapter() -> Any:
    """settings.CHAIN_ADAPTER of the child process."""
    return Dying()
