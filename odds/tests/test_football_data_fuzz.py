# ruff: noqa: E501
"""Whatever stands in a file: it is read or refused in a sentence, and every price is accounted for."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odds.sources.football_data import NotFootballData, parse
from odds.sources.odds_api import NotOddsApi, read
from odds.tests import files

NOW = datetime(2026, 11, 21, tzinfo=UTC)
NAMES = files.TODAY.split(",")
ODD_CELLS = st.one_of(
    st.sampled_from(["", " ", "0", "-1", "1", "1.01", "999999999", "2.5.1", "NaN", "inf", "1e5", "٣", "½", "²", "H", "=1+1",
                     "31/12/99", "29/02/2023", "00/00/00", "2024-13-01", "24:00", "7.45", "-0.3", "0,-0.5", "\u2212 1", "x" * 300]),
    st.text(max_size=12),
)  # fmt: skip


@pytest.mark.thorough
@settings(max_examples=150)
@given(
    st.lists(st.tuples(st.sampled_from(NAMES), ODD_CELLS), max_size=12),
    st.sampled_from([files.ARSENAL, files.LEEDS]),
)
def test_any_cells(cells, row):
    quoted = {name: '"' + cell.replace('"', '""').replace("\0", "") + '"' for name, cell in cells}
    batch = parse(files.season(files.put(row, quoted), files.OLD_ROW), now=NOW)
    counts = batch.counts
    assert counts["prices_told"] == counts["prices"] + counts["rejected_prices"]
    assert counts["rows"] == counts["events"] + counts["rejected_rows"] + counts["blank_rows"]
    assert (batch.quotes["odds_micro"] > 1_000_000).all()


@settings(max_examples=100)
@given(st.binary(max_size=400), st.booleans())
def test_any_bytes(content, has_header):
    for whole in (content, files.TODAY.encode() + b"\r\n" + content) if has_header else (content,):
        try:
            counts = parse(whole, now=NOW).counts
        except NotFootballData:
            continue
        assert counts["prices_told"] == counts["prices"] + counts["rejected_prices"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["sport_key", "commence_time", "home_team", "away_team", "bookmakers", "key", "markets", "outcomes",
                         "name", "price", "point", "last_update"]), inner, max_size=6),
    max_leaves=25,
)  # fmt: skip


@pytest.mark.thorough
@settings(max_examples=150)
@given(JSON, JSON, JSON)
def test_any_answer(event, shops, price):
    told = [
        {"sport_key": "soccer_epl", "commence_time": "2026-03-07T15:00:00Z", "home_team": "A", "away_team": "B",
         "bookmakers": shops},
        {"sport_key": "soccer_epl", "commence_time": "2026-03-07T15:00:00Z", "home_team": "A", "away_team": "B",
         "bookmakers": [{"key": "x", "last_update": "2026-03-07T12:00:00Z",
                         "markets": [{"key": "totals", "outcomes": [{"name": "Over", "price": price, "point": price}]}]}]},
    ]  # fmt: skip
    for answer in (told, event, [event]):
        try:
            counts = read(json.dumps(answer).encode(), now=NOW).counts
        except NotOddsApi:
            continue
        assert counts["prices_told"] == counts["prices"] + counts["rejected_prices"]
