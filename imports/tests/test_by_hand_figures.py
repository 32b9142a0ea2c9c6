"""What bets by hand come to where several things meet: bonus money, dead heats, deductions, void legs, huge shares."""

from dataclasses import replace
from decimal import Decimal

import pytest

from imports.by_hand.checks import checked
from imports.by_hand.entry import EntryWrong, Result
from imports.by_hand.figures import figures
from imports.tests.by_hand import entry, later, leg
from ledger.money import to_micro

EACH_WAY = {"kind": "each_way", "place_fraction": Decimal("0.2")}


def result(outcome="won", **more):
    return Result(outcome=outcome, settled_at=later(2), **more)


def test_of_a_bonus_bet_in_a_dead_heat_only_the_part_that_won_is_kept_back():
    kept = figures(entry("10", "5", bonus="kept"), result(tied=2))
    assert kept.returned_micro == to_micro("20")  # half the bonus wins at 4 to 1
    back = figures(entry("10", "5", bonus="back"), result(tied=2))
    assert back.returned_micro == to_micro("25")
    thirds = figures(entry("10", "4", bonus="kept"), result(tied=3, places=2))
    assert thirds.returned_micro == to_micro("20")


@pytest.mark.parametrize(
    ("told", "ended"),
    [
        (entry("10", "5", **EACH_WAY), {"tied": 2}),
        (entry("10", "5", kind="lay"), {"tied": 2}),
        (entry("10", "5", kind="lay"), {"outcome": "lost", "deduction": Decimal("0.1")}),
        (entry("10", "5"), {"tied": 2, "deduction": Decimal("0.1")}),
        (entry("10", "5"), {"outcome": "half_won", "deduction": Decimal("0.1")}),
        (
            entry("10", None, kind="multi", legs=(leg("A", "2", "won"), leg("B", "2", "won"))),
            {"deduction": Decimal("0.1")},
        ),
    ],
)
def test_a_dead_heat_or_deduction_that_cannot_be_worked_out_is_not_passed_over(told, ended):
    with pytest.raises(EntryWrong, match="say what came back") as wrong:
        checked(told.ended(result(**ended)))
    assert wrong.value.field == "returned"
    assert checked(told.ended(result(**ended, returned_micro=to_micro("12.34"))))


def test_a_void_leg_beside_one_of_which_nothing_is_told_pays_nothing():
    legs = (leg("A", "3", "void"), leg("B", "2"))
    told = entry("10", None, kind="multi", legs=legs)
    assert figures(told, result()).returned_micro == to_micro("20")
    unknown = replace(told, odds=Decimal(6), legs=(leg("A", None, "void"), leg("B", "2")))
    with pytest.raises(EntryWrong, match="say what came back"):
        figures(unknown, result())
    whole = replace(told, odds=Decimal(7), legs=(leg("A", None), leg("B", None, "won")))
    assert figures(whole, result()).returned_micro == to_micro("70")


def test_a_result_that_no_book_holds_is_refused():
    told = entry("10", commission=Decimal("0.999999"))
    with pytest.raises(EntryWrong, match="more than any book holds"):
        checked(told.ended(result(returned_micro=to_micro("10000000000"))))
