"""Have a report made: a small one at once, others by the workers. A queue that cannot be reached is no failure."""

import logging
from typing import Any

from django.conf import settings

from analytics.reports.asking import filter_of, zone_of
from analytics.reports.models import Report
from web.context import acting_as

SMALL, LARGE = 500, 50_000  # bets
log = logging.getLogger(__name__)


def begin(report: Report) -> None:
    """Make it while the person waits if it is small, else send it to the workers."""
    bets = _bets(report)
    if bets <= SMALL:
        from analytics.reports import making  # pages that only list reports need not load it

        try:
            making.run(report_id=report.pk, user_id=report.owner_id, attempt=report.attempt, is_awaited=True)
        except Exception:  # it has been logged and told on the report's row, which the person sees next
            log.warning("report %s was not made at once", report.pk)
    else:
        send(report, attempt=report.attempt, is_large=bets > LARGE)


def send(report: Report, *, attempt: int, is_large: bool = True) -> None:
    """Ask a worker. Called by the sweep too, which does not look into the book: what was lost is taken for long."""
    from analytics.tasks import make_report

    queue = settings.BULK_QUEUE if is_large else settings.CELERY_TASK_DEFAULT_QUEUE
    task: Any = make_report
    try:
        task.apply_async(args=(report.pk, report.owner_id, attempt), queue=queue, retry=False)
    except task.app.connection_for_write().recoverable_connection_errors as error:
        log.warning("report %s waits for the sweep: %s", report.pk, error)


def _bets(report: Report) -> int:
    with acting_as(report.owner_id):
        return filter_of(report).bets(report.owner, zone_of(report)).count()
