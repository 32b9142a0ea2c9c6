"""What the rows of a table of one's own become."""

import numpy as np
import pytest

from imports.formats import Options
from imports.mapping.cells import is_clock, with_clock
from imports.mapping.mapped import MappedFormat
from imports.tests.own_tables import PARTED, read


@pytest.mark.parametrize("style", PARTED)
def test_what_was_bet_on_is_put_together_from_its_columns(style):
    text, columns, selections = PARTED[style]
    table, found = read(text)
    assert {role: found.mapping.columns.get(role) for role in columns} == columns
    parsed = MappedFormat(found.mapping).parse(table.frame, Options(user_currency="GBP"))
    assert not len(parsed.rejects), list(parsed.rejects["reason"])
    assert list(parsed.bets["selection"]) == selections
    assert [said.split("\n")[-1] for said in parsed.lines["description"]] == selections


def test_bets_of_two_players_are_two_bets():
    """They are known by what was bet on: neither the side nor the game tells them apart."""
    text = PARTED["a player, a statistic, a side and a line"][0].replace(
        "Rebounds,Under,9", "Points,Over,22.5"
    )
    table, found = read(text)
    parsed = MappedFormat(found.mapping).parse(table.frame, Options(user_currency="GBP"))
    assert parsed.bets["ref"].nunique() == 2


def test_two_sides_are_an_event():
    table, found = read(
        "date,home,away,stake,odds,result\n2026-01-05,Ulm,Jena,5,2,won\n2026-01-06,Ulm,,5,2,won\n"
    )
    parsed = MappedFormat(found.mapping).parse(table.frame, Options())
    assert list(parsed.bets["event"]) == ["Ulm v Jena", "Ulm"]


def test_a_market_or_a_pick_says_that_it_is_a_multi():
    rows = [
        ("parlay", "Emus"),
        ("Any", "3-leg parlay"),
        ("Double chance", "Emus"),
        ("Double", "Emus and Owls"),
        ("Multi goals", "2-4"),
        ("Multigoals", "2-4"),
        ("moneyline", "Legends"),
        ("Acca", "a"),
        ("4-fold", "a"),
        ("Kombiwette", "a"),
        ("To qualify", "Emus in the 2nd leg"),
        ("two-legger", "a"),
        ("Combined rebounds", "Over 7.5"),
        ("Multiple goalscorers", "Yes"),
        ("Combiné", "a"),
    ]
    text = "date,market,selection,odds,stake,result\n" + "".join(
        f"2026-01-{n:02},{market},{selection},2.5,5,won\n" for n, (market, selection) in enumerate(rows, 1)
    )
    table, found = read(text)
    structures = (
        MappedFormat(found.mapping).parse(table.frame, Options(user_currency="GBP")).bets["structure"]
    )
    are_multis = [structure == "multi" for structure in structures]
    assert are_multis == [
        True,
        True,
        False,
        True,
        False,
        False,
        False,
        True,
        True,
        True,
        False,
        True,
        False,
        False,
        True,
    ]


def test_what_an_each_way_bet_won_its_odds_do_not_tell():
    table, found = read(
        "date,selection,odds,stake,each way,result\n2026-01-03,Iroko,6/1,5,Y,won\n2026-01-04,Iroko,6/1,5,,won\n"
        "2026-01-05,Iroko,6/1,5,Y,lost\n"
    )
    parsed = MappedFormat(found.mapping).parse(table.frame, Options(user_currency="GBP"))
    assert list(parsed.bets["profit_micro"]) == [30_000_000, -5_000_000]
    assert list(parsed.bets["is_each_way"]) == [False, True]
    assert list(parsed.rejects["reason"]) == ["The row does not tell what was paid."]


def test_a_bet_that_is_over_without_a_figure_is_undecided():
    table, found = read(
        "date,stake,odds,result,status,profit\n2026-01-05,5,2,,Settled,\n2026-01-06,5,2,,Settled,5\n"
        "2026-01-07,5,2,,Accepted,0\n2026-01-08,5,2,won,Settled,5\n2026-01-09,5,2,lost,Settled,-5\n"
        "2026-01-10,5,2,,Mystery,\n"
    )
    bets = MappedFormat(found.mapping).parse(table.frame, Options()).bets
    assert list(bets["status"]) == ["undecided", "won", "open", "won", "lost", "open"]
    assert bets["profit_micro"].isna().tolist() == [True, False, True, False, False, True]
    assert bets["settled_at"].isna().tolist() == [True, False, True, False, False, True]


def test_a_promise_of_nothing_is_none():
    table, found = read(
        "date,match,stake,odds,potential win,potential payout,result\n2026-01-05,A v B,10,2.5,0,0,won\n"
        "2026-01-06,A v B,10,2.5,20,0,won\n2026-01-07,A v B,10,2.5,0,40,won\n"
    )
    assert {"to_win", "to_return"} <= found.mapping.columns.keys()
    bets = MappedFormat(found.mapping).parse(table.frame, Options()).bets
    assert list(bets["profit_micro"]) == [15_000_000, 20_000_000, 30_000_000]


def test_commission_is_read_with_the_files_decimal_mark():
    table, found = read(
        "Datum;Spiel;Einsatz;Quote;Ergebnis;Gewinn;Commission\n05.01.2026;A - B;10,00;2,50;gewonnen;14,25;0,750\n"
        "06.01.2026;A - B;10,00;2,50;offen;;0,750\n"
    )
    bets = MappedFormat(found.mapping).parse(table.frame, Options()).bets
    assert list(bets["commission_micro"]) == [750_000, 0]


@pytest.mark.parametrize(
    ("day", "clock", "told"),
    [
        ("05/01/2026", "7:05 PM", "05/01/2026 19:05:00"),
        ("05/01/2026", "12:05 am", "05/01/2026 00:05:00"),
        ("05/01/2026", "12 p.m.", "05/01/2026 12:00:00"),
        ("05.01.2026", "21h05", "05.01.2026 21:05:00"),
        ("05.01.2026", "21 Uhr", "05.01.2026 21:00:00"),
        ("2026-01-05 00:00:00", "21:05:33", "2026-01-05 21:05:33"),
        ("2026-01-05 10:00", "21:05", "2026-01-05 10:00"),
        ("2026-01-05", "", "2026-01-05"),
        ("2026-01-05", "late", "2026-01-05"),
        ("2026-01-05", "7", "2026-01-05"),
        ("", "21:05", ""),
    ],
)
def test_a_day_gets_the_time_of_day_beside_it(day, clock, told):
    days, clocks = (np.array([cell], dtype=object) for cell in (day, clock))
    assert list(with_clock(days, clocks)) == [told]
    if told != day:
        assert is_clock(clock)


def test_a_time_of_day_counts_in_the_zone_that_was_chosen():
    table, found = read("Date,Time,Stake,Odds,Result\n2026-07-05,7:05 PM,5,2.5,won\n")
    parsed = MappedFormat(found.mapping).parse(table.frame, Options(timezone="America/New_York"))
    assert [moment.isoformat() for moment in parsed.bets["placed_at"]] == ["2026-07-05T23:05:00+00:00"]
