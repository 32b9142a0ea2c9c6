"""What sources say after a round has ended. It changes nothing that was paid: it is kept, once, and staff answer it."""

import logging
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts import audit
from rounds import pools
from rounds.models import Dispute, Observation, Round
from rounds.oracles import fetching
from rounds.oracles.agreement import Terms, differs, is_fresh
from rounds.oracles.deciding import as_said, terms_of
from rounds.oracles.errors import AnsweredBefore, AnswerMissing, MayNotSay
from rounds.oracles.told import STAFF
from web.clock import now

RIGHT = "rounds.answer_dispute"
log = logging.getLogger(__name__)


def watch() -> list[Dispute]:
    """Ask the sources of rounds that ended not long ago once more, and keep what contradicts. What was new."""
    since = now() - timedelta(hours=settings.ROUND_WATCH_HOURS)
    rounds = Round.objects.using(STAFF).ended().filter(ended_at__gte=since).select_related("instrument")
    found: list[Dispute] = []
    for one in rounds:
        fetching.observe(one.instrument, one.session, every=timedelta(seconds=settings.ROUND_WATCH_EVERY_S))
        found.extend(record(one))
    return found


def record(one: Round) -> list[Dispute]:
    """Make a dispute of each close that a source told after the round's end, and that contradicts the end."""
    if not one.has_ended or one.ended_at is None:
        return []
    terms = terms_of(one)
    late = (
        Observation.objects.using(STAFF)
        .of(one.instrument_id, one.session)
        .filter(fetched_at__gte=min(one.ended_at, one.void_at), value__isnull=False, dispute=None)
        .to_judge()
    )
    made = [_make(one, each) for each in late if contradicts(one, each, terms)]
    return [each for each in made if each is not None]


def contradicts(one: Round, told: Observation, terms: Terms) -> bool:
    """Does a close that is fresh but for its lateness contradict the round's end? After a void any close does."""
    said = as_said(told)
    if not is_fresh(said, replace(terms, until=None)):
        return False
    if one.outcome and pools.outcome_of(said.value, one.reference_close, one.decimals) != one.outcome:
        return True
    return not one.outcome if one.close is None else differs(said.value, one.close, terms)


def answer(dispute_id: int, *, by: Any, text: str) -> Dispute:
    """Somebody of the staff says what became of it, once. Raises MayNotSay, AnswerMissing or AnsweredBefore."""
    if not (by.is_active and by.is_staff and by.has_perm(RIGHT)):
        raise MayNotSay("Disputes are answered by staff who hold the right to.")
    text = text.strip()
    if not text:
        raise AnswerMissing
    with transaction.atomic(using=STAFF):
        unanswered = Dispute.objects.using(STAFF).filter(pk=dispute_id, answered_at=None)
        if not unanswered.update(answered_at=now(), answered_by=by, answer=text):
            raise AnsweredBefore
        found = Dispute.objects.using(STAFF).select_related("round").get(pk=dispute_id)
        audit.record(actor=by, act="round.answer_dispute", subject=found, reason=text, using=STAFF)
    return found


def _make(one: Round, told: Observation) -> Dispute | None:
    """None where this source said so before."""
    value = _at_places(told, one)
    if Dispute.objects.using(STAFF).filter(round=one, source=told.source, value=value).exists():
        return None
    row = Dispute(round=one, source=told.source, observation=told, value=value, close=one.close)
    try:
        with transaction.atomic(using=STAFF):
            row.save(using=STAFF, force_insert=True)
    except IntegrityError as error:
        if "dispute_once" not in str(error) and "observation_id" not in str(error):
            raise
        return None  # another worker was quicker
    log.warning("%s told %s of round %s, which ended at %s", told.source, value, one, one.close)
    return row


def _at_places(told: Observation, one: Round) -> Decimal:
    return pools.published(as_said(told).value, one.decimals)
