"""What runs by itself: sealing every minute, verifying every night."""

import logging

from celery import shared_task

from ledger import chain, verification

log = logging.getLogger(__name__)


@shared_task(name="ledger.seal")
def seal() -> None:
    """Seal what was committed since."""
    chain.seal()


@shared_task(name="ledger.verify")
def verify(by: int | None = None) -> None:
    """Verify the whole ledger and keep the outcome; `by` is the id of the person who asked."""
    report = verification.run(by=by)
    for problem in report.problems:
        log.error(
            "The ledger is broken: %s %s rows; the first: %s.", problem.promise, problem.rows, problem.first
        )
