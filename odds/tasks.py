"""What the queue starts. The rows are the truth: a task that comes twice or late finds nothing to do."""

from celery import shared_task

from odds import polling, retention
from odds.closing import sweeping
from odds.matching import sweeping as matching


@shared_task(name="odds.poll")
def poll() -> None:
    """Ask the sources that are due."""
    polling.poll_all()


@shared_task(name="odds.closing")
def close() -> None:
    """Closing lines of what began lately, and the bets on it."""
    sweeping.sweep()
    matching.sweep()


@shared_task(name="odds.retain")
def retain() -> None:
    """Drop the quotes of months that are not kept."""
    retention.retain_configured()
