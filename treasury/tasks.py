"""What beat starts. Both find nothing to do when they come twice."""

from celery import shared_task

from treasury import reconciliation
from treasury.solvency import take_snapshot


@shared_task(name="treasury.reconcile")
def reconcile_all() -> None:
    """Statements against the journal."""
    reconciliation.reconcile()


@shared_task(name="treasury.solvency")
def keep_solvency() -> None:
    """Today's figures of what is owed and held."""
    take_snapshot()
