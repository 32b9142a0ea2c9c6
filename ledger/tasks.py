"""What runs by itself: expiring holds, sealing every minute, verifying every night.

The hold's row is the truth; a task that comes twice or late finds nothing to do.
"""

import logging

from celery import shared_task

from ledger import chain, holds, verification
from web import clock

log = logging.getLogger(__name__)


@shared_task(name="ledger.expire_holds")
def expire_holds() -> None:
    """Give back the holds whose time has come."""
    holds.expire_due(at=clock.now())


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
