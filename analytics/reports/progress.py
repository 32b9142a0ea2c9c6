"""How far a report is, told beside the transaction that reads."""

from typing import Any

from analytics.reports.errors import Cancelled, Superseded
from analytics.reports.lifecycle import LEASE
from analytics.reports.models import Report
from web import heartbeat


class Heartbeat(heartbeat.Heartbeat):
    """Of a report that is being made; the steps are named as people read them."""

    cancelled, superseded, lease = Cancelled, Superseded, LEASE

    def unfinished(self) -> Any:
        """Reports that are not made yet."""
        return Report.objects.unfinished()


class Quiet:
    """What a report that nobody watches (the command's) is told to."""

    def at(self, step: str, *, total: int = 0) -> None:
        """A new step begins."""

    def advance(self, rows: int) -> None:
        """So many rows more are done."""

    def check(self) -> None:
        """It may always go on."""


Beat = Heartbeat | Quiet
