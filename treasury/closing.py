"""Does the journal agree with what a statement says was there at its end?

    closing = journal then - movements whose line has not come + movements told of by then but effective later
              - movements effective by then but told of later + lines without a movement

Every part but the difference is listed elsewhere, line by line; what is left is a balance that differs. Statements
follow one another, so a difference belongs to the statement in which it appears and not to all that come after.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Case, F, Q, Sum, Value, When

from ledger.models import Account
from treasury.breaks import Wanted
from treasury.chain_lines import REORGED
from treasury.house import TURNED, held_asof
from treasury.matching import Moved
from treasury.models import Break, BreakKind, HouseLine, Match, Resolution, State, Statement, Status
from web.clock import now

NOT_IN_JOURNAL = [State.IMPORTED, State.UNMATCHED, State.IGNORED]


@dataclass(frozen=True, slots=True)
class Closings:
    """The breaks of balances, and which statements the journal agrees with now."""

    wanted: dict[str, Wanted]
    agreed: Sequence[Statement]
    not_agreed: Sequence[Statement]

    def write(self, *, using: str) -> int:
        """Say so in the statements and their lines; how many became reconciled. Reopens what agrees no more."""
        for statement in self.not_agreed:
            if statement.reconciled_at is not None:
                _mark(statement, using, was=State.RECONCILED, becomes=State.MATCHED, at=None)
        fresh = [statement for statement in self.agreed if statement.reconciled_at is None]
        for statement in self.agreed:
            _mark(
                statement,
                using,
                was=State.MATCHED,
                becomes=State.RECONCILED,
                at=statement.reconciled_at or now(),
            )
        return len(fresh)


def closings(account: Account, left: Iterable[Moved], *, using: str) -> Closings:
    """Check every statement of an account. `left`: movements no line tells of."""
    waiting = [*left, *_set_aside(account, using)]
    accepted = _accepted(account, using)
    wanted, agreed, not_agreed, before = {}, [], [], 0
    for statement in Statement.objects.using(using).filter(account=account).order_by("last_at", "pk"):
        difference = statement.closing_micro - _expected(account, statement, waiting, using)
        here, before = difference - before, difference
        key = f"balance:{statement.pk}"
        if here and accepted.get(key) != here:
            wanted[key] = Wanted(
                BreakKind.BALANCE, here, statement_id=statement.pk, about=_about(statement, here)
            )
            not_agreed.append(statement)
        elif _within(statement, using).filter(state__in=[State.IMPORTED, State.UNMATCHED]).exists():
            not_agreed.append(statement)
        else:
            agreed.append(statement)
    return Closings(wanted, agreed, not_agreed)


def _about(statement: Statement, here: int) -> str:
    if here == statement.opening_micro:
        return "What was there before the statement begins is not in the journal."
    return "The statement does not begin where the one before ended, or the journal changed behind it."


def _expected(account: Account, statement: Statement, waiting: Iterable[Moved], using: str) -> int:
    """What the statement should close with by the journal, micro-units."""
    end = statement.last_at
    outstanding = sum(moved.amount_micro for moved in waiting if moved.at <= end)
    return (
        held_asof(account, end, using=using)
        - outstanding
        + _late(account, end, using)
        + _lines(account, end, using)
    )


def _late(account: Account, end: Any, using: str) -> int:
    """Matched movements that line and journal place on different sides of the end."""
    effect = Case(
        When(movement__debit=account, then=TURNED * F("movement__amount_micro")),
        default=-TURNED * F("movement__amount_micro"),
        output_field=BigIntegerField(),
    )
    matches = Match.objects.using(using).filter(account=account, ended_at=None)
    later = matches.filter(line__occurred_at__lte=end, movement__effective_at__gt=end)
    sooner = matches.filter(line__occurred_at__gt=end, movement__effective_at__lte=end)
    return _sum(later, effect) - _sum(sooner, effect)


def _lines(account: Account, end: Any, using: str) -> int:
    """Lines up to the end that no movement stands for; what the chain took back is not there."""
    lines = HouseLine.objects.using(using).filter(
        account=account, line__occurred_at__lte=end, state__in=NOT_IN_JOURNAL
    )
    return _sum(lines.exclude(state=State.IGNORED, reason=REORGED), F("line__amount_micro"))


def _sum(rows: Any, what: Any) -> int:
    return int(rows.aggregate(micro=Sum(what, default=Value(0)))["micro"] or 0)


def _set_aside(account: Account, using: str) -> list[Moved]:
    """Movements that two people set aside: in the journal, and never to be told by a statement."""
    found = (
        Break.objects.using(using)
        .filter(account=account, status=Status.RESOLVED, resolution=Resolution.IGNORE, movement__isnull=False)
        .select_related("movement")
    )
    return [
        Moved(
            each.movement_id or 0,
            each.movement.effective_at,
            _effect(account, each.movement),
            each.movement.key,
        )
        for each in found
        if each.movement is not None
    ]


def _effect(account: Account, movement: Any) -> int:
    return TURNED * (movement.amount_micro if movement.debit_id == account.pk else -movement.amount_micro)


def _accepted(account: Account, using: str) -> dict[str, int]:
    """Differences of balances that two people accepted, by key."""
    settled = Break.objects.using(using).filter(
        Q(status=Status.RESOLVED, resolution=Resolution.IGNORE), account=account, kind=BreakKind.BALANCE
    )
    return dict(settled.order_by("pk").values_list("key", "amount_micro"))


def _within(statement: Statement, using: str) -> Any:
    return HouseLine.objects.using(using).filter(
        account=statement.account_id,
        line__occurred_at__gte=statement.first_at,
        line__occurred_at__lte=statement.last_at,
    )


def _mark(statement: Statement, using: str, *, was: State, becomes: State, at: Any) -> None:
    lines = _within(statement, using).filter(state=was)
    ids = list(lines.values_list("pk", flat=True))
    changed = HouseLine.objects.using(using).filter(pk__in=ids)
    changed.filter(statement=None).update(statement=statement)
    changed.update(state=becomes, changed_at=now())
    if at != statement.reconciled_at:
        Statement.objects.using(using).filter(pk=statement.pk).update(reconciled_at=at)
