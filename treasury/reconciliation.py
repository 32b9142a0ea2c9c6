"""The statements of bank and chain against the journal: `manage.py reconcile`, and a beat task.

One account at a time, in one transaction, under its own lock: repeated or run twice at once it leaves the same. What
it finds it writes: matches, states of lines, breaks, and which statements the journal agrees with.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connections, transaction

from ledger.models import Account
from treasury import personal_breaks
from treasury.breaks import Wanted, keep
from treasury.chain_lines import (
    REORGED,
    ChainLine,
    record_chain_balance,
    record_chain_lines,
    take_back_chain_lines,
)
from treasury.closing import closings
from treasury.house import STAFF, holding_accounts, movements_of, source_of
from treasury.matching import Line, Matched, Moved, match
from treasury.models import Break, BreakKind, HouseLine, Match, Resolution, Source, State, Statement, Status
from web.clock import now

__all__ = [
    "ChainLine",
    "reconcile",
    "reconcile_account",
    "record_chain_balance",
    "record_chain_lines",
    "take_back_chain_lines",
]

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('treasury.reconcile', %s))"
WINDOWS = {Source.BANK: timedelta(days=4), Source.CHAIN: timedelta(hours=1)}
POSTED_FOR_A_BREAK = "break:"
LOST = "orphaned:"
HOUSE_KINDS = [
    BreakKind.LINE,
    BreakKind.MOVEMENT,
    BreakKind.AMOUNT,
    BreakKind.DUPLICATE,
    BreakKind.REORG,
    BreakKind.BALANCE,
]
MOVED: list[Any] = ["pk", "effective_at", "effect_micro", "key", "reverses_id"]
PENDING = [State.IMPORTED, State.UNMATCHED]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one account's run found: newly matched lines, lines and movements without the other, breaks."""

    account_id: int
    code: str
    currency: str
    matched: int
    unmatched_lines: int
    unmatched_movements: int
    opened: int
    closed: int
    reconciled: int


@dataclass(frozen=True, slots=True)
class Report:
    """All accounts of the house, and how many breaks of people's own accounts came and went."""

    accounts: list[Outcome] = field(default_factory=list)
    personal_opened: int = 0
    personal_closed: int = 0


def reconcile(*, using: str = STAFF) -> Report:
    """Everything. Each account commits by itself."""
    outcomes = [reconcile_account(account, using=using) for account in holding_accounts(using=using)]
    opened, closed = personal_breaks.refresh_all(using=using)
    return Report(outcomes, opened, closed)


def reconcile_account(account: Account, *, using: str = STAFF) -> Outcome:
    """One account of the house with a bank or the chain."""
    with transaction.atomic(using=using):
        with connections[using].cursor() as cursor:
            cursor.execute(LOCK, [account.pk])
        reorged = _end_reorged(account, using)
        lines = _lines(account, using)
        movements = _movements(account, using)
        window = WINDOWS[source_of(account)]
        found = match(lines, [moved for moved in movements if moved.id not in reorged], window=window)
        _write(account, found, using)
        left = found.movements + [moved for moved in movements if moved.id in reorged]
        checked = closings(account, left, using=using)
        wanted = (
            _of_lines(account, found, using)
            | _of_movements(account, left, found, reorged, window, using)
            | checked.wanted
        )
        opened, closed = keep(account, wanted, kinds=HOUSE_KINDS, using=using)
        return Outcome(
            account_id=account.pk,
            code=account.code,
            currency=account.currency,
            matched=len(found.pairs),
            unmatched_lines=len(found.lines),
            unmatched_movements=sum(key.startswith("movement:") for key in wanted),
            opened=opened,
            closed=closed,
            reconciled=checked.write(using=using),
        )


def _lines(account: Account, using: str) -> list[Line]:
    fates = HouseLine.objects.using(using).filter(account=account, state__in=PENDING).select_related("line")
    return [
        Line(
            id=fate.pk,
            at=fate.line.occurred_at,
            amount_micro=fate.line.amount_micro or 0,
            reference=fate.reference,
            tx=f"{fate.tx_hash}:{fate.log_index}" if fate.tx_hash else "",
            text=fate.line.description,
        )
        for fate in fates
    ]


def _movements(account: Account, using: str) -> list[Moved]:
    """Movements that no line tells of yet. One that was reversed before any line came needs none, nor its reversal."""
    matched = Match.objects.using(using).filter(account=account, ended_at=None).values("movement_id")
    settled = (
        Break.objects.using(using)
        .filter(account=account, status=Status.RESOLVED, movement__isnull=False)
        .exclude(resolution=Resolution.MATCH)
    )
    reversed_for_a_break = settled.filter(kind=BreakKind.REORG, resolution=Resolution.ADJUST).values(
        "movement_id"
    )
    rows: list[tuple[Any, ...]] = list(
        movements_of(account, using=using)
        .exclude(pk__in=matched)
        .exclude(pk__in=settled.values("movement_id"))
        .exclude(key__startswith=POSTED_FOR_A_BREAK)
        .exclude(reverses__in=reversed_for_a_break)
        .values_list(*MOVED)
    )
    here = {row[0] for row in rows}
    undone = {pk for row in rows if row[4] in here for pk in (row[0], row[4])}
    # What the chain took back after it was spent is booked as the house's loss, under the deposit's own key.
    by_key = {row[3]: row[0] for row in rows}
    lost = {row[0]: by_key.get(row[3].removeprefix(LOST)) for row in rows if row[3].startswith(LOST)}
    undone |= {pk for loss, deposit in lost.items() if deposit is not None for pk in (loss, deposit)}
    return [Moved(pk, at, micro, key) for pk, at, micro, key, _ in rows if pk not in undone]


def _end_reorged(account: Account, using: str) -> dict[int, str]:
    """Part what the chain took back from its movement; those movements with the line's key."""
    gone = HouseLine.objects.using(using).filter(account=account, state=State.IGNORED, reason=REORGED)
    keys = dict(gone.values_list("pk", "line__key"))
    Match.objects.using(using).filter(account=account, line__in=list(keys), ended_at=None).update(
        ended_at=now(), ended_why=REORGED
    )
    parted = Match.objects.using(using).filter(account=account, line__in=list(keys), ended_why=REORGED)
    return {movement: keys[line] for movement, line in parted.values_list("movement_id", "line_id")}


def _write(account: Account, found: Matched, using: str) -> None:
    moment = now()
    Match.objects.using(using).bulk_create(
        [
            Match(
                line_id=pair.line.id,
                movement_id=pair.movement.id,
                account=account,
                rule=pair.rule,
                matched_at=moment,
            )
            for pair in found.pairs
        ],
        batch_size=1000,
    )
    fates = HouseLine.objects.using(using)
    fates.filter(pk__in=[pair.line.id for pair in found.pairs]).update(state=State.MATCHED, changed_at=moment)
    fates.filter(pk__in=[line.id for line in found.lines], state=State.IMPORTED).update(
        state=State.UNMATCHED, changed_at=moment
    )


def _of_lines(account: Account, found: Matched, using: str) -> dict[str, Wanted]:
    twins = _told_before(account, [line for line in found.lines if not line.tx], using)
    wanted = {}
    for line in found.lines:
        suggestion = found.suggestions.get(line.id)
        kind, amount, about = BreakKind.LINE, line.amount_micro, suggestion.why if suggestion else ""
        if suggestion and suggestion.is_same_fact:
            kind, amount = BreakKind.AMOUNT, line.amount_micro - suggestion.movement.amount_micro
        elif line.id in twins:
            kind, about = BreakKind.DUPLICATE, f"Line {twins[line.id]} tells the same, and has its movement."
        wanted[f"line:{line.id}"] = Wanted(
            kind=kind,
            amount_micro=amount,
            line_id=line.id,
            movement_id=suggestion.movement.id if suggestion and suggestion.is_same_fact else None,
            suggested_id=suggestion.movement.id if suggestion else None,
            about=about,
        )
    return wanted


def _told_before(account: Account, lines: list[Line], using: str) -> dict[int, int]:
    """Lines that say what a matched line of the same day says: the line of each."""
    if not lines:
        return {}
    fates = HouseLine.objects.using(using).filter(
        account=account,
        state__in=[State.MATCHED, State.RECONCILED],
        line__amount_micro__in={line.amount_micro for line in lines},
    )
    rows = fates.values_list(
        "pk", "line__occurred_at", "line__amount_micro", "reference", "line__description"
    )
    said = {(at.date(), micro, ref, text): pk for pk, at, micro, ref, text in rows if ref or text}
    found = {
        line.id: said.get((line.at.date(), line.amount_micro, line.reference, line.text)) for line in lines
    }
    return {pk: twin for pk, twin in found.items() if twin is not None}


def _of_movements(
    account: Account,
    left: list[Moved],
    found: Matched,
    reorged: dict[int, str],
    window: timedelta,
    using: str,
) -> dict[str, Wanted]:
    """Movements whose line should have come by now, unless a line of another amount names them."""
    covered = _covered_until(account, using)
    named = {each.movement.id for each in found.suggestions.values() if each.is_same_fact}
    wanted = {}
    for moved in left:
        if moved.id in reorged:
            kind, about = BreakKind.REORG, f"Transfer {reorged[moved.id]} is no longer on the chain."
        elif covered is not None and moved.at <= covered - window and moved.id not in named:
            kind, about = BreakKind.MOVEMENT, "No statement tells of it, and its days are covered."
        else:
            continue
        wanted[f"movement:{moved.id}"] = Wanted(
            kind=kind, amount_micro=-moved.amount_micro, movement_id=moved.id, about=about
        )
    return wanted


def _covered_until(account: Account, using: str) -> datetime | None:
    lines = HouseLine.objects.using(using).filter(account=account).order_by("-line__occurred_at")
    newest = lines.values_list("line__occurred_at", flat=True).first()
    statements = Statement.objects.using(using).filter(account=account).order_by("-last_at")
    ended = statements.values_list("last_at", flat=True).first()
    return max((at for at in (newest, ended) if at), default=None)
