"""Balances beside the bookmaker's own, the statement and the trial balance, as a person reads them."""

import html
import re

import pytest

from treasury.models import StatementLine
from treasury.statements import standings
from treasury.tests.factories import create_account
from web.context import acting_as


@pytest.fixture
def signed_in(client, alice):
    client.force_login(alice)
    return client


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


def test_an_account_that_agrees_has_no_difference(signed_in, alice):
    create_account(owner=alice, deposits=[50, 30])
    with acting_as(alice):
        (one,) = standings(alice)
    assert (one.journal_micro, one.stated_micro, one.difference_micro) == (80_000_000, 80_000_000, 0)
    assert "none" in words(signed_in.get("/money/"))


def test_money_that_no_row_explains_is_named(signed_in, alice):
    account = create_account(owner=alice, deposits=[50, 30], stated=95)
    with acting_as(alice):
        (one,) = standings(alice)
    assert one.difference_micro == 15_000_000
    assert "+$15.00" in words(signed_in.get("/money/"))
    assert "money no row of your files explains" in words(signed_in.get(f"/money/{account.pk}/"))


def test_of_rows_of_one_minute_the_end_of_the_chain_is_the_newest(alice):
    """Exports tell minutes: which row came last is told by the balances, not by the order in the file."""
    account = create_account(owner=alice, deposits=[50, 30, 20])
    with acting_as(alice):
        StatementLine.objects.filter(account=account).update(occurred_at="2026-03-02T03:00:00Z")
        (one,) = standings(alice)
    assert one.stated_micro == 100_000_000


def test_the_statement_shows_each_row_with_the_balance_after_it(signed_in, alice):
    account = create_account(owner=alice, deposits=[50, 30])
    text = words(signed_in.get(f"/money/{account.pk}/"))
    assert text.index("Deposit number 1") < text.index("Deposit number 0")
    assert "$80.00" in text


def test_the_statement_pages_by_key_there_and_back(signed_in, alice):
    account = create_account(owner=alice, deposits=[1] * 120)
    path = f"/money/{account.pk}/"
    first = signed_in.get(path).text
    assert "Deposit number 119" in first
    older = html.unescape(re.search(r'href="(\?before=[^"]+)"', first)[1])
    second = signed_in.get(path + older).text
    assert "Deposit number 69<" in second
    newer = html.unescape(re.search(r'href="(\?after=[^"]+)"', second)[1])
    assert "Deposit number 119" in signed_in.get(path + newer).text
    assert "Deposit number 0<" in signed_in.get(path + "?at=last").text


@pytest.mark.parametrize(
    "place", ["?before=x", "?after=1_2_3", "?on=tomorrow", "?before=2026-01-01_1", "?on=9999-12-31"]
)
def test_a_garbled_place_leads_to_the_newest_page(signed_in, alice, place):
    account = create_account(owner=alice, deposits=[7])
    response = signed_in.get(f"/money/{account.pk}/{place}")
    assert response.status_code == 200
    assert "Deposit number 0" in response.text


def test_a_date_can_be_jumped_to(signed_in, alice):
    account = create_account(owner=alice, deposits=[7])
    assert "Deposit number 0" in signed_in.get(f"/money/{account.pk}/?on=2026-03-02").text


def test_the_trial_balance_comes_to_zero(signed_in, alice):
    create_account(owner=alice, deposits=[50, 30])
    text = words(signed_in.get("/money/trial-balance/"))
    assert "Together AUD $0.00" in text


def test_an_empty_book_says_where_to_begin(signed_in):
    assert "No accounts yet" in words(signed_in.get("/money/"))
    assert "Nothing posted yet" in words(signed_in.get("/money/trial-balance/"))
