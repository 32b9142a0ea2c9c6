"""What beat starts. Both find nothing to do when they come twice."""

from celery import shared_task

from treasury import reconciliation


@shared_task(name="treasury.reconcile")
def reconcile_all() -> None:
    """Statements against the journal."""
    reconciliation.reconcile()
