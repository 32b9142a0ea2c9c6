"""Ann's account with one bookmaker, for anybody who can read a journal.

Each step: what happened, the journal entries (debit, credit, amount), and the balances it changed. A balance is debits
minus credits: assets and expenses grow upwards, income and equity downwards.
"""

from dataclasses import dataclass, field

import pytest

from ledger import balances
from ledger.balances import totals, trial_balance
from ledger.money import format_micro
from ledger.posting import post_event
from ledger.tests.factories import create_book, create_posting
from web.context import acting_as


@dataclass
class Step:
    what: str
    journal: list[tuple[str, str, str]]
    leaves: dict[str, str] = field(default_factory=dict)


STORY = [
    Step("deposits 100", [("book", "outside", "100.00")], {"book": "100.00", "outside": "-100.00"}),
    # A bet at 2.50 that wins: the stake lies in `open` until the bet is settled.
    Step("bets 20 at 2.50", [("open", "book", "20.00")], {"book": "80.00", "open": "20.00"}),
    Step(
        "wins 50 back, a profit of 30",
        [("book", "open", "50.00"), ("open", "won", "30.00")],
        {"book": "130.00", "open": "0.00", "won": "-30.00"},
    ),
    # A bet that loses.
    Step("bets 30", [("open", "book", "30.00")], {"book": "100.00", "open": "30.00"}),
    Step("loses it", [("lost", "open", "30.00")], {"open": "0.00", "lost": "30.00"}),
    # A void bet: the stake comes back, nothing was won or lost.
    Step("bets 10", [("open", "book", "10.00")], {"book": "90.00", "open": "10.00"}),
    Step("the event is void", [("book", "open", "10.00")], {"book": "100.00", "open": "0.00"}),
    # Cashed out below the stake: the rest is lost.
    Step("bets 25", [("open", "book", "25.00")], {"book": "75.00", "open": "25.00"}),
    Step(
        "cashes out at 18",
        [("book", "open", "18.00"), ("lost", "open", "7.00")],
        {"book": "93.00", "open": "0.00", "lost": "37.00"},
    ),
    # A bonus bet: the stake is the bookmaker's and does not come back, only the winnings are cash.
    Step(
        "is given a bonus bet of 10", [("bonus", "awarded", "10.00")], {"bonus": "10.00", "awarded": "-10.00"}
    ),
    Step("places it", [("awarded", "bonus", "10.00")], {"bonus": "0.00", "awarded": "0.00"}),
    Step(
        "wins 15 with it",
        [("book", "open", "15.00"), ("open", "won", "15.00")],
        {"book": "108.00", "open": "0.00", "won": "-45.00"},
    ),
    # On an exchange 5 % of a profit of 12 is kept as commission; 21.40 comes back.
    Step("backs 10 on an exchange", [("open", "book", "10.00")], {"book": "98.00", "open": "10.00"}),
    Step(
        "wins 12 less a commission of 0.60",
        [("book", "open", "21.40"), ("open", "won", "12.00"), ("commission", "open", "0.60")],
        {"book": "119.40", "open": "0.00", "won": "-57.00", "commission": "0.60"},
    ),
    Step("withdraws 50", [("outside", "book", "50.00")], {"book": "69.40", "outside": "-50.00"}),
]


@pytest.mark.django_db
def test_the_story_of_an_account(alice):
    with acting_as(alice):
        book = create_book(owner=alice)
        expected = dict.fromkeys(book, "0.00")
        for number, step in enumerate(STORY):
            happens(book, number, step)
            expected |= step.leaves
            assert held(book) == expected, f"after step {number}: {step.what}"
            assert totals(trial_balance()) == {"AUD": 0}

        the_end(book)


def happens(book, number: int, step: Step) -> None:
    """One event, one statement."""
    postings = [
        create_posting(
            debit=book[debit], credit=book[credit], amount=amount, key=f"story:{number}#{line}", day=number
        )
        for line, (debit, credit, amount) in enumerate(step.journal)
    ]
    post_event(kind="story", key=f"story:{number}", effective_at=postings[0].effective_at, postings=postings)


def held(book) -> dict[str, str]:
    """What every account holds, as an accountant writes it."""
    found = balances.balances(book.values())
    return {sort: format_micro(found[account.pk]) for sort, account in book.items()}


def the_end(book) -> None:
    """Nothing is open; the profit explains the difference between what was put in and what is there."""
    micro = {sort: balances.balance(account) for sort, account in book.items()}
    profit = -micro["won"] - micro["lost"] - micro["commission"]

    assert format_micro(profit) == "19.40"
    assert micro["open"] == micro["bonus"] == 0
    assert micro["book"] == -micro["outside"] + profit
