"""What the queue starts. The hold's row is the truth; a task that comes twice or late finds nothing to do."""

from celery import shared_task

from ledger import holds
from web import clock


@shared_task(name="ledger.expire_holds")
def expire_holds() -> None:
    """Give back the holds whose time has come."""
    holds.expire_due(at=clock.now())
