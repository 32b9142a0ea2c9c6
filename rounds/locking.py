"""Lock a round, and set its lock earlier. Locking waits for the wagers in flight; none follows."""

import logging
from datetime import datetime
from functools import partial
from typing import Any

from accounts import audit
from ledger.refusals import retrying
from rounds.errors import LockInThePast, RoundClosed
from rounds.models import Round, State
from web.clock import now

STAFF = "staff"
log = logging.getLogger(__name__)


def lock(round_id: int, *, by: Any = None) -> bool:
    """Take no more wagers. False when it was locked (or had ended) before. `by`: who of the staff did it early."""
    return retrying(partial(_lock, round_id, by), using=STAFF)


def lock_earlier(round_id: int, *, at: datetime, by: Any, reason: str = "") -> Round:
    """Move the lock of an open round to an earlier moment still to come. Raises LockInThePast or RoundClosed."""
    return retrying(partial(_lock_earlier, round_id, at, by, reason), using=STAFF)


def _lock(round_id: int, by: Any) -> bool:
    # The update takes the row as FOR UPDATE does: it waits for every wager that holds it FOR SHARE.
    found = Round.objects.using(STAFF).select_for_update().get(pk=round_id)
    if found.state != State.OPEN:
        return False
    made = Round.objects.using(STAFF).filter(pk=round_id, state=State.OPEN).update(state=State.LOCKED)
    if made and by is not None:
        audit.record(actor=by, act="round.lock", subject=found, detail={"code": found.code}, using=STAFF)
    log.info("round %s locked", found)
    return bool(made)


def _lock_earlier(round_id: int, at: datetime, by: Any, reason: str) -> Round:
    found = Round.objects.using(STAFF).select_for_update().get(pk=round_id)
    if found.state != State.OPEN:
        raise RoundClosed
    if not now() < at <= found.locks_at or at <= found.opened_at:
        raise LockInThePast
    before, found.locks_at = found.locks_at, at
    found.save(using=STAFF, update_fields=["locks_at"])
    detail = {"code": found.code, "from": before.isoformat(), "to": at.isoformat()}
    audit.record(actor=by, act="round.lock_earlier", subject=found, detail=detail, reason=reason, using=STAFF)
    return found
