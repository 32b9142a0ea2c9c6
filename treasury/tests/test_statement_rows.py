"""Accounts, statements and the trial balance: the journal beside what the bookmaker says."""

import pytest
from django.urls import reverse

from imports.tests.factories import import_lines, line
from ledger.models import Account
from treasury.models import StatementLine
from treasury.statements import standing
from web.context import acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, alice):
    client.force_login(alice)
    return client


def book(owner, code="book:sportsbet"):
    with acting_as(owner):
        return Account.objects.get(code=code)


def stands(owner):
    with acting_as(owner):
        return standing(owner, Account.objects.get(code="book:sportsbet"))


def text(page, name, *args, query=""):
    return page.get(reverse(name, args=args) + query).text


def test_an_empty_book_teaches(page):
    assert "No accounts yet" in text(page, "money:list")
    assert "Nothing posted yet" in text(page, "money:trial-balance")


def test_a_complete_statement_leaves_no_difference(page, alice):
    import_lines(alice, line("deposit", "50", balance="50"), line("withdrawal", "-20", day=1, balance="30"))
    assert stands(alice).difference_micro == 0
    assert "the files explain every cent" in text(page, "money:account", book(alice).pk)


def test_what_was_there_before_is_told_apart_from_what_is_missing(page, alice):
    import_lines(alice, line("deposit", "50", balance="57"), line("withdrawal", "-20", day=1, balance="37"))
    assert stands(alice).is_opening
    assert "was there before your files begin" in text(page, "money:account", book(alice).pk)
    import_lines(alice, line("withdrawal", "-1", day=3, balance="16"))
    assert not stands(alice).is_opening
    assert "money no row of your files explains" in text(page, "money:account", book(alice).pk)


def test_each_row_opens_to_its_line_and_its_bet(page, alice):
    import_lines(
        alice, line("stake", "-5", bet_ref="b", description="Arsenal"), line("win", "9", bet_ref="b", day=1)
    )
    with acting_as(alice):
        stake = StatementLine.objects.get(kind="stake")
        won = Account.objects.get(code="won:sportsbet")
    assert reverse("imports:line", args=[stake.pk]) in text(page, "money:account", book(alice).pk)
    assert "Result of a bet" in text(page, "money:account", won.pk)


def test_what_was_taken_back_leads_to_its_line_too(page, alice):
    import_lines(alice, line("deposit", "5", key="1"), line("info", key="x", day=2))
    import_lines(alice, line("deposit", "6", key="1"), line("info", key="y", day=4))
    shown = text(page, "money:account", book(alice).pk)
    assert shown.count("(taken back)") == 1
    with acting_as(alice):
        corrected = StatementLine.objects.get(key="1")
    assert shown.count(reverse("imports:line", args=[corrected.pk])) == 3


def test_a_statement_is_paged_by_key_and_by_date(page, alice):
    import_lines(
        alice, *(line("deposit", "1", day=number, description=f"row {number};") for number in range(70))
    )
    pk = book(alice).pk
    first = text(page, "money:account", pk)
    assert "row 69;" in first
    assert "row 19;" not in first
    oldest = text(page, "money:account", pk, query="?at=last")
    assert "row 0;" in oldest
    assert "row 69;" not in oldest
    assert "row 5;" in text(page, "money:account", pk, query="?on=2026-03-06")
    assert "row 69;" in text(page, "money:account", pk, query="?before=nonsense&on=never")


def test_the_trial_balance_comes_to_zero_in_each_currency(page, alice):
    import_lines(
        alice,
        line("deposit", "10"),
        line("deposit", "20", currency="GBP"),
        line("stake", "-3", bet_ref="b"),
        line("win", "8", bet_ref="b", day=1),
    )
    shown = text(page, "money:trial-balance")
    assert shown.count("$0.00") >= 1
    assert "£0.00" in shown


def test_the_pages_ask_the_database_little(page, alice, django_assert_max_num_queries):
    import_lines(alice, *(line("deposit", "1", day=number) for number in range(60)))
    pk = book(alice).pk
    for name, args in (("money:list", ()), ("money:account", (pk,)), ("money:trial-balance", ())):
        with django_assert_max_num_queries(16):
            page.get(reverse(name, args=args))
