"""Resolve a break of the house with four eyes: one proposes how and why, another confirms, and only then it is done.

The database holds the rule too (treasury/models/breaks.py, treasury/sql/breaks.sql). Every step is a conditional
UPDATE: of two people who press at once one is told that somebody was faster.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from ledger.chart import ensure_house_account
from ledger.models import Kind, Movement
from ledger.posting import Posting, post, reverse
from treasury.breaks import tell
from treasury.errors import MayNot, ReasonMissing, ResolutionRefused, SecondPersonNeeded, SettledAlready
from treasury.house import STAFF, TURNED, movements_of
from treasury.models import Break, BreakKind, HouseLine, Match, Resolution, State, Statement, Status
from web.clock import now

A_MOMENT = timedelta(microseconds=1)
COUNTER = {
    Resolution.ADJUST: ("adjustments", Kind.EQUITY, "Adjustments of the house"),
    Resolution.WRITE_OFF: ("written-off", Kind.EXPENSE, "Written off"),
}
OF_LINES = (BreakKind.LINE, BreakKind.DUPLICATE, BreakKind.AMOUNT)


def explain(break_id: int, *, by: Any, text: str, using: str = STAFF) -> None:
    """Say what is known of a pending break."""
    _allow(by, "explain_break")
    if not text.strip():
        raise ReasonMissing
    with transaction.atomic(using=using):
        pending = Break.objects.using(using).house().pending().filter(pk=break_id)
        if not pending.update(explanation=text.strip()[:500]):
            raise SettledAlready
        tell(_get(break_id, using), "explained", by=by, detail=text.strip(), using=using)


def propose(
    break_id: int,
    *,
    by: Any,
    resolution: str,
    reason: str,
    movement_id: int | None = None,
    using: str = STAFF,
) -> None:
    """Propose a resolution. `movement_id` for a match by hand. Raises ResolutionRefused, ReasonMissing or MayNot."""
    _allow(by, "propose_break")
    if not reason.strip():
        raise ReasonMissing
    if resolution not in Resolution.values:
        raise ResolutionRefused
    with transaction.atomic(using=using):
        found = _get(break_id, using)
        values: dict[str, Any] = {}
        if resolution == Resolution.MATCH:
            values["suggested_id"] = _matchable(found, movement_id or found.suggested_id, using).pk
        open_ones = Break.objects.using(using).house().filter(pk=break_id, status=Status.OPEN)
        if not open_ones.update(
            status=Status.PROPOSED,
            resolution=resolution,
            reason=reason.strip()[:500],
            proposed_by=by,
            proposed_at=now(),
            **values,
        ):
            raise SettledAlready
        detail = f"{Resolution(resolution).label}: {reason.strip()}"
        tell(found, "proposed", by=by, detail=detail, using=using)


def refuse(break_id: int, *, by: Any, reason: str, using: str = STAFF) -> None:
    """Send a proposal back (whoever made it may take it back too)."""
    _allow(by, "confirm_break", "propose_break")
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic(using=using):
        waiting = Break.objects.using(using).house().filter(pk=break_id, status=Status.PROPOSED)
        values = {"resolution": "", "reason": "", "proposed_by": None, "proposed_at": None}
        if not waiting.update(status=Status.OPEN, **values):
            raise SettledAlready
        tell(_get(break_id, using), "refused", by=by, detail=reason.strip(), using=using)


def confirm(break_id: int, *, by: Any, using: str = STAFF) -> None:
    """Do what another proposed. Raises SecondPersonNeeded, SettledAlready, MayNot, or what the ledger refuses."""
    _allow(by, "confirm_break")
    with transaction.atomic(using=using):
        found = Break.objects.using(using).house().select_for_update(of=("self",)).filter(pk=break_id).first()
        if found is None or found.status != Status.PROPOSED:
            raise SettledAlready
        if found.proposed_by_id == by.pk:
            raise SecondPersonNeeded
        _carry_out(found, using)
        Break.objects.using(using).filter(pk=break_id).update(
            status=Status.RESOLVED, confirmed_by=by, settled_at=now()
        )
        tell(
            found, "confirmed", by=by, detail=f"{found.get_resolution_display()}: {found.reason}", using=using
        )


def _allow(by: Any, *rights: str) -> None:
    if not any(by.has_perm(f"treasury.{right}") for right in rights):
        raise MayNot


def _get(break_id: int, using: str) -> Break:
    found = Break.objects.using(using).house().select_related("account").filter(pk=break_id).first()
    if found is None:
        raise SettledAlready
    return found


def _matchable(found: Break, movement_id: int | None, using: str) -> Movement:
    """The movement to be matched with the break's line. Raises ResolutionRefused when it does not fit."""
    if found.kind not in OF_LINES:
        raise ResolutionRefused("Only a line can be matched with a movement.")
    moved = movements_of(found.account, using=using).filter(pk=movement_id or 0).first()
    if moved is None:
        raise ResolutionRefused("There is no such movement in this account.")
    line = HouseLine.objects.using(using).select_related("line").get(pk=found.line_id or 0).line
    if moved.effect_micro != line.amount_micro:
        raise ResolutionRefused("The movement has another amount than the line.")
    if Match.objects.using(using).filter(movement=moved, account=found.account, ended_at=None).exists():
        raise ResolutionRefused("That movement has its line already.")
    return moved


def _carry_out(found: Break, using: str) -> None:
    if found.resolution == Resolution.MATCH:
        moved = _matchable(found, found.suggested_id, using)
        _match(found, moved.pk, Match.Rule.HAND, using)
    elif found.resolution == Resolution.IGNORE:
        if found.kind in OF_LINES:
            _line_becomes(found, State.IGNORED, found.reason[:300], using)
    elif found.kind == BreakKind.REORG and found.resolution == Resolution.ADJUST:
        reverse(found.movement_id or 0, using=using)
    else:
        _post(found, using)


def _post(found: Break, using: str) -> None:
    """Enter the break's amount against the house's adjustments, or its losses."""
    code, kind, name = COUNTER[Resolution(found.resolution)]
    counter = ensure_house_account(code=code, currency=found.currency, kind=kind, name=name)
    into, out = found.account_id, counter.pk
    if found.amount_micro * TURNED < 0:
        into, out = out, into
    posted = post(
        Posting(
            debit_id=into,
            credit_id=out,
            amount_micro=abs(found.amount_micro),
            currency=found.currency,
            kind=str(found.resolution).replace("_", "-"),
            key=f"break:{found.pk}:{found.resolution}",
            effective_at=_moment(found, using),
        ),
        using=using,
    )
    if found.kind == BreakKind.AMOUNT:
        _match(found, found.movement_id or 0, Match.Rule.HAND, using)
    elif found.kind in OF_LINES:
        _match(found, posted.id, Match.Rule.POSTED, using)


def _moment(found: Break, using: str) -> datetime:
    """When the posting takes effect: with its line, its movement, or right before its statement begins."""
    if found.line_id is not None:
        return (
            HouseLine.objects.using(using).select_related("line").get(pk=found.line_id or 0).line.occurred_at
        )
    if found.movement_id is not None:
        return Movement.objects.using(using).get(pk=found.movement_id).effective_at
    statement = Statement.objects.using(using).get(pk=found.statement_id or 0)
    earlier = Statement.objects.using(using).filter(account=found.account, last_at__lt=statement.last_at)
    before = earlier.order_by("-last_at").values_list("last_at", flat=True).first()
    begins = statement.first_at - A_MOMENT
    return begins if before is None else min(statement.last_at, max(begins, before + A_MOMENT))


def _match(found: Break, movement_id: int, rule: str, using: str) -> None:
    Match.objects.using(using).create(
        line_id=found.line_id or 0,
        movement_id=movement_id,
        account=found.account,
        rule=rule,
        matched_at=now(),
    )
    _line_becomes(found, State.MATCHED, "", using)


def _line_becomes(found: Break, state: State, reason: str, using: str) -> None:
    unmatched = HouseLine.objects.using(using).filter(pk=found.line_id, state=State.UNMATCHED)
    if not unmatched.update(state=state, reason=reason, changed_at=now()):
        raise SettledAlready
