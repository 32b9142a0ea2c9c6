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


def about(parsed, ref):
    """What a bet says it is about; None where it says nothing."""
    bet = parsed.bets.set_index("ref").loc[ref]
    return [
        None if value is None else str(value)
        for value in (bet[name] for name in ("competition", "event", "market", "selection"))
    ]


FANDUEL_HEAD, FANDUEL_ROW = (
    "External Bet ID,Bet Date Time,Bet Type,Bet Amount,Number of Bets,Number of Legs,Bet Settled,Event Name,League,"
    "Bet Selection,Market Name,Leg Handicap,Bet Decimal Odds,Multi Bet Decimal Odds,Leg Result,Bet Result,Payout,"
    "Same Game Parlay,Primary\n",
    "{ref},2025-11-02 11:41:00,X,10.00,1,{legs},true,{event},{league},{on},{market},{line},1.9,3.6,,LOST,0.00,{same},"
    "{first}\n",
)


def fanduel(ref, event, on, market, line="", **more):
    usual = {"league": "NFL", "same": "false", "first": 0, "legs": ""}
    return FANDUEL_ROW.format(ref=ref, event=event, on=on, market=market, line=line, **usual | more)


def test_a_multi_is_about_what_all_its_legs_are_about():
    _, parsed = parse(
        FANDUEL_HEAD
        + fanduel("O/1", "Emus @ Dingoes", "Emus", "Moneyline", first=1)
        + fanduel("O/1", "Koalas @ Wombats", "Wombats", "Moneyline")
        + fanduel("O/2", "Emus @ Dingoes", "Emus", "Moneyline", first=1)
        + fanduel("O/2", "Larks @ Owls", "Owls", "Moneyline", league="NBA")
        + fanduel("O/3", "Emus @ Dingoes", "Over", "Total Points", "44.5", same="true", first=1)
        + fanduel("O/3", "Emus @ Dingoes", "Dingoes", "Spread", "-3.5", same="true")
        + fanduel("O/4", "Emus @ Dingoes", "Emus", "Moneyline", first=1)
    )
    assert about(parsed, "O/1") == ["NFL", None, None, "Emus | Wombats"]
    assert about(parsed, "O/2") == [None, None, None, "Emus | Owls"]
    assert about(parsed, "O/3") == ["NFL", "Emus @ Dingoes", "Same Game Parlay", "Dingoes -3.5 | Over 44.5"]
    assert about(parsed, "O/4") == ["NFL", "Emus @ Dingoes", "Moneyline", "Emus"]
    assert list(parsed.legs["selection"][:2]) == ["Emus", "Wombats"]


def test_a_multi_whose_other_legs_are_in_another_file_is_about_no_game():
    _, parsed = parse(FANDUEL_HEAD + fanduel("O/1", "Emus @ Dingoes", "Emus", "Moneyline", first=1, legs=2))
    assert about(parsed, "O/1") == [None, None, None, "Emus"]
    assert list(parsed.bets["legs_count"]) == [2]


def test_the_parlay_of_a_tracker_is_about_no_single_game():
    _, parsed = parse(fixture("oddsjam", "march.csv"))
    parlay = parsed.bets[parsed.bets["structure"] == "multi"].iloc[0]
    assert (parlay["sport"], parlay["event"], parlay["market"]) == ("basketball", None, None)
    assert parlay["selection"] == "Under 224.5 | Miami Heat"


def test_a_selection_says_its_handicap_or_total_once():
    told = {
        ("Over", "51.5", "Total"): "Over 51.5",
        ("Over 51.5", "51.5", "Total"): "Over 51.5",
        ("Emus", "-3.5", "Spread"): "Emus -3.5",
        ("Emus", "3.5", "Spread"): "Emus +3.5",
        ("Emus", "0", "Moneyline"): "Emus",
        ("Emus", "0", "Asian Handicap"): "Emus 0",
        ("Emus", "", "Asian Handicap"): "Emus",
        ("Emus", "+0.0", "Spread"): "Emus +0.0",
        ("Emus -13.5", "3.5", "Any"): "Emus -13.5 3.5",
    }
    rows = [
        fanduel(f"O/{n}", "Emus @ Dingoes", on, market, line, first=1)
        for n, (on, line, market) in enumerate(told)
    ]
    assert list(parse(FANDUEL_HEAD + "".join(rows))[1].bets["selection"]) == list(told.values())


def test_a_boosts_percentage_has_one_sign():
    text = fixture("scout-draftkings", "autumn.csv").replace(",25,true,", ",25%,true,")
    assert "25%" in text
    assert (
        parse(text)[1].bets.set_index("ref").loc["DK63800000000000004", "note"]
        == "Boosted, as stated (25 %)."
    )
