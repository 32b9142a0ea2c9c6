"""The states of a report. Every change is one conditional UPDATE: whoever finds the row otherwise changes nothing.

A worker claims a report by its attempt number and holds a lease which its heartbeat renews. When the lease runs out the
sweep raises the attempt, which fences the former worker: its last UPDATE finds another number and its file is removed.
"""

from datetime import timedelta
from typing import Any

from django.db.models import F

from analytics.reports.errors import Cancelled, NotRunning
from analytics.reports.models import UNFINISHED, Report, State
from web.clock import now
from web.context import acting_as

LEASE = timedelta(seconds=30)
RESEND = timedelta(seconds=30)
MOST_ATTEMPTS = 4
LOST = (
    "The report was begun four times and each time the worker that made it was lost, perhaps for want of memory."
    " Ask for fewer days."
)


def claim(*, report_id: int, user_id: int, attempt: int) -> Report | None:
    """Become the one worker of this attempt, or None when somebody else is or it is over."""
    with acting_as(user_id):
        mine = Report.objects.filter(pk=report_id, attempt=attempt, state=State.QUEUED)
        claimed = mine.update(state=State.RUNNING, started_at=now(), lease_until=now() + LEASE)
        return Report.objects.select_related("owner").get(pk=report_id) if claimed else None


def finish(report: Report, *, path: str, size: int, sha256: str) -> bool:
    """The file is there; False when the report was cancelled or taken over meanwhile, and it must go again."""
    with acting_as(report.owner_id):
        mine = Report.objects.filter(
            pk=report.pk, attempt=report.attempt, state=State.RUNNING, is_cancel_requested=False
        )
        return bool(
            mine.update(
                state=State.DONE,
                path=path,
                size=size,
                sha256=sha256,
                step="",
                finished_at=now(),
                lease_until=None,
            )
        )


def end(report: Report, *, state: State, error: str) -> bool:
    """Failed or cancelled, with the reason a person reads."""
    with acting_as(report.owner_id):
        mine = Report.objects.unfinished().filter(pk=report.pk, attempt=report.attempt)
        return bool(mine.update(state=state, error=error, step="", finished_at=now(), lease_until=None))


def end_cancelled(report: Report) -> bool:
    """End a report that was refused its end because it was cancelled; False when it was for another reason."""
    with acting_as(report.owner_id):
        asked = Report.objects.filter(pk=report.pk, attempt=report.attempt, is_cancel_requested=True).exists()
    return asked and end(report, state=State.CANCELLED, error=Cancelled().message)


def request_cancel(*, user: Any, pk: int) -> None:
    """Ask for an end; a report nobody has begun ends at once. Raises NotRunning when it is over."""
    with acting_as(user):
        mine = Report.objects.visible_to(user).filter(pk=pk)
        if not mine.unfinished().update(is_cancel_requested=True):
            raise NotRunning
        mine.filter(state=State.QUEUED).update(
            state=State.CANCELLED, error=Cancelled().message, finished_at=now(), lease_until=None
        )


def release(report: Report, *, using: str) -> int | None:
    """Take an abandoned report from the worker that lost it; the new attempt's number, None if there is none.

    Called by the sweep, under the staff role. After MOST_ATTEMPTS the report fails instead.
    """
    held = Report.objects.using(using).abandoned(now()).filter(pk=report.pk, attempt=report.attempt)
    over: dict[str, Any] = {"step": "", "finished_at": now(), "lease_until": None}
    if report.is_cancel_requested:
        held.update(state=State.CANCELLED, error=Cancelled().message, **over)
        return None
    was_begun = report.state == State.RUNNING
    if was_begun and report.attempt + 1 >= MOST_ATTEMPTS:
        held.update(state=State.FAILED, error=LOST, **over)
        return None
    # A mere delay of the queue is no lost worker: the number of attempts rises only after a start.
    raised = F("attempt") + 1 if was_begun else F("attempt")
    released = held.filter(state__in=UNFINISHED).update(
        state=State.QUEUED, attempt=raised, lease_until=now() + RESEND, step="", done=0, total=0
    )
    return report.attempt + was_begun if released else None
