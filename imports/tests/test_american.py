"""Trackers of the United States: American odds, stray lines, ragged rows, legs, bonus bets."""

from pathlib import Path

import pytest

from imports import formats, sniff
from imports.formats._american import read_american
from imports.formats._base import Options

HEAD = (
    "League,Start Time,Game,Pick Desc,Type,Period,Odds,Odds/Spread/Total,Result,Units Wagered,Units Net,Money Wagered,"
    "Money Net,Tag\n"
)
ROW = "mlb,2025-07-05T20:10:00.000Z,{game},{pick},ml_away,game,124,124,{result},80.65,100.006,80.65,100.006,{tag}\n"


def parse(text, **options):
    table = sniff.read(text.encode(), "history.csv")
    found = formats.detect(table.sample).format
    return found, found.parse(table.frame, Options(**options))


def action(*rows):
    return parse("data:text/csv;charset=utf-8,\n" + HEAD + "".join(rows))[1]


@pytest.mark.parametrize(
    ("said", "decimal"),
    [("+150", "2.5"), ("150", "2.5"), ("-200", "1.5"), ("−110", "1.909091"), ("even", "2"), ("-100", "2"),
     ("99", None), ("1.91", None), ("N/A", None), ("", None), ("+1,000", "11")],
)  # fmt: skip
def test_american_odds_are_read_signed_or_not(said, decimal):
    assert read_american(said) == decimal


def test_pikkit_rows_may_have_american_odds_with_a_sign():
    found, parsed = parse(
        "bet_id,sportsbook,type,status,odds,closing_line,amount,profit,time_placed_iso,bet_info,sports,leagues\n"
        "1,DraftKings,straight,SETTLED_WIN,-110,-125,22,20,2026-01-02T15:00:00Z,Emus ML,Basketball,NBA\n"
        "2,DraftKings,straight,SETTLED_LOSS,+300,2.5,10,-10,2026-01-03T15:00:00Z,Roos ML,Basketball,NBA\n"
        "3,DraftKings,straight,PENDING,1.9,,10,,2026-01-04T15:00:00Z,Bats ML,Basketball,NBA\n"
    )
    assert found.slug == "pikkit"
    assert parsed.bets[["odds", "closing_odds"]].values.tolist() == [
        ["1.909091", "1.8"],
        ["4", "2.5"],
        ["1.9", None],
    ]


def test_the_stray_first_line_is_no_header():
    parsed = action(ROW.format(game="HOU @ LAD", pick="HOU +124", result="win", tag=""))
    (bet,) = parsed.bets.to_dict("records")
    assert (bet["odds"], bet["stake_micro"], bet["profit_micro"]) == ("2.24", 80_650_000, 100_006_000)
    assert (bet["event"], bet["market"], bet["sport"], bet["competition"]) == (
        "HOU @ LAD",
        "Moneyline",
        "Baseball",
        "MLB",
    )


@pytest.mark.parametrize("tag", ["", "hunch"])
def test_a_comma_in_the_pick_is_put_right(tag):
    parsed = action(ROW.format(game="HOU @ LAD", pick="HOU, in the sun", result="win", tag=tag))
    assert list(parsed.bets["selection"]) == ["HOU, in the sun"]
    assert "put right" in parsed.notes[0]


def test_a_comma_in_the_tag_is_put_right():
    parsed = action(ROW.format(game="HOU @ LAD", pick="HOU +124", result="loss", tag="one, two, three"))
    assert list(parsed.bets["status"]) == ["lost"]


@pytest.mark.parametrize("row", ["\n", "x\n", "mlb,2025-07-05T20:10:00.000Z,A @ B,C,ml_away\n"])
def test_rows_of_too_few_cells_are_refused_and_counted(row):
    parsed = action(ROW.format(game="A @ B", pick="C", result="win", tag=""), row)
    assert len(parsed.lines) == 1
    assert len(parsed.rejects) == (1 if row.strip() else 0)


@pytest.mark.parametrize("wagered", ["", "0", "-5"])
def test_nothing_wagered_is_refused_and_never_a_bet_of_nothing(wagered):
    row = ROW.format(game="A @ B", pick="C", result="win", tag="").replace(
        "80.65,100.006,", f"{wagered},100.006,"
    )
    assert len(action(row).rejects) == 1


def fixture(slug, name):
    return (Path(__file__).parent / "fixtures" / slug / name).read_text()


def test_zones_count_across_daylight_saving():
    _, parsed = parse(fixture("oddsjam", "march.csv"))
    hours = [moment.isoformat() for moment in parsed.bets["placed_at"][:2]]
    assert hours == ["2025-03-09T06:30:00+00:00", "2025-03-09T07:30:00+00:00"]


def test_a_bet_keeps_its_key_when_it_is_settled_and_noted():
    once = parse(fixture("oddsjam", "march.csv"))[1]
    later = fixture("oddsjam", "march.csv").replace("-20,lost,normal,tag,,", "-20,won,normal,other,a note,")
    assert list(parse(later)[1].lines["key"]) == list(once.lines["key"])


def test_a_free_bet_stakes_no_own_money():
    _, parsed = parse(fixture("oddsjam", "march.csv"))
    free = parsed.bets[parsed.bets["bonus"] == "stated"].iloc[0]
    assert (free["stake_micro"], free["bonus_stake_micro"], free["profit_micro"]) == (
        0,
        25_000_000,
        52_500_000,
    )


def test_the_rows_of_a_parlay_stake_once():
    _, parsed = parse(fixture("oddsjam", "march.csv"))
    parlay = parsed.bets[parsed.bets["structure"] == "multi"]
    assert list(parlay["stake_micro"]) == [10_000_000]
    assert list(parlay["legs_count"]) == [2]
    assert len(parsed.legs) == 2


def test_only_the_primary_row_carries_money():
    _, parsed = parse(fixture("scout-draftkings", "autumn.csv"))
    parlay = parsed.bets[parsed.bets["structure"] == "multi"].iloc[0]
    assert (parlay["stake_micro"], parlay["profit_micro"], parlay["legs_count"]) == (
        10_000_000,
        59_500_000,
        3,
    )
    assert len(parsed.legs) == 3
    assert "marked Primary" in " ".join(parsed.rejects["reason"])


def test_draftkings_states_bonus_and_boost():
    _, parsed = parse(fixture("scout-draftkings", "autumn.csv"))
    bets = parsed.bets.set_index("ref")
    bonus, boosted = bets.loc["DK63800000000000003"], bets.loc["DK63800000000000004"]
    assert (bonus["bonus"], bonus["stake_micro"], bonus["profit_micro"]) == ("stated", 0, 35_000_000)
    assert (boosted["odds"], boosted["note"]) == ("2.25", "Boosted, as stated (25 %).")
    assert bets.loc["DK63800000000000006", "status"] == "cashed_out"


def test_fanduels_bonus_is_inferred_from_a_payout_without_the_stake():
    _, parsed = parse(fixture("scout-fanduel", "autumn.csv"))
    bets = parsed.bets.set_index("ref")
    bonus = bets.loc["O/0111111/0000003"]
    assert (bonus["bonus"], bonus["stake_micro"], bonus["profit_micro"]) == ("inferred", 0, 37_500_000)
    assert bets.loc["O/0111111/0000001", "bonus"] == "none"
    assert bets.loc["O/0111111/0000002", "odds"] == "3.64"
    assert bets.loc["O/0111111/0000006", "status"] == "open"
