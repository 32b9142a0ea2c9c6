"""Bets worked out from statement lines: each case as the statement tells it, by hand."""

import pytest

from bets.models import Bet
from imports.tests.factories import at, bet, import_lines, line
from ledger import chart
from ledger.balances import balance
from ledger.money import format_micro, to_micro
from web.context import acting_as

pytestmark = pytest.mark.django_db


def told(owner, ref="b"):
    """(status, stake, returned, profit, turnover, bonus) of a bet, money as text."""
    with acting_as(owner):
        found = Bet.objects.get(ref=ref)
    money = (found.stake_micro, found.returned_micro, found.profit_micro, found.turnover_micro)
    return (found.status, *(None if micro is None else format_micro(micro) for micro in money), found.bonus)


def held(owner, sort):
    with acting_as(owner):
        book = chart.bookmaker_accounts(owner=owner, slug="sportsbet", name="Sportsbet", currency="AUD")
        return format_micro(balance(book[sort]))


def stake(amount="-10", **more):
    return line("stake", amount, bet_ref="b", **more)


CASES = {
    "win": ([("win", "25")], ("won", "10.00", "25.00", "15.00", "10.00", "none")),
    "loss told by a row": ([("lose", "0")], ("lost", "10.00", "0.00", "-10.00", "10.00", "none")),
    "void": ([("void", "10")], ("void", "10.00", "10.00", "0.00", "0.00", "none")),
    "stake returned": ([("stake_returned", "10")], ("void", "0.00", "0.00", "0.00", "0.00", "none")),
    "part of the stake returned, then won": (
        [("stake_returned", "4"), ("win", "12")],
        ("won", "6.00", "12.00", "6.00", "6.00", "none"),
    ),
    "cash-out above": ([("cashout", "14")], ("cashed_out", "10.00", "14.00", "4.00", "10.00", "none")),
    "cash-out below": ([("cashout", "4")], ("cashed_out", "10.00", "4.00", "-6.00", "10.00", "none")),
    "void of a part, the rest open": ([("void", "3")], ("undecided", "10.00", "3.00", None, "0.00", "none")),
    "nothing but a stake": ([], ("undecided", "10.00", "0.00", None, "0.00", "none")),
}


@pytest.mark.parametrize("name", CASES)
def test_a_bet_is_what_its_rows_sum_to(name, alice):
    rows, expected = CASES[name]
    import_lines(alice, stake(), *(line(kind, amount, bet_ref="b", day=1) for kind, amount in rows))
    assert told(alice) == expected
    if expected[3] is not None:
        assert held(alice, "open") == "0.00"


def test_a_win_without_a_stake_row_is_a_bonus_bet_by_inference(alice):
    import_lines(alice, line("win", "1.36", bet_ref="b"))
    assert told(alice) == ("won", "0.00", "1.36", "1.36", "0.00", "inferred")
    with acting_as(alice):
        assert "No stake row" in Bet.objects.get().note


def test_a_stake_of_nothing_is_a_bonus_bet_by_inference(alice):
    import_lines(alice, stake("0"), line("win", "20", bet_ref="b", day=1))
    assert told(alice) == ("won", "0.00", "20.00", "20.00", "0.00", "inferred")


def test_a_void_without_its_stake_row_wins_nothing(alice):
    import_lines(alice, line("void", "10", bet_ref="b"))
    assert told(alice) == ("void", "10.00", "10.00", "0.00", "0.00", "none")


def test_the_stake_arrives_in_another_file(alice):
    import_lines(alice, line("win", "25", bet_ref="b", day=2))
    later = import_lines(alice, stake())
    assert (later.bets_inserted, later.bets_updated) == (0, 1)
    assert told(alice) == ("won", "10.00", "25.00", "15.00", "10.00", "none")
    assert held(alice, "open") == "0.00"
    assert held(alice, "won") == "-15.00"


def test_a_markets_settlement_is_a_bet_whose_stake_nobody_tells(alice):
    import_lines(
        alice,
        line("settlement", "-7.5", bet_ref="m1"),
        line("settlement", "12", bet_ref="m2"),
        line("market_void", "0", bet_ref="m3"),
    )
    with acting_as(alice):
        rows = list(
            Bet.objects.order_by("ref").values_list("structure", "status", "profit_micro", "stake_micro")
        )
    assert rows == [
        ("market", "lost", to_micro("-7.5"), None),
        ("market", "won", to_micro("12"), None),
        ("market", "void", 0, None),
    ]
    assert held(alice, "open") == "0.00"
    assert held(alice, "lost") == "7.50"


def test_commission_of_a_bet_is_booked_once(alice):
    import_lines(
        alice, stake(), line("win", "30", bet_ref="b", day=1), line("commission", "-1", bet_ref="b", day=1)
    )
    assert told(alice) == ("won", "10.00", "30.00", "19.00", "10.00", "none")
    assert (held(alice, "commission"), held(alice, "won"), held(alice, "open")) == ("1.00", "-20.00", "0.00")


def test_commission_stated_within_a_net_return_is_booked_once(alice):
    import_lines(
        alice,
        stake(),
        line("win", "29", bet_ref="b", day=1),
        bets=[bet("b", row=2, commission="1")],
    )
    assert told(alice) == ("won", "10.00", "29.00", "19.00", "10.00", "none")
    assert (held(alice, "commission"), held(alice, "won"), held(alice, "open")) == ("1.00", "-20.00", "0.00")


# --- The thirty days' rule -------------------------------------------------------------------------------------------
def account(*rows):
    """Lines with a true running balance from 100; a row is (kind, amount, day) and more."""
    held_now, lines = to_micro("100"), [line("deposit", "100", key="d", balance="100")]
    for number, (kind, amount, day, *more) in enumerate(rows):
        held_now += to_micro(amount)
        ref = more[0] if more else None
        lines.append(
            line(kind, amount, key=f"r{number}", day=day, bet_ref=ref, balance=format_micro(held_now))
        )
    return lines


def test_a_stake_long_past_in_an_unbroken_account_is_lost_by_rule(alice):
    import_lines(alice, *account(("stake", "-10", 1, "b"), ("deposit", "5", 20), ("deposit", "5", 40)))
    assert told(alice) == ("lost", "10.00", "0.00", "-10.00", "10.00", "none")
    with acting_as(alice):
        found = Bet.objects.get()
    assert found.is_decided_by_rule
    assert found.settled_at == at(1)
    assert held(alice, "lost") == "10.00"


def test_a_stake_of_less_than_thirty_days_is_undecided(alice):
    import_lines(alice, *account(("stake", "-10", 1, "b"), ("deposit", "5", 30)))
    assert told(alice)[0] == "undecided"


def test_a_missing_row_after_the_stake_leaves_it_undecided(alice):
    rows = account(
        ("stake", "-10", 1, "b"), ("win", "30", 2, "b"), ("stake", "-5", 3, "c"), ("deposit", "5", 40)
    )
    gap = [row for row in rows if row["kind"] != "win"]
    import_lines(alice, *gap)
    assert told(alice)[0] == "undecided"
    assert told(alice, "c")[0] == "lost"


def test_rows_of_one_minute_prove_in_any_order(alice):
    rows = account(
        ("stake", "-10", 1, "b"), ("stake", "-1", 1, "c"), ("stake", "-2", 1, "d"), ("deposit", "5", 40)
    )
    import_lines(alice, rows[0], rows[3], rows[1], rows[2], rows[4])
    assert {told(alice, ref)[0] for ref in "bcd"} == {"lost"}


def test_a_bet_on_a_season_is_never_lost_by_rule(alice):
    import_lines(
        alice,
        *account(("stake", "-10", 1, "b"), ("deposit", "5", 90)),
        bets=[bet("b", row=3, event="AFL Premiership 2026", market="Outright", selection="Carlton")],
    )
    assert told(alice)[0] == "undecided"


def test_without_running_balances_nothing_is_lost_by_rule(alice):
    import_lines(alice, stake(), line("deposit", "5", day=90))
    assert told(alice)[0] == "undecided"


def test_a_later_row_overrules_the_rule(alice):
    import_lines(alice, *account(("stake", "-10", 1, "b"), ("deposit", "5", 40)))
    assert told(alice)[0] == "lost"
    later = import_lines(alice, line("win", "50", key="late", day=41, bet_ref="b", balance="145"))
    assert later.bets_updated == 1
    assert told(alice) == ("won", "10.00", "50.00", "40.00", "10.00", "none")
    assert (held(alice, "won"), held(alice, "lost"), held(alice, "open")) == ("-40.00", "0.00", "0.00")


def test_the_rule_is_asked_again_when_the_account_goes_on(alice):
    first = account(("stake", "-10", 1, "b"), ("deposit", "5", 20))
    import_lines(alice, *first)
    assert told(alice)[0] == "undecided"
    later = import_lines(alice, line("deposit", "5", key="next", day=45, balance="100"))
    assert told(alice)[0] == "lost"
    assert later.bets_updated == 1


def test_a_gap_found_later_takes_the_rules_word_back(alice):
    import_lines(alice, *account(("stake", "-10", 1, "b"), ("deposit", "5", 40)))
    import_lines(alice, line("deposit", "7", key="gap", day=50, balance="300"))
    assert told(alice)[0] == "undecided"
    assert held(alice, "lost") == "0.00"


def test_a_market_that_took_bonus_money_only_was_lost_not_void(alice):
    import_lines(alice, line("settlement", None, bonus="-10", bet_ref="b"))
    status, stake_, _, profit, turnover, bonus = told(alice)
    assert (status, stake_, profit, turnover, bonus) == ("lost", None, "0.00", "0.00", "stated")
    assert held(alice, "bonus") == "-10.00"
