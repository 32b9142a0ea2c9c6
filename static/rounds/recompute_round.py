#!/usr/bin/env python3
"""Re-compute a round of Betsite from its own files, with nothing but Python 3.9 or later.

    python3 recompute_round.py https://betsite.example/rounds/nasdaq-composite/20251120/
    python3 recompute_round.py round.json
    python3 recompute_round.py facts.csv wagers.csv journal.csv

Works out who was right, the fee, every pay-out and every left-over micro-unit by the rules below, compares them
with what the round says it paid, follows every movement of money through the journal, and hashes the journal to its
head. Prints OK, or every difference, and then ends with 1. What cannot be read ends it with 2.

The rules. Closes are compared as whole numbers of their last place, halves upwards; higher than the reference is up,
anything else is down. The fee is floor(losing pool x basis points / 10000). Who was right gets the stake back and a
share of the rest of the losing pool, in proportion to the stakes: shares are rounded down, and what is left goes, a
micro-unit each, to the largest fractions, of equal ones to the lowest wager. Nobody was right: everybody has the stake
back. Nobody was wrong: stakes back, and no fee. A void round gives all stakes back, without a fee. All amounts are
whole micro-units.
"""

from __future__ import annotations

import csv
import io
import json
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

FORMAT = "betsite-round-1"
BPS = 10000
SHOWN = 50
SIDES = ("up", "down")
NUMBERS = {"amount_micro", "paid_micro", "wager", "id"}
FACT_NUMBERS = {"decimals", "fee_bps", "up_micro", "down_micro", "fee_micro", "wager_count"}
FACTS = FACT_NUMBERS | {
    "format", "instrument", "code", "currency", "state", "outcome", "is_forced", "reference_close", "close",
    "opened_at", "locks_at", "settlement_key", "journal_head",
}  # fmt: skip


class Wager(NamedTuple):
    """What somebody put on a side, and what it brought back (0: nothing)."""

    wager: int
    side: str
    amount_micro: int
    paid_micro: int
    placed_at: str


class Movement(NamedTuple):
    """One movement of money out of a pool, into one, or both."""

    id: int
    key: str
    kind: str
    amount_micro: int
    currency: str
    effective_at: str
    from_pool: str
    into_pool: str


Facts = dict[str, Any]


class Unreadable(Exception):
    """The files are not what they should be."""


# --- Reading ---------------------------------------------------------------------------------------------------------
def read(sources: Sequence[str]) -> tuple[Facts, list[Wager], list[Movement]]:
    """The facts, the wagers and the movements from addresses or names of files."""
    facts: Facts = {}
    wagers: Any = None
    movements: Any = None
    for source in sources:
        text = fetch(source)
        if text.lstrip()[:1] == "{":
            found = json.loads(text)
            facts = dict(found["round"], journal_head=found["journal_head"])
            wagers, movements = found["wagers"], found["journal"]
            continue
        rows = list(csv.reader(io.StringIO(text)))
        header, body = (rows[0], rows[1:]) if rows else ([], [])
        if header[:2] == ["name", "value"]:
            facts = {row[0]: row[1] for row in body}
        elif tuple(header) == Wager._fields:
            wagers = body
        elif tuple(header[: len(Movement._fields)]) == Movement._fields:
            movements = body
        else:
            raise Unreadable(f"{source} is none of the files of a round.")
    if not facts or wagers is None or movements is None:
        raise Unreadable("Give round.json, or all of facts.csv, wagers.csv and journal.csv.")
    if missing := FACTS - set(facts):
        raise Unreadable(f"The facts lack {', '.join(sorted(missing))}.")
    if facts["format"] != FORMAT:
        raise Unreadable(f"This reads {FORMAT}, not {facts['format']}.")
    for name in FACT_NUMBERS:
        facts[name] = whole(facts[name])
    return facts, [record(Wager, row) for row in wagers], [record(Movement, row) for row in movements]


def fetch(source: str) -> str:
    """The text behind an address (a round's page stands for its round.json) or in a file."""
    if source.startswith(("http://", "https://")):
        url = source if source.endswith((".json", ".csv")) else source.rstrip("/") + "/round.json"
        with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310  http and https only
            return str(answer.read(), "utf-8-sig")
    return Path(source).read_bytes().decode("utf-8-sig")


def record(kind: Any, row: Sequence[Any]) -> Any:
    """A row as a record of its kind, with its whole numbers read."""
    names = kind._fields
    if len(row) < len(names):
        raise Unreadable(f"A row is too short: {row}")
    pairs = zip(names, row)  # noqa: B905  a row may have more, and strict= came with 3.10
    return kind(*(whole(value) if name in NUMBERS else value for name, value in pairs))


def whole(value: Any) -> int:
    """A whole number; a fraction is refused."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lstrip("-").isdigit():
        return int(value)
    raise Unreadable(f"{value!r} is no whole number.")


# --- The rules -------------------------------------------------------------------------------------------------------
def at_places(close: Any, decimals: int) -> int:
    """A close in whole units of its last place."""
    return int(Decimal(str(close)).scaleb(decimals).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def outcome_of(close: Any, reference: Any, decimals: int) -> str:
    """Which side is right."""
    return "up" if at_places(close, decimals) > at_places(reference, decimals) else "down"


def payouts(wagers: Sequence[Wager], winner: str, fee_bps: int) -> tuple[int, dict[int, int], bool]:
    """(fee, {wager: paid}, is_refund) by the rules above."""
    pools = {side: sum(each.amount_micro for each in wagers if each.side == side) for side in SIDES}
    right, wrong = pools[winner], pools["down" if winner == "up" else "up"]
    if wrong and not right:
        return 0, {each.wager: each.amount_micro for each in wagers}, True
    fee = wrong * fee_bps // BPS
    prize, winners = wrong - fee, [each for each in wagers if each.side == winner]
    shares: dict[int, int] = {}
    fractions: list[tuple[int, int]] = []
    for each in winners:
        shares[each.wager], fraction = divmod(prize * each.amount_micro, right)
        fractions.append((-fraction, each.wager))
    left = prize - sum(shares.values()) if winners else 0
    for _, wager in sorted(fractions)[:left]:
        shares[wager] += 1
    return fee, {each.wager: each.amount_micro + shares[each.wager] for each in winners}, False


# --- The checks: each gives its differences --------------------------------------------------------------------------
def check_wagers(facts: Facts, wagers: Sequence[Wager]) -> Iterator[str]:
    """What was wagered: counted, added up, and placed while the round was open."""
    if len({each.wager for each in wagers}) != len(wagers):
        yield "a wager stands twice"
    if len(wagers) != facts["wager_count"]:
        yield f"there are {len(wagers)} wagers, the round says {facts['wager_count']}"
    for side in SIDES:
        pool = sum(each.amount_micro for each in wagers if each.side == side)
        if pool != facts[side + "_micro"]:
            yield f"the wagers {side} are {pool}, the round says {facts[side + '_micro']}"
    for each in wagers:
        if each.side not in SIDES or each.amount_micro <= 0 or each.paid_micro < 0:
            yield f"wager {each.wager} is no wager: {each.side} {each.amount_micro}, paid {each.paid_micro}"
        if not facts["opened_at"] <= each.placed_at < facts["locks_at"]:
            yield f"wager {each.wager} was placed at {each.placed_at}, while the round was not open"


def check_payouts(facts: Facts, wagers: Sequence[Wager]) -> Iterator[str]:
    """Who was right, the fee, and what everybody was paid."""
    if facts["state"] == "void":
        fee, paid = 0, {each.wager: each.amount_micro for each in wagers}
        if facts["outcome"]:
            yield "a void round has no outcome"
    elif facts["state"] == "settled" and facts["outcome"] in SIDES:
        yield from check_outcome(facts)
        fee, paid, is_refund = payouts(wagers, facts["outcome"], facts["fee_bps"])
        if is_refund:
            yield f"nobody had wagered {facts['outcome']}, so the round should be void"
    else:
        yield f"a round ends settled or void, not {facts['state']!r} {facts['outcome']!r}"
        return
    if fee != facts["fee_micro"]:
        yield f"the fee is {fee}, the round took {facts['fee_micro']}"
    for each in wagers:
        if paid.get(each.wager, 0) != each.paid_micro:
            yield f"wager {each.wager} is due {paid.get(each.wager, 0)}, it was paid {each.paid_micro}"
    taken, given = sum(each.amount_micro for each in wagers), sum(each.paid_micro for each in wagers)
    if taken != given + facts["fee_micro"]:
        yield f"{taken} came in, but {given} were paid and {facts['fee_micro']} kept"


def check_outcome(facts: Facts) -> Iterator[str]:
    """The outcome from the closes; of a forced one only that it is said to be forced."""
    if str(facts["is_forced"]).lower() == "true":
        return
    right = outcome_of(facts["close"], facts["reference_close"], facts["decimals"])
    if right != facts["outcome"]:
        yield f"{facts['close']} after {facts['reference_close']} is {right}, the round says {facts['outcome']}"


def check_journal(facts: Facts, wagers: Sequence[Wager], movements: Sequence[Movement]) -> Iterator[str]:
    """Every movement of money is one that the wagers and the rules ask for, and every one asked for is there."""
    asked = expected(facts, wagers)
    for each in movements:
        said = (each.amount_micro, each.from_pool, each.into_pool)
        should = asked.pop(each.key, None)
        if should is None:
            yield f"movement {each.id} ({each.key}) belongs to nothing, or stands twice"
        elif said != should[:3]:
            yield f"movement {each.id} ({each.key}) is {said}, it should be {should[:3]}"
        elif should[3] and each.effective_at != should[3]:
            yield f"movement {each.id} ({each.key}) is of {each.effective_at}, the wager of {should[3]}"
        if each.currency != facts["currency"]:
            yield f"movement {each.id} is in {each.currency}"
    for key in asked:
        yield f"the journal lacks {key}"
    for side in SIDES:
        left = sum(
            each.amount_micro * ((each.into_pool == side) - (each.from_pool == side)) for each in movements
        )
        if left:
            yield f"{left} micro-units stay in the pool {side}"


def expected(facts: Facts, wagers: Sequence[Wager]) -> dict[str, tuple[int, str, str, str]]:
    """{key: (amount, from pool, into pool, time)} of all movements; an empty pool is somebody's wallet or the fees."""
    end, outcome = facts["settlement_key"], facts["outcome"]
    found = {f"wager:{each.wager}": (each.amount_micro, "", each.side, each.placed_at) for each in wagers}
    losing = {"up": "down", "down": "up"}.get(outcome, "")
    lost, won = facts.get(losing + "_micro", 0), facts.get(outcome + "_micro", 0)
    if facts["state"] == "settled" and lost and won:
        if lost - facts["fee_micro"]:
            found[end + ":lost"] = (lost - facts["fee_micro"], losing, outcome, "")
        if facts["fee_micro"]:
            found[end + ":fee"] = (facts["fee_micro"], losing, "", "")
    for each in wagers:
        if each.paid_micro:
            found[f"{end}:w{each.wager}"] = (each.paid_micro, each.side, "", "")
    return found


def head_of(facts: Facts, movements: Sequence[Movement]) -> str:
    """The head of the journal: the hashes of its lines, chained."""
    head = sha256(f"{FORMAT}\n{facts['instrument']}/{facts['code']}\n".encode()).digest()
    for each in movements:
        head = sha256(head + "\t".join(str(value) for value in each).encode() + b"\n").digest()
    return head.hex()


def differences(facts: Facts, wagers: Sequence[Wager], movements: Sequence[Movement]) -> Iterator[str]:
    """Everything that does not agree, in words."""
    yield from check_wagers(facts, wagers)
    yield from check_payouts(facts, wagers)
    yield from check_journal(facts, wagers, movements)
    head = head_of(facts, movements)
    if head != facts["journal_head"]:
        yield f"the journal's head is {head}, the round says {facts['journal_head']}"


def main(sources: Sequence[str]) -> int:
    """0: everything agrees; 1: something does not; 2: nothing to compare."""
    if not sources or sources[0] in ("-h", "--help"):
        print(__doc__)
        return 0 if sources else 2
    try:
        facts, wagers, movements = read(sources)
        found = list(differences(facts, wagers, movements))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, InvalidOperation, Unreadable) as error:
        print(f"Cannot be read: {error}", file=sys.stderr)
        return 2
    name = f"{facts['instrument']}/{facts['code']}"
    for each in found[:SHOWN]:
        print(f"DIFFERENCE in {name}: {each}")
    if len(found) > SHOWN:
        print(f"... and {len(found) - SHOWN} more")
    if found:
        return 1
    taken = sum(each.amount_micro for each in wagers)
    forced = ", forced by two of the staff" if str(facts["is_forced"]).lower() == "true" else ""
    print(f"{name}: {facts['state']} {facts['outcome']}{forced}".rstrip())
    print(
        f"{len(wagers)} wagers of {taken} micro-units; {taken - facts['fee_micro']} paid, {facts['fee_micro']} fee"
    )
    print(f"journal head {facts['journal_head']} over {len(movements)} movements")
    print("OK")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
