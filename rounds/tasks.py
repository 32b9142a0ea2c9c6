"""What the queue starts. The rows are the truth: a task that comes twice or late finds nothing to do."""

from celery import shared_task

from rounds import telling, ticking
from rounds.oracles import disputes


@shared_task(name="rounds.tick")
def tick() -> None:
    """Open, lock, settle and void what is due."""
    ticking.tick()


@shared_task(name="rounds.tell")
def tell() -> None:
    """Tell people how their rounds ended."""
    telling.work_off()


@shared_task(name="rounds.watch")
def watch() -> None:
    """Hear what sources say of rounds that have ended."""
    disputes.watch()
