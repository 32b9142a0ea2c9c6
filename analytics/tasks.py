"""What Celery starts. The report's row is the truth; a task that comes twice or late finds nothing to do."""

from celery import shared_task

from analytics.reports import making, sweep


@shared_task(name="analytics.report")
def make_report(report_id: int, user_id: int, attempt: int) -> None:
    """Make one report."""
    making.run(report_id=report_id, user_id=user_id, attempt=attempt)


@shared_task(name="analytics.sweep-reports")
def sweep_reports() -> None:
    """Send again what nobody makes, and clear away what has expired."""
    sweep.send_abandoned()
    sweep.clear_expired()
