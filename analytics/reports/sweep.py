"""Find reports that nobody makes (a worker was killed, the queue lost its message), and clear away the expired ones.

Runs across people under the staff role, every five seconds.
"""

from analytics.reports import files, lifecycle, queue
from analytics.reports.models import Report
from web.clock import now

STAFF = "staff"
MOST = 200


def send_abandoned() -> int:
    """Send every abandoned report once more; how many that were."""
    sent = 0
    for report in Report.objects.using(STAFF).abandoned(now()).order_by("id")[:MOST]:
        attempt = lifecycle.release(report, using=STAFF)
        if attempt is not None:
            files.remove(report)  # what the lost attempt left
            queue.send(report, attempt=attempt)
            sent += 1
    return sent


def clear_expired() -> int:
    """Delete what was kept for as long as was promised, file first; how many that were."""
    cleared = 0
    for report in Report.objects.using(STAFF).expired(now()).order_by("id")[:MOST]:
        files.remove(report)
        cleared += Report.objects.using(STAFF).filter(pk=report.pk).delete()[0]
    return cleared
