"""Files of all years: what is in them comes out, and what cannot be taken is said with line and reason."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from odds import suspect
from odds.sources.football_data import NotFootballData, parse
from odds.tests import files

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def told(content: bytes, *, now: datetime = NOW):
    return parse(content, now=now)


def prices(batch, market: str, code: str, *, closing: bool) -> dict[str, int]:
    """Odds in millionths by bookmaker, of the first event."""
    wanted = batch.selections.query("event == 0 and market == @market and code == @code").index
    rows = batch.quotes[batch.quotes["selection"].isin(wanted) & (batch.quotes["is_closing"] == closing)]
    return {batch.books[row.bookmaker].slug: row.odds_micro for row in rows.itertuples()}


def reasons(batch) -> list[tuple[int, str, str]]:
    return [(reject.line, reject.column, reject.reason) for reject in batch.rejects]


def test_a_season_of_today():
    batch = told(files.season())
    assert list(batch.events["home"]) == ["Arsenal", "Leeds"]
    assert list(batch.events["competition"]) == ["Premier League"] * 2
    assert list(batch.events["starts_at"].dt.strftime("%d %H:%M")) == ["07 15:00", "08 16:30"]
    assert (batch.events[["home_score", "away_score"]].to_numpy() == [[2, 0], [1, 1]]).all()
    assert list(batch.events["score_note"]) == ["half-time 1:0", "half-time 0:1"]
    assert prices(batch, "match-result", "draw", closing=True) == {
        "pinnacle": 4_500_000, "market-maximum": 4_600_000, "market-average": 4_400_000, "betfair": 4_700_000,
    }  # fmt: skip
    assert prices(batch, "total", "under", closing=False) == {"bet365": 2_100_000, "pinnacle": 2_150_000}
    assert batch.counts["prices_told"] == batch.counts["prices"]
    assert not batch.rejects


def test_a_handicap_that_moved_is_another_offer():
    batch = told(files.season(files.ARSENAL))
    lines = batch.selections.query("market == 'handicap' and code == 'home'")
    assert dict(zip(lines["line_milli"], lines["name"], strict=True)) == {
        -1250: "Arsenal -1.25",
        -1000: "Arsenal -1",
    }
    away = batch.selections.query("market == 'handicap' and code == 'away'")["name"]
    assert sorted(away) == ["Wolverhampton Wanderers +1", "Wolverhampton Wanderers +1.25"]


def test_prices_that_do_not_close_stand_at_the_friday_or_tuesday_before():
    batch = told(files.season())
    taken = batch.quotes[batch.quotes["is_opening"]]["taken_at"].dt.strftime("%a %d %H:%M").unique()
    assert list(taken) == ["Fri 06 12:00"]
    assert not batch.quotes["is_exact_time"].any()
    closing = batch.quotes[batch.quotes["is_closing"]]["taken_at"].unique()
    assert set(closing) == set(batch.events["starts_at"])
    midweek = files.season(files.changed(files.ARSENAL, Date="12/03/2026"))
    assert told(midweek).quotes["taken_at"].min() == datetime(2026, 3, 10, 12, tzinfo=UTC)
    early = told(files.season(files.changed(files.ARSENAL, Date="10/03/2026", Time="12:30"))).quotes[
        "taken_at"
    ]
    assert early.min() == datetime(2026, 3, 10, 9, 30, tzinfo=UTC)


def test_the_hour_is_british_and_summer_time_counts():
    batch = told(files.season(files.changed(files.ARSENAL, Date="16/08/2025", Time="20:00")))
    assert batch.events["starts_at"][0] == datetime(2025, 8, 16, 19, tzinfo=UTC)
    assert batch.events["zone"][0] == "Europe/London"


def test_an_old_file_has_no_hours_no_closing_prices_and_two_figures_of_the_year():
    batch = told(files.file(files.OLD, files.OLD_ROW, ",,,,,,,,,,,,,,,,,", ""))
    assert batch.events["starts_at"][0] == datetime(2000, 8, 19, 12, tzinfo=UTC)
    assert not batch.events["is_start_exact"][0]
    assert prices(batch, "match-result", "home", closing=False) == {
        "gamebookers": 2_000_000, "interwetten": 2_200_000, "ladbrokes": 2_200_000,
    }  # fmt: skip
    assert batch.counts["blank_rows"] == 2
    assert batch.counts["rows"] == 3


def test_the_years_of_betbrain_have_its_mean_and_maximum_and_its_handicap():
    batch = told(files.file(files.BETBRAIN, files.BETBRAIN_ROW))
    assert prices(batch, "match-result", "away", closing=False) == {
        "market-maximum": 9_500_000,
        "market-average": 8_300_000,
    }
    assert prices(batch, "handicap", "home", closing=False) == {
        "market-maximum": 2_040_000,
        "market-average": 1_980_000,
    }
    assert prices(batch, "match-result", "home", closing=True) == {"pinnacle": 1_350_000}
    assert list(batch.selections.query("market == 'handicap'")["line_milli"].unique()) == [-1500]


def test_the_extra_leagues_have_their_own_layout_and_a_slip_of_the_pen():
    batch = told(files.file(files.EXTRA, files.EXTRA_ROW))
    assert batch.events["competition"][0] == "Brazil Serie A"
    assert prices(batch, "match-result", "away", closing=True)["bet365"] == 3_600_000
    older = files.file(files.EXTRA.replace("PSC", "P").replace("MaxC", "Max"), files.EXTRA_ROW)
    assert prices(told(older), "match-result", "home", closing=True)["pinnacle"] == 2_200_000


def test_fixtures_are_scheduled_and_have_no_score():
    row = files.put(
        files.ARSENAL, dict.fromkeys(["FTHG", "FTAG", "FTR", "HTHG", "HTAG", "PSCH", "PSCD", "PSCA"], "")
    )
    before = datetime(2026, 3, 6, 18, tzinfo=UTC)
    batch = told(files.season(row), now=before)
    assert batch.events["status"][0] == "scheduled"
    assert batch.events["home_score"][0] == -1
    assert {reason for _, _, reason in reasons(batch)} == {"a closing price of a match that has not begun"}
    assert batch.counts["prices_told"] == batch.counts["prices"] + len(batch.rejects)
    assert (batch.quotes["taken_at"] <= before).all()


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(b"\xef\xbb\xbf", "utf-8"), (b"", "utf-8"), (b"", "cp1252"), (b"\xff\xfe", "utf-16-le")],
)
def test_any_encoding(mark, encoding):
    row = files.changed(files.ARSENAL, HomeTeam="Málaga")
    batch = told(mark + files.season(row).decode().encode(encoding))
    assert batch.events["home"][0] == "Málaga"


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("0", "no price: decimal odds are above one"),
        ("1", "no price: decimal odds are above one"),
        ("0.95", "no price: decimal odds are above one"),
        ("-1.5", "no price: decimal odds are above one"),
        ("#REF!", "no number"),
        ("1,5", "no number"),
        ("100000", "no price: higher than any bookmaker pays"),
        ("nan", "no number"),
        ("1e3", "no number"),
    ],
)
def test_what_is_no_price_is_told_with_its_line(cell, reason):
    row = files.changed(files.LEEDS, B365D=f'"{cell}"').replace('"1,5"', '"1;5"').replace("1;5", "1'5")
    batch = told(files.season(files.ARSENAL, row))
    assert reasons(batch) == [(3, "B365D", reason)]
    assert batch.counts["prices_told"] == batch.counts["prices"] + 1


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"Date": ""}, "no date"),
        ({"Date": "31/02/2026"}, "no day that a match can be on"),
        ({"Date": "07/03/2066"}, "no day that a match can be on"),
        ({"Date": "soon"}, "no day that a match can be on"),
        ({"HomeTeam": ""}, "a team is missing"),
        ({"AwayTeam": " leeds "}, "both teams are the same"),
    ],
)
def test_rows_that_are_no_match(cells, reason):
    batch = told(files.season(files.ARSENAL, files.put(files.LEEDS, cells)))
    assert reasons(batch) == [(3, "", reason)]
    assert batch.counts["rejected_rows"] == 1
    assert batch.counts["events"] == 1


def test_a_match_told_twice_is_taken_once():
    assert reasons(told(files.season(files.ARSENAL, files.LEEDS, files.ARSENAL))) == [
        (4, "", "the match of line 2 again")
    ]


def test_a_handicap_without_a_line_is_no_price():
    row = files.changed(files.ARSENAL, AHh="")
    batch = told(files.season(row))
    assert Counter(column for _, column, _ in reasons(batch)) == dict.fromkeys(
        ["B365AHH", "B365AHA", "PAHH", "PAHA"], 1
    )
    wrong = told(files.season(files.changed(files.ARSENAL, AHh="0.3")))
    assert len(wrong.rejects) == 4
    split = told(files.season(files.changed(files.ARSENAL, AHh="0/-0.5")))
    assert -250 in set(split.selections["line_milli"])


def test_odd_scores_are_said_and_the_match_is_kept():
    batch = told(
        files.season(
            files.changed(files.ARSENAL, FTR="A"), files.changed(files.LEEDS, FTHG="x", Time="25:00")
        )
    )
    assert [(line, column) for line, column, _ in reasons(batch)] == [(3, "Time"), (3, "FTHG"), (2, "FTR")]
    assert batch.counts["events"] == 2


def test_a_bookmaker_that_nobody_knows_is_taken_by_its_three_columns():
    header = files.TODAY + ",NEWBH,NEWBD,NEWBA"
    batch = told(files.file(header, files.ARSENAL + ",1.5,4.4,6.4"))
    assert prices(batch, "match-result", "draw", closing=False)["newb"] == 4_400_000
    assert batch.counts["unknown_bookmakers"] == 1


def test_cells_behind_the_last_column_and_short_rows():
    batch = told(files.season(files.ARSENAL + ",,x", files.LEEDS[: files.LEEDS.index(",3.4")]))
    assert reasons(batch) == [(2, "55", "a cell behind the last column")]
    assert batch.counts["events"] == 2


@pytest.mark.parametrize("content", [b"", b"\0\1\2", b"a,b\n1,2\n" * 20, b"Date,Home\n01/01/2026,Leeds\n"])
def test_other_files_are_refused(content):
    with pytest.raises(NotFootballData):
        told(content)


def test_errors_of_the_file_are_suspect_and_stay():
    row = files.put(files.ARSENAL, {"BFEH": "1.05", "P>2.5": "1.72", "MaxCD": "46", "PSA": "66"})
    batch = told(files.season(row))
    suspects = batch.quotes[batch.quotes["suspect"] != ""]
    assert sorted(suspects["odds_micro"]) == [1_050_000, 46_000_000, 66_000_000]
    assert set(suspects["suspect"]) == {suspect.FAR}


def test_a_book_that_cannot_be_is_suspect_where_nobody_else_tells():
    row = files.put(files.ARSENAL, {"P>2.5": "2.3", "P<2.5": "2.4", "B365>2.5": "", "B365<2.5": ""})
    batch = told(files.season(row))
    suspects = batch.quotes[batch.quotes["suspect"] != ""]
    assert sorted(suspects["odds_micro"]) == [2_300_000, 2_400_000]
    assert set(suspects["suspect"]) == {suspect.BELOW_ONE}


def test_prices_of_an_extra_league_before_the_match_are_no_closing_ones():
    header = "Country,League,Date,Time,Home,Away,PH,PD,PA,AvgH,AvgD,AvgA,ZZH,ZZD,ZZA,PSCH,PSCD,PSCA"
    row = "Brazil,Serie A,{},21:30,Juventude,Vitoria,2.2,3.2,3.7,2.15,3.1,3.6,2.2,3.2,3.6,2.1,3.2,3.9"
    coming = parse(files.file(header, row.format("29/03/2026")), now=datetime(2026, 3, 20, tzinfo=UTC))
    assert (coming.counts["prices"], coming.counts["rejected_prices"]) == (9, 3)
    assert not coming.quotes["is_closing"].any()
    assert (coming.quotes["taken_at"] <= datetime(2026, 3, 20, tzinfo=UTC)).all()
    over = parse(files.file(header, row.format("15/03/2026")), now=datetime(2026, 3, 20, tzinfo=UTC))
    assert over.counts["prices"] == 12
    assert over.quotes["is_closing"].all()


def test_a_year_from_before_the_store_begins_is_no_day_of_a_match():
    row = files.OLD_ROW.replace("19/08/00", "19/08/85")
    batch = parse(files.file(files.OLD, row, files.OLD_ROW), now=datetime(2026, 3, 20, tzinfo=UTC))
    assert (batch.counts["events"], batch.counts["rejected_rows"]) == (1, 1)
    assert batch.quotes["taken_at"].min().year == 2000
