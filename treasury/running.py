"""One round of each periodic work, as Celery beat and the signer's process start it."""

import logging

from treasury import paying, scanning
from treasury.chain.configured import NoChain, SimulationRefused, current, signer
from treasury.chain.contract import ChainError
from treasury.models import Deposit, Withdrawal
from treasury.models.withdrawals import UNDER_WAY

STAFF = "staff"
log = logging.getLogger(__name__)


def scan() -> scanning.Scanned | None:
    """Look for deposits. A chain that does not answer is asked again by the next round."""
    try:
        tick()
        return scanning.scan()
    except (NoChain, SimulationRefused):
        return None
    except ChainError as error:
        log.warning("the chain was not read: %s", error.message)
        return None


def pay() -> int:
    """Send and watch; how many withdrawals ended."""
    try:
        chain = current()
    except ChainError as error:
        log.debug("nothing is paid here: %s", error.message)
        return 0
    paying.send_due(chain)
    return paying.watch_due(chain)


def sign() -> int:
    """Sign what is approved, offer more for what is stuck, and send. The signer's process only."""
    chain, holder = current(), signer()
    signed = paying.sign_due(chain, holder)
    paying.replace_stuck(chain, holder)
    paying.send_due(chain)
    return signed


def tick() -> None:
    """The simulated network makes a block when something waits for one."""
    chain = current()
    if chain.slug != "simulated":
        return
    from treasury.chain import simulated

    waiting = Deposit.objects.using(STAFF).on(chain.slug, chain.chain_id).waiting().exists()
    unpaid = Withdrawal.objects.using(STAFF).filter(chain=chain.slug, state__in=UNDER_WAY).exists()
    if waiting or unpaid or simulated.is_anything_waiting():
        simulated.mine()
