"""End a round by what two of the staff vouch for: one proposes and says why, another confirms, only then it is done.

For when no source can be believed. Neither may have wagered on the round. The database holds the same rules
(rounds/sql/forced.sql). While a round still takes wagers one of the staff alone may void it; later nobody may.
"""

from decimal import Decimal
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction

from accounts import audit
from ledger.refusals import retrying
from rounds import pools, settlement
from rounds.errors import (
    DecidedAlready,
    EndedAlready,
    ForcedUnknown,
    MayNot,
    NotLocked,
    OwnInterest,
    ProposedAlready,
    ReasonMissing,
    SecondPersonNeeded,
    TooEarly,
    TwoNeeded,
)
from rounds.models import Forced, Forces, Round, State, Wager
from web.clock import now

STAFF = "staff"
FORCE, RUN = "rounds.force_round", "rounds.run_round"
MOST_REASON = 300


def propose(*, round_id: int, outcome: str, reason: str, by: Any, close: Decimal | None = None) -> Forced:
    """Propose how a round ends: "up", "down" or "void", with the close it is by when there is one.

    Raises MayNot, ReasonMissing, ForcedUnknown (also for a close on the other side of the reference), EndedAlready,
    OwnInterest, TooEarly (a result before the session has closed), or ProposedAlready.
    """
    said = _allowed(by, FORCE, reason)
    return retrying(partial(_propose, round_id, outcome, close, said, by), using=STAFF)


def confirm(*, forced_id: int, by: Any) -> Round:
    """Vouch for what another proposed, and end the round so. Raises MayNot, SecondPersonNeeded, OwnInterest,
    DecidedAlready, NotLocked, EndedAlready, or what settlement refuses."""
    if not _may(by, FORCE):
        raise MayNot
    return retrying(partial(_confirm, forced_id, by), using=STAFF)


def withdraw(*, forced_id: int, by: Any, reason: str = "") -> Forced:
    """Take a proposal back, one's own or another's. Raises MayNot or DecidedAlready."""
    if not _may(by, FORCE):
        raise MayNot
    return retrying(partial(_withdraw, forced_id, by, reason), using=STAFF)


def void_open(*, round_id: int, by: Any, reason: str) -> Round:
    """Void a round that still takes wagers, alone. Raises MayNot, ReasonMissing, EndedAlready, or TwoNeeded."""
    said = _allowed(by, RUN, reason)
    return retrying(partial(_void_open, round_id, by, said), using=STAFF)


def _propose(round_id: int, outcome: str, close: Decimal | None, reason: str, by: Any) -> Forced:
    found = _locked(round_id)
    if outcome not in Forces.values:
        raise ForcedUnknown
    if found.has_ended:
        raise EndedAlready
    if outcome != Forces.VOID:
        _check_result(found, outcome, close)
    _check_interest(found, by)
    made = Forced(
        round=found,
        outcome=outcome,
        close=close if outcome != Forces.VOID else None,
        reason=reason,
        proposed_by_id=by.pk,
    )
    if Forced.objects.using(STAFF).pending().filter(round=found).exists():
        raise ProposedAlready
    try:
        with transaction.atomic(using=STAFF):
            made.save(using=STAFF, force_insert=True)
    except IntegrityError as error:  # somebody was faster
        raise ProposedAlready from error
    _record(made, found, by, "round.force_propose", reason)
    return made


def _confirm(forced_id: int, by: Any) -> Round:
    forced = Forced.objects.using(STAFF).select_for_update().get(pk=forced_id)
    found = _locked(forced.round_id)
    if not forced.is_pending:
        raise DecidedAlready
    if forced.proposed_by_id == by.pk:
        raise SecondPersonNeeded
    if found.has_ended:
        raise EndedAlready
    if found.state == State.OPEN and forced.outcome != Forces.VOID:
        raise NotLocked
    _check_interest(found, by)
    _check_interest(found, forced.proposed_by)
    Forced.objects.using(STAFF).filter(pk=forced.pk).update(confirmed_by=by, confirmed_at=now())
    _record(forced, found, by, "round.force_confirm", forced.reason)
    if forced.outcome == Forces.VOID:
        return settlement.void(found.pk, reason=forced.reason)
    return settlement.settle(found.pk, close=forced.close, forced=forced.outcome)


def _withdraw(forced_id: int, by: Any, reason: str) -> Forced:
    forced = Forced.objects.using(STAFF).select_for_update().select_related("round").get(pk=forced_id)
    if not forced.is_pending:
        raise DecidedAlready
    Forced.objects.using(STAFF).filter(pk=forced.pk).update(withdrawn_by=by, withdrawn_at=now())
    _record(forced, forced.round, by, "round.force_withdraw", reason.strip()[:MOST_REASON])
    forced.refresh_from_db(using=STAFF)
    return forced


def _void_open(round_id: int, by: Any, reason: str) -> Round:
    found = _locked(round_id)
    if found.has_ended:
        raise EndedAlready
    if found.state != State.OPEN or found.locks_at <= now():
        raise TwoNeeded
    audit.record(
        actor=by, act="round.void", subject=found, detail={"code": found.code}, reason=reason, using=STAFF
    )
    return settlement.void(round_id, reason=reason)


def _check_result(found: Round, outcome: str, close: Decimal | None) -> None:
    if now() < found.closes_at:
        raise TooEarly
    if close is not None and pools.outcome_of(close, found.reference_close, found.decimals) != outcome:
        raise ForcedUnknown(f"A close of {close} after {found.reference_close} is not {outcome}.")


def _check_interest(found: Round, by: Any) -> None:
    if Wager.objects.using(STAFF).filter(round=found, owner_id=by.pk).exists():
        raise OwnInterest


def _locked(round_id: int) -> Round:
    return Round.objects.using(STAFF).select_for_update().get(pk=round_id)


def _allowed(by: Any, permission: str, reason: str) -> str:
    """The reason, trimmed. Raises MayNot or ReasonMissing."""
    if not _may(by, permission):
        raise MayNot
    said = reason.strip()[:MOST_REASON]
    if not said:
        raise ReasonMissing
    return said


def _may(by: Any, permission: str) -> bool:
    return bool(by is not None and by.is_active and by.is_staff and by.has_perm(permission))


def _record(forced: Forced, found: Round, by: Any, act: str, reason: str) -> None:
    detail = {
        "code": found.code,
        "outcome": forced.outcome,
        "close": str(forced.close) if forced.close else None,
    }
    audit.record(actor=by, act=act, subject=found, detail=detail, reason=reason, using=STAFF)
