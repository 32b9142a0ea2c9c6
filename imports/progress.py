"""How far an import is: its steps, and the heartbeat that tells them beside the import's transaction."""

from typing import Any

from imports.errors import Cancelled, Superseded
from imports.lifecycle import LEASE
from imports.models import Upload
from web import heartbeat

STEPS = {
    "read": "Read the file",
    "prove": "Prove the balance",
    "stage": "Prepare the rows",
    "lines": "Compare and store lines",
    "bets": "Work out the bets",
    "journal": "Post the journal",
}
# Of a hundred parts of the work, how many each step takes in a large import.
SHARES = {"read": 25, "prove": 1, "stage": 5, "lines": 15, "bets": 34, "journal": 20}


class Heartbeat(heartbeat.Heartbeat):
    """Of an upload that is being imported; the steps are keys of STEPS."""

    cancelled, superseded, lease, first_step = Cancelled, Superseded, LEASE, "read"

    def unfinished(self) -> Any:
        """Uploads that are not imported yet."""
        return Upload.objects.running()


def percent_of(upload: Upload) -> int | None:
    """How far the whole is, None before it begins: the steps before, and of this one the rows that are done."""
    if upload.step not in STEPS:
        return None
    before = sum(_shares_before(upload.step))
    within = SHARES[upload.step] * min(upload.done, upload.total) // upload.total if upload.total else 0
    return before + within


def _shares_before(step: str) -> list[int]:
    """The shares of the steps before this one."""
    names = list(SHARES)
    return [SHARES[name] for name in names[: names.index(step)]]
