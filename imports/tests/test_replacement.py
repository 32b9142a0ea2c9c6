"""The same bytes with other settings replace what they told before, and nothing else."""

import pytest

from bets.models import Bet
from imports.tests.factories import bet, import_lines, line
from ledger import chart
from ledger.balances import balance
from ledger.money import format_micro
from treasury.models import StatementLine
from web.context import acting_as

pytestmark = pytest.mark.django_db
SHA = "c" * 64


def held(owner, currency, sort="book"):
    with acting_as(owner):
        book = chart.bookmaker_accounts(owner=owner, slug="sportsbet", name="Sportsbet", currency=currency)
        return format_micro(balance(book[sort]))


def file(currency):
    rows = (("deposit", "100", "1", None), ("stake", "-10", "2", "b"), ("win", "25", "3", "b"))
    return [line(kind, amount, key=key, bet_ref=ref, currency=currency) for kind, amount, key, ref in rows]


def test_another_currency_moves_everything(alice):
    import_lines(alice, *file("AUD"), sha=SHA)
    moved = import_lines(alice, *file("GBP"), sha=SHA)
    assert (moved.inserted, moved.bets_inserted) == (3, 1)
    assert (held(alice, "AUD"), held(alice, "AUD", "won")) == ("0.00", "0.00")
    assert (held(alice, "GBP"), held(alice, "GBP", "won")) == ("115.00", "-15.00")
    with acting_as(alice):
        assert StatementLine.objects.count() == 3
        assert Bet.objects.get().currency == "GBP"
    assert "3 rows" in moved.notes[0]
    back = import_lines(alice, *file("AUD"), sha=SHA)
    assert back.inserted == 3
    assert (held(alice, "AUD"), held(alice, "GBP")) == ("115.00", "0.00")


def test_what_another_file_tells_too_stays(alice):
    import_lines(alice, *file("AUD"), sha=SHA)
    import_lines(alice, *file("AUD")[:2])
    import_lines(alice, *file("GBP"), sha=SHA)
    with acting_as(alice):
        assert set(StatementLine.objects.filter(currency="AUD").values_list("key", flat=True)) == {"1", "2"}
        assert Bet.objects.get(currency="AUD").status == "undecided"
    assert (held(alice, "AUD"), held(alice, "AUD", "open")) == ("90.00", "10.00")


def test_the_same_settings_withdraw_nothing(alice):
    import_lines(alice, *file("AUD"), sha=SHA)
    again = import_lines(alice, *file("AUD"), sha=SHA)
    assert (again.unchanged, again.notes) == (3, [])


def test_a_trackers_bets_go_with_their_rows(alice):
    for bookmaker in ("Kalshi", "Novig"):
        row = line("bet", key="t", bet_ref="t", bookmaker=bookmaker)
        told = bet("t", from_lines=False, bookmaker=bookmaker, status="open", stake="5", at_risk="5", row=2)
        told["placed_at"] = row["occurred_at"]
        import_lines(alice, row, bets=[told], sha=SHA)
    with acting_as(alice):
        assert Bet.objects.get().bookmaker.name == "Novig"


def test_a_strangers_equal_file_stays(alice, bob):
    import_lines(alice, *file("AUD"), sha=SHA)
    import_lines(bob, *file("AUD"), sha=SHA)
    import_lines(alice, *file("GBP"), sha=SHA)
    assert held(bob, "AUD") == "115.00"
