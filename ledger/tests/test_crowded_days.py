"""Balances as of any moment of a day with thousands of entries, wherever in the day they lie."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connections, transaction

from ledger import balances
from ledger.models import PartBalance
from ledger.posting import post, post_many
from ledger.tests.factories import MORNING, create_book, create_posting
from ledger.verification import verify
from web.context import acting_as
from web.sql import REVERSE_MARK

pytestmark = pytest.mark.django_db

MICRO = timedelta(microseconds=1)
CROWD = 2_000  # entries, from which a day is kept in parts
# How far apart the entries lie, and how many parts of which levels that takes.
SPREADS = {
    "over the day": (timedelta(seconds=15), {1}),
    "in a minute": (timedelta(milliseconds=20), {1, 2}),
    "in a moment": (30 * MICRO, {1, 2, 3}),
    "at once": (timedelta(0), {1, 2, 3, 4}),
}


@pytest.fixture
def book(alice):
    with acting_as(alice):
        yield create_book(owner=alice)


def crowd(book, rows: int, apart: timedelta, name: str):
    """Postings both ways between two accounts, `apart` from each other."""
    chance = random.Random(name)
    made = []
    for n in range(rows):
        debit, credit = chance.sample([book["book"], book["outside"]], 2)
        posting = create_posting(debit=debit, credit=credit, key=f"{name}:{n}", at=MORNING + n * apart)
        made.append(posting)
    return made


def asof(book, made, moment) -> bool:
    """Whether the kept figures say what adding up does."""
    cash = book["book"].pk
    sides = (
        (posting.debit_id == cash) - (posting.credit_id == cash)
        for posting in made
        if posting.effective_at <= moment
    )
    return balances.balance_asof(cash, moment) == sum(sides) * 10_000_000


@pytest.mark.parametrize("spread", SPREADS)
def test_every_moment_of_a_crowded_day_is_the_sum_of_what_was_before(book, spread):
    apart, levels = SPREADS[spread]
    made = crowd(book, CROWD - 50, apart, "first")
    post_many(made)
    assert not PartBalance.objects.exists()

    more = crowd(book, CROWD + 500, apart, "second")  # becomes crowded
    post_many(more)
    last = crowd(book, 700, apart, "third")  # is crowded already
    post_many(last)
    one = crowd(book, 3, apart, "fourth")  # singly
    for posting in one:
        post(posting)
    made += more + last + one

    assert set(PartBalance.objects.values_list("level", flat=True)) == levels
    chance = random.Random(1)
    moments = [posting.effective_at for posting in chance.sample(made, 60)] + [
        MORNING,
        MORNING - timedelta(days=1),
    ]
    moments += [MORNING + timedelta(days=1), MORNING + timedelta(hours=2)]
    for moment in moments:
        assert asof(book, made, moment)
        assert asof(book, made, moment - MICRO)
        assert asof(book, made, moment + timedelta(seconds=50))


def test_one_posting_after_the_other_makes_a_day_crowded(book):
    made = crowd(book, CROWD + 5, timedelta(seconds=5), "one")
    post_many(made[: CROWD - 2])
    for posting in made[CROWD - 2 :]:
        post(posting)

    assert PartBalance.objects.filter(account=book["book"], level=1).exists()
    for number in (0, 250, CROWD - 1, CROWD + 4):
        assert asof(book, made, made[number].effective_at)


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "staff"])
def test_one_statement_meets_days_that_are_crowded_that_become_so_and_that_do_not(alice):
    """Several of each in one statement: each day finds its own movements, and verification adds all up again."""

    def days(rows_of_day, name):
        return [
            replace(posting, effective_at=posting.effective_at + timedelta(days=day))
            for day, rows in enumerate(rows_of_day)
            for posting in crowd(book, rows, timedelta(seconds=5), f"{name}:{day}")
        ]

    with acting_as(alice):
        book = create_book(owner=alice)
        made = days([CROWD + 100, CROWD + 100, CROWD - 50, 30, CROWD + 1], "first")
        post_many(made)
        more = days([40, 700, 80, CROWD, 1], "second")
        post_many(random.Random(2).sample(more, len(more)))
        made += more
        for posting in random.Random(1).sample(made, 80):
            assert asof(book, made, posting.effective_at)
            assert asof(book, made, posting.effective_at - MICRO)
        crowded = PartBalance.objects.filter(account=book["book"], level=1).dates("starts_at", "day")
        assert len(crowded) == 5  # 2,140, 2,800, 2,030, 2,030 and 2,002 entries

    assert verify().is_sound


def kept_parts():
    return set(
        PartBalance.objects.values_list("account", "level", "starts_at", "debit_micro", "credit_micro")
    )


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "staff"])
def test_days_that_were_crowded_by_the_former_measure_lose_their_parts_when_it_changes(alice):
    """And find them again on the way back; what is posted afterwards is kept rightly by either measure."""
    onwards, mark, back = (
        (settings.BASE_DIR / "ledger/sql/larger_crowds.sql").read_text().partition(REVERSE_MARK)
    )
    assert mark

    def measure_by(sql):
        with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
            cursor.execute(sql)
        assert verify().is_sound
        with acting_as(alice):
            return kept_parts()

    with acting_as(alice):
        book = create_book(owner=alice)
        post_many(crowd(book, 700, timedelta(seconds=20), "of the former"))
        day_later = [
            replace(posting, effective_at=posting.effective_at + timedelta(days=1))
            for posting in crowd(book, CROWD + 500, timedelta(milliseconds=120), "of both")
        ]
        post_many(day_later)
        at_first = kept_parts()
    assert {level for _, level, *_ in at_first} == {1}

    try:
        former = measure_by(back)
        assert former > at_first
        assert {level for _, level, *_ in former} == {1, 2}, "of 100 seconds each has more than 500"
        assert measure_by(onwards) == at_first
    finally:
        measure_by(onwards)

    with acting_as(alice):
        post_many(crowd(book, CROWD, timedelta(seconds=7), "more"))
    assert verify().is_sound


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "staff"])
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger_partbalance SET debit_micro = debit_micro + 1 WHERE level = 2",
        "DELETE FROM ledger_partbalance WHERE level = 1",
        "INSERT INTO ledger_partbalance SELECT 3, now(), 1, 1, 2, account_id FROM ledger_daybalance LIMIT 1",
    ],
)
def test_verification_finds_a_wrong_part(alice, change):
    with acting_as(alice):
        post_many(crowd(create_book(owner=alice), 4 * CROWD, timedelta(milliseconds=20), "first"))
    assert verify().is_sound
    with connections["owner"].cursor() as cursor:
        cursor.execute(change)

    assert {problem.check for problem in verify().problems} == {"parts"}
