"""What the queue starts. The rows are the truth: a task that comes twice or late finds nothing to do."""

from celery import shared_task

from treasury import running


@shared_task(name="treasury.scan")
def scan_chain() -> None:
    """Look for deposits."""
    running.scan()


@shared_task(name="treasury.pay")
def pay() -> None:
    """Send what is signed and watch what is sent. Signing is the signer's."""
    running.pay()
