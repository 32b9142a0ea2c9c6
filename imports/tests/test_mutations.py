"""The balance proof finds every damage done to a complete statement, within one row.

The files come from the generator, which knows nothing of the importer, and the proof is checked against thirty
lines of csv and Decimal that know nothing of either.
"""

import csv
import io
import random
from collections.abc import Callable
from decimal import Decimal

import pytest

from imports import formats, generator, sniff
from imports.formats import Options
from imports.proof import Proof, prove
from imports.tests import files
from imports.tests.files import Export

STATEMENTS = ("sportsbet", "betfair-account-statement", "smarkets", "matchbook")
ROWS, SEEDS = 160, range(20)
AMOUNTS = {
    "sportsbet": ("Amount",),
    "betfair-account-statement": ("Cash In", "Cash Out"),
    "smarkets": ("In/Out",),
    "matchbook": ("debit", "credit"),
}
BALANCE = {"betfair-account-statement": "Cash Balance"}

Mutation = Callable[[Export, int, int, random.Random], list[int]]


# --- Thirty independent lines ----------------------------------------------------------------------------------------
def by_hand(data: bytes, slug: str) -> list[tuple[int, Decimal, Decimal]]:
    """(line, expected, found) of every break, from the file's bytes."""
    text = data.decode("utf-8-sig").replace("\r\n", "\n")
    skipped = 1 if slug == "smarkets" else 0
    reader = csv.reader(io.StringIO("\n".join(text.split("\n")[skipped:])))
    header = next(reader)
    amounts = [place for place, name in enumerate(header) if name.startswith(AMOUNTS[slug])]
    balance = next(
        place for place, name in enumerate(header) if name.lower().startswith(("balance", "cash balance"))
    )

    def number(cell: str, name: str) -> Decimal:
        amount = Decimal(cell.replace(",", "")) if cell not in ("", "--") else Decimal(0)
        return -abs(amount) if name.startswith("Cash Out") else amount

    rows, line = [], reader.line_num + 1 + skipped
    for row in reader:
        amount = sum((number(row[place], header[place]) for place in amounts), Decimal(0))
        rows.append((line, amount, number(row[balance], "")))
        line = reader.line_num + 1 + skipped
    if slug != "smarkets":
        rows.reverse()
    breaks, before = [], None
    for line, amount, found in rows:
        if before is not None and before + amount != found:
            breaks.append((line, before + amount, found))
        before = found
    return breaks


# --- What can be done to a file --------------------------------------------------------------------------------------
def removed(export: Export, place: int, other: int, rng: random.Random) -> list[int]:
    del export.rows[place]
    return [place - 1, place]


def doubled(export: Export, place: int, other: int, rng: random.Random) -> list[int]:
    export.rows.insert(place, list(export.rows[place]))
    return [place, place + 1]


def altered_amount(export: Export, place: int, other: int, rng: random.Random) -> list[int]:
    _alter(export.rows[place], _money(export), rng)
    return [place]


def altered_balance(export: Export, place: int, other: int, rng: random.Random) -> list[int]:
    _alter(export.rows[place], [_balance(export)], rng)
    return [place - 1, place, place + 1]


def swapped(export: Export, place: int, other: int, rng: random.Random) -> list[int]:
    rows = export.rows
    rows[place], rows[other] = rows[other], rows[place]
    return [at + step for at in (place, other) for step in (-1, 0, 1)]


def swapped_with_its_neighbour(export: Export, place: int, other: int, rng: random.Random) -> list[int]:
    return swapped(export, place, place + 1, rng)


MUTATIONS = (removed, doubled, altered_amount, altered_balance, swapped, swapped_with_its_neighbour)


def _money(export: Export) -> list[int]:
    return [place for place, name in enumerate(export.header) if name.startswith(sum(AMOUNTS.values(), ()))]


def _balance(export: Export) -> int:
    return next(
        p for p, name in enumerate(export.header) if name.lower().startswith(("balance", "cash balance"))
    )


def _alter(row: list[str], places: list[int], rng: random.Random) -> None:
    """Add a little to the first of these cells that says a number."""
    place = next(p for p in places if row[p] not in ("", "--", "0.00000") or p == places[-1])
    old = Decimal(row[place].replace(",", "")) if row[place] not in ("", "--") else Decimal(0)
    new = old + Decimal(rng.choice(["0.01", "-0.01", "7.00", "1000"]))
    row[place] = f"{new:f}"


def _moves(export: Export, place: int) -> bool:
    """Does this row move money? One that moves none (Smarkets' bet rows) can go without the balance missing it."""
    cells = [export.rows[place][money].replace(",", "") for money in _money(export)]
    return any(Decimal(cell) for cell in cells if cell not in ("", "--"))


def _prove(data: bytes) -> tuple[Proof, list[int]]:
    """The importer's proof, and the physical line of each row."""
    table = sniff.read(data)
    found = formats.detect(table.sample).format
    assert found is not None
    parsed = found.parse(table.frame, Options())
    return prove(parsed.balances, is_newest_first=found.is_newest_first), list(table.frame.index)


def _dollars(proof: Proof) -> list[tuple[int, Decimal, Decimal]]:
    million = Decimal(1_000_000)
    return [(each.line, each.expected_micro / million, each.found_micro / million) for each in proof.breaks]


# --- Tests -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("slug", STATEMENTS)
@pytest.mark.parametrize("has_idle_rows", [False, True])
def test_a_complete_file_is_proved_and_by_hand_too(slug: str, has_idle_rows: bool):
    for seed in (1, 2, 3):
        data = generator.make(slug, 1_500, seed, has_idle_rows=has_idle_rows)
        proof, lines = _prove(data)
        assert (proof.status, proof.rows, len(lines)) == ("proved", 1_500, 1_500)
        assert by_hand(data, slug) == []


@pytest.mark.thorough
@pytest.mark.parametrize("slug", STATEMENTS)
@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.__name__)
def test_any_damage_is_found_within_one_row_and_as_worked_out_by_hand(slug: str, mutation: Mutation):
    for seed in SEEDS:
        rng = random.Random(f"{slug} {mutation.__name__} {seed}")
        export = files.taken_apart(generator.make(slug, ROWS, seed))
        inner = [place for place in range(3, ROWS - 3) if _moves(export, place)]
        place, other = rng.sample(inner, 2)
        damaged = mutation(export, place, other, rng)
        data = export.data()
        proof, lines = _prove(data)
        assert proof.status == "broken"
        near = {lines[at] for at in damaged}
        assert {each.line for each in proof.breaks} & near, (slug, seed, place)
        assert {each.line for each in proof.breaks} <= {
            lines[at + step] for at in damaged for step in (-1, 0, 1)
        }, (slug, seed, place)
        assert _dollars(proof) == by_hand(data, slug)


def test_the_rows_that_no_balance_can_miss_are_only_smarkets_bet_rows():
    for slug in STATEMENTS:
        export = files.taken_apart(generator.make(slug, 2_000, 9))
        idle = [export.rows[place] for place in range(2_000) if not _moves(export, place)]
        assert (
            all(row[0].startswith(("Bet ", "Market Voided")) for row in idle)
            if slug == "smarkets"
            else not idle
        )
