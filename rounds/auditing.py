"""Re-compute a round from its wagers and the journal, and name every difference. Reads only; trusts no kept sum.

What each wager took is looked for in the journal, the settlement is worked out anew (rounds.pools), and what it comes
to is compared with the pay-outs, with the journal's movements, and with what the round itself says. Staff role.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connections, transaction

from ledger.money import format_micro
from rounds import house, pools
from rounds.models import Forced, Round, State
from rounds.pools import Outcome

STAFF = "staff"
MOST_TOLD = 200
MOST_ON_A_PAGE = 200_000
WAGERS = """
SELECT w.id, w.side, w.amount_micro, w.owner_id, coalesce(p.amount_micro, 0), coalesce(p.owner_id, w.owner_id)
  FROM rounds_wager w LEFT JOIN rounds_payout p ON p.wager_id = w.id WHERE w.round_id = %s ORDER BY w.id
"""
JOURNAL = """
SELECT m.key, m.amount_micro, m.debit_id, m.credit_id, d.owner_id, c.owner_id, d.code, c.code
  FROM ledger_movement m JOIN ledger_account d ON d.id = m.debit_id JOIN ledger_account c ON c.id = m.credit_id
 WHERE m.debit_id = ANY (%(pools)s) OR m.credit_id = ANY (%(pools)s) ORDER BY m.id
"""
HELD = "SELECT account_id, debit_micro - credit_micro FROM ledger_balance WHERE account_id = ANY (%s)"
EVENTS = "SELECT count(*) FROM ledger_transaction WHERE owner_id IS NULL AND key = %s"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that has to be so, in words and figures."""

    name: str
    expected: str
    found: str

    @property
    def is_right(self) -> bool:
        """Whether it is so."""
        return self.expected == self.found


@dataclass(frozen=True, slots=True)
class Difference:
    """What does not agree; of one wager where it has a number. Amounts in micro-units, None: there is none."""

    what: str
    wager: int | None
    expected_micro: int | None
    found_micro: int | None

    @property
    def expected(self) -> str:
        """For people."""
        return "none" if self.expected_micro is None else format_micro(self.expected_micro)

    @property
    def found(self) -> str:
        """For people."""
        return "none" if self.found_micro is None else format_micro(self.found_micro)


@dataclass(slots=True)
class Audit:
    """All checks; of the differences the first MOST_TOLD, and how many there are."""

    checks: list[Check] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    number: int = 0

    @property
    def is_right(self) -> bool:
        """Nothing differs."""
        return not self.number and all(check.is_right for check in self.checks)

    def check(self, name: str, expected: Any, found: Any) -> None:
        """Compare."""
        self.checks.append(Check(name, str(expected), str(found)))

    def money(self, name: str, expected: int, found: int | None) -> None:
        """Compare amounts."""
        self.check(name, format_micro(expected), "none" if found is None else format_micro(found))

    def differs(self, what: str, wager: int | None, expected: int | None, found: int | None) -> None:
        """Note one."""
        self.number += 1
        if len(self.differences) < MOST_TOLD:
            self.differences.append(Difference(what, wager, expected, found))


@dataclass(slots=True)
class _Journal:
    """The movements of the two pools: what wagers took (amount, pool, whose), what they were paid (amount, from which
    pool, to whom), and what went between the house's accounts."""

    taken: dict[int, tuple[int, int, int | None]] = field(default_factory=dict)
    paid: dict[int, tuple[int, int, int | None]] = field(default_factory=dict)
    lost: int = 0
    fee: int = 0
    strange: list[tuple[str, int]] = field(default_factory=list)


def audit(one: Round) -> Audit:
    """Everything about a round that can be checked, in one snapshot of the database."""
    with transaction.atomic(using=STAFF), connections[STAFF].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        found = Round.objects.using(STAFF).get(pk=one.pk)
        cursor.execute(WAGERS, [found.pk])
        rows = cursor.fetchall()
        journal = _journal(cursor, found)
        held = _held(cursor, found)
        cursor.execute(EVENTS, [found.settlement_key])
        events = cursor.fetchone()[0]
        done = Audit()
        _check_taken(done, found, rows, journal)
        if found.has_ended:
            _check_end(done, found, rows, journal, held, events)
        else:
            _check_standing(done, found, rows, held)
    return done


def _journal(cursor: Any, found: Round) -> _Journal:
    ours = set(found.accounts.values())
    cursor.execute(JOURNAL, {"pools": list(ours)})
    read = _Journal()
    end = f"{found.settlement_key}:"
    for key, micro, debit, credit, to, of, into, _ in cursor:
        name, _, number = key.partition(":")
        part = key.removeprefix(end) if key.startswith(end) else ""
        if name == "wager" and number.isdigit() and debit in ours:
            read.taken[int(number)] = (micro, debit, of)
        elif part[:1] == "w" and part[1:].isdigit() and credit in ours and into == "wallet":
            read.paid[int(part[1:])] = (micro, credit, to)
        elif part == "lost" and {debit, credit} == ours:
            read.lost += micro
        elif part == "fee" and credit in ours and into == house.FEES:
            read.fee += micro
        else:
            read.strange.append((key, micro))
    return read


def _held(cursor: Any, found: Round) -> dict[int, int]:
    cursor.execute(HELD, [list(found.accounts.values())])
    return dict(cursor.fetchall())


def _check_taken(done: Audit, found: Round, rows: Sequence[tuple[Any, ...]], journal: _Journal) -> None:
    """Every wager is in the journal, out of its owner's wallet into the pool of its side, and nothing else is."""
    for pk, side, micro, owner, _, _ in rows:
        expected = (micro, found.accounts[side], owner)
        if journal.taken.get(pk) != expected:
            _compare(done, "taken by the journal", pk, micro, journal.taken.get(pk))
    known = {row[0] for row in rows}
    for pk, (micro, _, _) in journal.taken.items():
        if pk not in known:
            done.differs("taken by the journal for no wager", pk, None, micro)
    for key, micro in journal.strange:
        done.differs(f"a movement of the pools that no round makes: {key}", None, None, micro)


def _check_standing(
    done: Audit, found: Round, rows: Sequence[tuple[Any, ...]], held: Mapping[int, int]
) -> None:
    """Of a round that has not ended: the pools hold what was wagered."""
    for side, account in found.accounts.items():
        wagered = sum(row[2] for row in rows if row[1] == side)
        done.money(f"In the pool of {side}: the wagers, and the journal", wagered, held.get(account, 0))


def _check_end(
    done: Audit,
    found: Round,
    rows: Sequence[tuple[Any, ...]],
    journal: _Journal,
    held: Mapping[int, int],
    events: int,
) -> None:
    ending = _settled_anew(done, found, [row[:3] for row in rows])
    done.money("Wagered on up, and what the round says", ending.up_micro, found.up_micro)
    done.money("Wagered on down, and what the round says", ending.down_micro, found.down_micro)
    done.check("Wagers, and what the round says", len(rows), found.wager_count)
    done.money("Fee worked out anew, and what the round says", ending.fee_micro, found.fee_micro)
    done.money("Fee worked out anew, and the journal", ending.fee_micro, journal.fee)
    done.money("From the losing pool to the winning one, and the journal", _lost(found, ending), journal.lost)
    _check_paid(done, found, rows, journal, ending)
    total = ending.up_micro + ending.down_micro
    done.money(
        "Wagered, and paid with the fee", total, sum(micro for _, micro in ending.paid) + ending.fee_micro
    )
    for side, account in found.accounts.items():
        done.money(f"Left in the pool of {side}", 0, held.get(account, 0))
    done.check("Events in the journal that end it", 1 if rows else 0, events)


def _check_paid(
    done: Audit, found: Round, rows: Sequence[tuple[Any, ...]], journal: _Journal, ending: Outcome
) -> None:
    """Of every wager: the pay-out worked out anew, the one on record, the journal's movement and who got it."""
    expected = dict(ending.paid)
    is_shared = found.state == State.SETTLED and ending.up_micro and ending.down_micro
    for pk, side, _, owner, micro, to in rows:
        due = expected.get(pk)
        if (micro or None) != due or to != owner:
            done.differs("the pay-out on record", pk, due, micro or None)
        pool = found.accounts[found.outcome if is_shared else side]
        if journal.paid.get(pk) != (None if due is None else (due, pool, owner)):
            _compare(done, "paid by the journal", pk, due, journal.paid.get(pk))
    for pk in journal.paid.keys() - {row[0] for row in rows}:
        done.differs("paid by the journal for no wager", pk, None, journal.paid[pk][0])


def _settled_anew(done: Audit, found: Round, wagers: Sequence[tuple[int, str, int]]) -> Outcome:
    """What the rules make of the wagers, by the result the round ended with; the result itself is checked, too."""
    if found.is_forced:
        vouched = Forced.objects.using(STAFF).filter(round=found, confirmed_at__isnull=False).first()
        winner = vouched.outcome if vouched else found.outcome
        done.check(
            "The result two people vouched for", winner if vouched else "nothing", found.outcome or winner
        )
    elif found.close is not None:
        winner = pools.outcome_of(found.close, found.reference_close, found.decimals)
        if found.state == State.SETTLED:
            done.check("The close against the reference, and the result", winner, found.outcome)
    else:
        winner = ""
    if found.state == State.SETTLED:
        return pools.settle(wagers, found.outcome, found.fee_bps)
    if winner:
        right = sum(1 for _, side, _ in wagers if side == winner)
        done.check("A void round with a result: who was right", 0, right)
    return pools.refund(wagers)


def _lost(found: Round, ending: Outcome) -> int:
    if found.state != State.SETTLED or not (ending.up_micro and ending.down_micro):
        return 0
    return (ending.down_micro if found.outcome == pools.UP else ending.up_micro) - ending.fee_micro


def _compare(
    done: Audit, what: str, pk: int, expected: int | None, stated: tuple[int, int, int | None] | None
) -> None:
    """The amount where it differs; else it is another pool or another person."""
    found = None if stated is None else stated[0]
    done.differs(what if found != expected else f"{what}, of another pool or person", pk, expected, found)
