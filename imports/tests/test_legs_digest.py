"""The digest of what is told of a bet: of the bet and its legs, and of nothing else in the file."""

import numpy as np
import pandas as pd
import pytest

from imports.bet_staging import digested
from imports.books import UNNAMED, Book, Books
from imports.formats._reading import BETS, LEGS, typed


def bets(*refs: str) -> pd.DataFrame:
    count = len(refs)
    told = {"row": np.arange(count) + 2, "ref": np.array(refs, dtype=object), "from_lines": False}
    return typed(told, BETS, count).assign(account_id=7)


def legs(*told: tuple[str, int, str]) -> pd.DataFrame:
    refs, positions, selections = (list(column) for column in zip(*told, strict=True))
    columns = {"ref": refs, "position": positions, "selection": selections}
    return typed(columns, LEGS, len(told)).assign(account_id=7)


def lines(count: int) -> pd.DataFrame:
    return pd.DataFrame({"row": np.arange(count) + 2, "digest": np.arange(count)})


def told_bets(*told: pd.DataFrame) -> pd.DataFrame:
    return digested(*told)[0]


A_AND_B = [("a", 1, "Leeds"), ("a", 2, "York")], [("b", 1, "Leeds"), ("b", 2, "Bury")]


def test_legs_of_one_bet_do_not_depend_on_whether_another_has_any():
    alone = told_bets(bets("a"), legs(*A_AND_B[0]), lines(1))
    beside = told_bets(bets("a", "c"), legs(*A_AND_B[0]), lines(2))
    assert beside["digest"].iloc[0] == alone["digest"].iloc[0]
    assert beside["legs_digest"].tolist() == [alone["legs_digest"].iloc[0], 0]


def test_the_order_of_bets_and_legs_does_not_matter_but_what_they_say_does():
    told = told_bets(bets("a", "b"), legs(*A_AND_B[0], *A_AND_B[1]), lines(2))["legs_digest"].tolist()
    turned = told_bets(bets("b", "a"), legs(*A_AND_B[1], *reversed(A_AND_B[0])), lines(2))
    assert turned["legs_digest"].tolist() == told[::-1]
    other = told_bets(bets("a", "b"), legs(*A_AND_B[0], ("b", 1, "Leeds"), ("b", 2, "Hull")), lines(2))
    assert other["legs_digest"].tolist()[0] == told[0]
    assert other["legs_digest"].tolist()[1] != told[1]


def test_of_a_bet_or_a_leg_that_comes_again_the_last_counts():
    told = legs(("a", 1, "Leeds"), ("a", 2, "York"), ("a", 1, "Hull"))
    twice, kept = digested(bets("a", "b", "a"), told, lines(3))
    assert kept["selection"].tolist() == ["York", "Hull"]
    assert twice["row"].tolist() == [3, 4]
    once = told_bets(bets("a"), legs(("a", 2, "York"), ("a", 1, "Hull")), lines(1))
    assert twice["legs_digest"].tolist() == [0, once["legs_digest"].iloc[0]]


def test_a_leg_has_the_number_of_its_bet_and_of_no_other():
    told, kept = digested(bets("a", "c", "b"), legs(*A_AND_B[1], *A_AND_B[0], ("gone", 1, "Hull")), lines(3))
    of_bet = dict(zip(told["ref"], told["bet"], strict=True))
    assert len(set(of_bet.values())) == 3
    of_legs = dict(zip(kept["ref"], kept["bet"], strict=True))
    assert of_legs.pop("gone") not in of_bet.values()
    assert of_legs == {"a": of_bet["a"], "b": of_bet["b"]}


class Named(Books):
    """Books without a database: each has the number of its pair."""

    def _book(self, name: str, currency: str) -> Book:
        number = {"Pine": 1, "Oak": 2, UNNAMED: 3}[name] * 10 + {"AUD": 1, "EUR": 2}[currency]
        return Book(number, name, currency, {"book": number * 100})


@pytest.mark.parametrize(
    ("pairs", "numbers"),
    [
        ([("Oak", "AUD"), ("Oak", "AUD")], [21, 21]),
        (
            [("Oak", "AUD"), ("Pine", "EUR"), (None, "EUR"), ("Pine", "AUD"), ("Oak", "AUD")],
            [21, 12, 32, 11, 21],
        ),
        ([(None, "AUD"), (UNNAMED, "AUD"), ("Oak", "EUR")], [31, 31, 22]),
    ],
)
def test_rows_are_of_the_book_of_their_bookmaker_and_currency(pairs, numbers):
    frame = pd.DataFrame(pairs, columns=["bookmaker", "currency"], dtype=object)
    told = Named(None, [frame]).assign(frame)
    assert told["bookmaker_id"].tolist() == numbers
    assert told["account_id"].tolist() == [number * 100 for number in numbers]
