"""What the queue starts. The rows are the truth: a task that comes twice or late finds nothing to do."""

from celery import shared_task

from treasury import chain_reading, reconciliation, running
from treasury.solvency import take_snapshot


@shared_task(name="treasury.scan")
def scan_chain() -> None:
    """Look for deposits."""
    running.scan()


@shared_task(name="treasury.pay")
def pay() -> None:
    """Send what is signed and watch what is sent. Signing is the signer's."""
    running.pay()


@shared_task(name="treasury.reconcile")
def reconcile_all() -> None:
    """What the chain says, then all statements against the journal."""
    chain_reading.read_configured()
    reconciliation.reconcile()


@shared_task(name="treasury.solvency")
def keep_solvency() -> None:
    """Today's figures of what is owed and held."""
    take_snapshot()
