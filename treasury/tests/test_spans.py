"""Which stretches of an account are proved: over several files, ties, rows out of time, and gaps."""

from datetime import UTC, datetime, timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.chart import bookmaker_accounts
from treasury.models import LineKind, ProvedSpan, StatementLine
from treasury.spans import refresh_spans
from treasury.trails import follows_somehow
from web.context import acting_as

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)


def write(owner, account, number, minute, amount, balance):
    """A line with a stated balance, `minute` after the start."""
    StatementLine.objects.create(
        owner=owner,
        account=account,
        key=str(number),
        kind=LineKind.ADJUSTMENT,
        occurred_at=START + timedelta(minutes=minute),
        currency="AUD",
        amount_micro=amount,
        balance_micro=balance,
        as_of=START,
    )


@pytest.fixture
def book(alice):
    """Writes rows (minute, amount, balance) in this order; tells the spans found."""
    with acting_as(alice):
        account = bookmaker_accounts(owner=alice, slug="sportsbet", name="Sportsbet", currency="AUD")["book"]

    class Book:
        written = 0

        def tell(self, *rows, since=None):
            with acting_as(alice):
                for row in rows:
                    self.written += 1
                    write(alice, account, self.written, *row)
                moment = None if since is None else START + timedelta(minutes=since)
                refresh_spans(alice.pk, [account.pk], since=moment)
            return self.spans()

        def spans(self):
            """What each says: (rows, missing before, opening, closing)."""
            with acting_as(alice):
                found = ProvedSpan.objects.filter(account=account).order_by("position")
                return [
                    (span.rows, span.missing_micro, span.opening_micro, span.closing_micro) for span in found
                ]

        def forget(self, *keys):
            with acting_as(alice):
                StatementLine.objects.filter(account=account, key__in=[str(key) for key in keys]).delete()
                refresh_spans(alice.pk, [account.pk])
            return self.spans()

    return Book()


def test_rows_that_follow_are_one_span_with_what_was_there_before(book):
    assert book.tell((1, 10, 60), (2, -5, 55), (3, 1, 56)) == [(3, 50, 50, 56)]


def test_a_gap_divides_and_says_how_much_is_missing(book):
    assert book.tell((1, 10, 10), (5, 3, 20), (6, 1, 21)) == [(1, 0, 0, 10), (2, 7, 17, 21)]


def test_a_file_that_covers_the_gap_joins_the_spans(book):
    assert len(book.tell((1, 10, 10), (5, 3, 20), (6, 1, 21))) == 2
    assert book.tell((2, 4, 14), (3, 3, 17), since=2) == [(5, 0, 0, 21)]
    assert book.forget(4, 5) == [(1, 0, 0, 10), (2, 7, 17, 21)]


def test_newer_rows_go_on_from_the_last_span(book):
    book.tell((1, 10, 60), (2, -5, 55))
    assert book.tell((3, 1, 56), since=3) == [(3, 50, 50, 56)]
    assert book.tell((9, 1, 99), since=9) == [(3, 50, 50, 56), (1, 42, 98, 99)]


def test_rows_of_one_minute_from_several_files_are_proved_in_whatever_order_they_came(book):
    assert book.tell((1, 10, 10), (2, 3, 16), (2, 4, 20), (3, 1, 21)) == [(1, 0, 0, 10), (3, 3, 13, 21)]
    assert book.tell((2, 3, 13), since=2) == [(5, 0, 0, 21)]


def test_a_row_told_out_of_its_time_is_still_all_there(book):
    assert book.tell((1, 10, 10), (2, 5, 22), (3, 7, 17), (4, 1, 23)) == [(4, 0, 0, 23)]


def test_the_first_and_the_last_rows_may_be_out_of_order_too(book):
    assert book.tell((1, 5, 18), (1, 3, 13), (2, 1, 19)) == [(3, 10, 10, 19)]
    assert book.tell((3, 5, 27), (3, 3, 22)) == [(5, 10, 10, 27)]


def test_a_row_whose_balance_was_altered_is_not_taken_for_out_of_order(book):
    assert book.tell((1, 10, 10), (2, 5, 18), (3, 1, 16)) == [(1, 0, 0, 10), (1, 3, 13, 18), (1, -3, 15, 16)]


def test_a_row_told_twice_leaves_less_than_the_bookmaker_says(book):
    assert book.tell((1, 10, 10), (2, 5, 15), (2, 5, 15), (3, 1, 16)) == [(2, 0, 0, 15), (2, -5, 10, 16)]


def test_money_without_a_stated_balance_counts_and_breaks_nothing(book):
    assert book.tell((1, 10, 10), (2, 5, None), (3, 1, 16)) == [(2, 0, 0, 16)]


def test_rows_without_money_are_part_of_a_span(book):
    assert book.tell((1, 10, 10), (2, None, 10), (3, 0, 10), (3, 1, 11)) == [(4, 0, 0, 11)]


def test_an_account_without_stated_balances_has_no_span(book):
    assert book.tell((1, 10, None), (2, 5, None)) == []


def test_balances_that_can_be_put_into_order_and_those_that_cannot():
    assert follows_somehow(0, 0, [])
    assert follows_somehow(0, 6, [(4, 6), (0, 1), (1, 4)])
    assert follows_somehow(0, 1, [(0, 1), (1, 0), (0, 1)])
    assert not follows_somehow(0, 6, [(4, 6), (0, 1)])
    assert not follows_somehow(0, 1, [(0, 1), (5, 6), (6, 5)])
    assert not follows_somehow(0, 1, [])


@given(amounts=st.lists(st.integers(-4, 4).filter(bool), min_size=1, max_size=12), data=st.data())
@settings(max_examples=200, deadline=None)
def test_any_shuffle_of_true_rows_can_be_put_into_order(amounts, data):
    balances = [sum(amounts[:count]) for count in range(len(amounts) + 1)]
    rows = list(zip(balances, balances[1:], strict=False))
    assert follows_somehow(0, balances[-1], data.draw(st.permutations(rows)))


@pytest.mark.thorough
@given(
    amounts=st.lists(st.integers(-9, 9).filter(bool), min_size=4, max_size=14),
    missing=st.integers(0, 13),
    shuffled=st.randoms(),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_spans_grown_file_by_file_are_those_of_all_rows_at_once(alice, amounts, missing, shuffled):
    """Whatever the order in which rows come in, the money found missing is the money of the row left out."""
    with acting_as(alice):
        account = bookmaker_accounts(owner=alice, slug="any", name="Any", currency="AUD")["book"]
        StatementLine.objects.filter(account=account).delete()
        ProvedSpan.objects.filter(account=account).delete()
        balance, rows = 0, []
        for at, amount in enumerate(amounts):
            balance += amount
            rows.append((at, amount, balance))
        gone = missing % len(rows)
        del rows[gone]
        shuffled.shuffle(rows)
        for number, (minute, amount, balance) in enumerate(rows):
            write(alice, account, number, minute, amount, balance)
            refresh_spans(alice.pk, [account.pk], since=START + timedelta(minutes=minute))
        grown = list(ProvedSpan.objects.filter(account=account).values_list("rows", "missing_micro"))
        refresh_spans(alice.pk, [account.pk])
        assert grown == list(ProvedSpan.objects.filter(account=account).values_list("rows", "missing_micro"))
        assert sum(each for each, _ in grown) == len(rows)
        if 0 < gone < len(rows):
            assert [micro for _, micro in grown] == [0, amounts[gone]]


def test_accounts_imported_before_there_were_spans_get_theirs(alice, book):
    known = book.tell((1, 10, 60), (2, -5, 55))
    migration = import_module("treasury.migrations.0005_prove_known_accounts")
    with acting_as(alice):
        ProvedSpan.objects.all().delete()
        migration.prove(None, SimpleNamespace(connection=connection))
    assert book.spans() == known
