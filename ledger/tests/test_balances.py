"""Kept figures equal what anybody would add up by hand."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.tests.factories import create_user
from ledger import balances, errors
from ledger.models import Account, Movement
from ledger.money import format_micro
from ledger.posting import post_many
from ledger.statement import StatementPage, StatementRow, statement
from ledger.tests.factories import MORNING, aud, create_book, create_posting, deposit
from web.context import acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(alice):
    with acting_as(alice):
        yield create_book(owner=alice)


def after_minutes(minutes: int) -> datetime:
    return MORNING + timedelta(minutes=minutes)


def by_hand(account: Account, moment: datetime | None = None) -> int:
    """Add up the journal row by row."""
    total = 0
    for row in Movement.objects.all():
        if moment is None or row.effective_at <= moment:
            total += row.amount_micro * ((row.debit_id == account.pk) - (row.credit_id == account.pk))
    return total


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (MORNING - timedelta(days=400), "0"),
        (MORNING - timedelta(microseconds=1), "0"),
        (MORNING, "10"),
        (MORNING + timedelta(hours=1), "10"),
        (MORNING + timedelta(days=1) - timedelta(microseconds=1), "10"),
        (MORNING + timedelta(days=1), "30"),
        (datetime(2026, 3, 2, 23, 59, 59, tzinfo=UTC), "30"),
        (datetime(2026, 3, 3, 0, 0, tzinfo=UTC), "30"),
        (MORNING + timedelta(days=900), "30"),
    ],
)
def test_a_balance_as_of_includes_its_very_moment(book, moment, expected):
    deposit(book, "10")
    deposit(book, "20", day=1)

    assert balances.balance_asof(book["book"], moment) == aud(expected)


def test_a_moment_in_another_time_zone_is_the_same_moment(book):
    deposit(book, "10", at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    deposit(book, "20", at=datetime(2026, 3, 2, 0, 30, tzinfo=UTC))
    sydney = timezone(timedelta(hours=11))

    assert balances.balance_asof(book["book"], datetime(2026, 3, 2, 11, 0, tzinfo=sydney)) == aud("10")
    with pytest.raises(ValueError, match="time zone"):
        balances.balance_asof(book["book"], datetime(2026, 3, 2))


def test_no_match_is_not_zero(book, bob):
    with pytest.raises(errors.UnknownAccount):
        balances.balance(999_999_999)
    with acting_as(bob), pytest.raises(errors.UnknownAccount):
        balances.balance(book["book"])
    with acting_as(bob), pytest.raises(errors.UnknownAccount):
        balances.balance_asof(book["book"], MORNING)


class TestAnyJournal(TestCase):
    @settings(max_examples=25)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["book", "open", "won"]),
                st.sampled_from(["outside", "lost", "adjust"]),
                st.integers(1, 10**9),
                st.integers(0, 60 * 24 * 5),
            ),
            max_size=30,
        ),
        st.lists(st.integers(-60, 60 * 24 * 6), max_size=5),
    )
    def test_balances_now_and_then_equal_the_journal_added_up(self, rows, minutes):
        alice = create_user(email="alice@example.com")
        with acting_as(alice):
            book = create_book(owner=alice)
            post_many(
                create_posting(debit=book[d], credit=book[c], amount=format_micro(n), at=after_minutes(m))
                for d, c, n, m in rows
            )
            for account in book.values():
                assert balances.balance(account) == by_hand(account)
                for minute in minutes:
                    moment = after_minutes(minute)
                    assert balances.balance_asof(account, moment) == by_hand(account, moment)
            assert set(balances.totals(balances.trial_balance()).values()) <= {0}


# --- Trial balance -------------------------------------------------------------------------------------------------
def test_a_trial_balance_lists_every_account_and_sums_to_zero_per_currency(book, alice):
    euros = create_book(owner=alice, currency="EUR", slug="betfair")
    deposit(book, "100")
    deposit(euros, "7", currency="EUR")

    rows = balances.trial_balance()

    assert len(rows) == 18
    assert balances.totals(rows) == {"AUD": 0, "EUR": 0}
    cash = {(row.code, row.currency): row.balance_micro for row in rows if row.code.startswith("book:")}
    assert cash == {("book:sportsbet", "AUD"): aud("100"), ("book:betfair", "EUR"): aud("7")}
    assert {row.currency for row in balances.trial_balance("EUR", owner=alice)} == {"EUR"}


# --- Statement -----------------------------------------------------------------------------------------------------
def figures(page: StatementPage) -> list[tuple[int, int]]:
    return [(row.change_micro, row.balance_micro) for row in page.rows]


def test_a_statement_shows_newest_first_with_the_balance_after_each(book):
    deposit(book, "100")
    deposit(book, "50", day=2)
    post_many([create_posting(debit=book["open"], credit=book["book"], amount="30", kind="stake", day=1)])

    page = statement(book["book"])

    assert figures(page) == [
        (aud("50"), aud("120")),
        (aud("-30"), aud("70")),
        (aud("100"), aud("100")),
    ]
    stake = page.rows[1]
    assert (stake.other_code, stake.debit_micro, stake.credit_micro) == ("open:sportsbet", 0, aud("30"))
    assert (page.has_newer, page.has_older) == (False, False)


def test_pages_meet_in_both_directions_even_within_one_moment(book):
    post_many(
        create_posting(debit=book["book"], credit=book["outside"], amount=str(n), day=n // 9)
        for n in range(1, 26)
    )
    whole = statement(book["book"], limit=100).rows

    older: list[StatementRow] = []
    before = None
    while True:
        page = statement(book["book"], before=before, limit=7)
        older += page.rows
        if not page.has_older:
            break
        before = page.rows[-1].position
    assert older == list(whole)

    newer: list[StatementRow] = []
    after = whole[-1].position
    while True:
        page = statement(book["book"], after=after, limit=7)
        newer = [*page.rows, *newer]
        if not page.has_newer:
            break
        after = page.rows[0].position
    assert newer == list(whole[:-1])


def test_a_period_keeps_the_balances_of_the_whole_account(book):
    for day in range(5):
        deposit(book, "10", day=day)
    page = statement(book["book"], since=MORNING + timedelta(days=1), until=MORNING + timedelta(days=3))

    assert figures(page) == [(aud("10"), aud("30")), (aud("10"), aud("20"))]
    assert statement(book["book"], since=MORNING + timedelta(days=50)).rows == []


def test_a_statement_of_a_stranger_is_empty(book, bob):
    deposit(book)
    with acting_as(bob):
        assert statement(book["book"]).rows == []
    with pytest.raises(ValueError, match="not both"):
        statement(book["book"], before=(MORNING, 1), after=(MORNING, 1))


def test_a_page_is_one_statement(book, django_assert_num_queries):
    deposit(book)
    with django_assert_num_queries(1):
        statement(book["book"])
