"""Two dimensions crossed: the fields of every pair add up, and each leads to its own bets."""

import html
import json
import re
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest

from analytics import breakdowns
from analytics.crossed import crossed
from analytics.filters import Filter
from analytics.tests.test_terms import SYDNEY, book  # noqa: F401  a fixture
from bets.tests.factories import START, create_bet
from web.context import acting_as


@pytest.mark.parametrize("rows", breakdowns.DIMENSIONS)
def test_the_fields_of_a_row_and_of_all_add_up(book, rows):  # noqa: F811
    with acting_as(book):
        lines = {
            (line.figures.currency, line.label): line.figures
            for line in breakdowns.by(rows, book, Filter(), SYDNEY)
        }
        for columns in ("stake", "live") if rows not in ("stake", "live") else ("weekday",):
            for matrix in crossed(rows, columns, book, Filter(), SYDNEY):
                for head, cells in matrix.lines:
                    whole = lines[matrix.currency, head.label]
                    present = [cell.figures for cell in cells if cell]
                    assert sum(cell.bets for cell in present) == head.figures.bets == whole.bets
                    assert sum(cell.profit_micro for cell in present) == whole.profit_micro
                assert sum(head.figures.bets for head in matrix.columns) == sum(
                    head.figures.bets for head in matrix.rows
                )


@pytest.mark.parametrize("pair", [("weekday", "hour"), ("type", "money"), ("team", "opponent")])
def test_every_field_leads_to_its_bets(book, client, pair):  # noqa: F811
    client.force_login(book)
    asked = Filter(type="bonus") if pair == ("type", "money") else Filter()
    with acting_as(book):
        found = crossed(*pair, book, asked, SYDNEY)
    assert found
    text = html.unescape(client.get(f"/cross/?rows={pair[0]}&columns={pair[1]}&{asked.query}").text)
    for matrix in found:
        for cell in (cell for line in matrix.cells for cell in line if cell):
            address = f"/bets/?{cell.narrowed.query}"
            assert f'href="{address}"' in text
            (total,) = client.get(address).context["totals"]
            assert (total.currency, total.bets) == (matrix.currency, cell.figures.bets)


def test_a_dimension_is_not_crossed_with_itself(client, alice):
    create_bet(owner=alice)
    client.force_login(alice)
    for first, second in permutations(("weekday", "hour"), 2):
        text = client.get(f"/cross/?rows={first}&columns={first}").text
        assert "not crossed with itself" in text
        assert f'<option value="{second}" selected>' in text
    with pytest.raises(ValueError, match="itself"):
        crossed("hour", "hour", alice, Filter(), ZoneInfo("UTC"))


def test_the_map_is_of_local_time(client, alice):
    """03:00 UTC on Monday 2 March is two in the afternoon in Sydney."""
    create_bet(owner=alice, placed_at=START)
    alice.time_zone = "Australia/Sydney"
    alice.save(update_fields=["time_zone"])
    client.force_login(alice)
    text = client.get("/cross/").text
    figure = json.loads(re.search(r'id="heat-AUD">(.*?)</script>', text, re.DOTALL)[1])
    assert (figure["data"][0]["y"], figure["data"][0]["x"]) == (["Monday"], ["14:00"])
    assert figure["data"][0]["customdata"] == [["/bets/?currency=AUD&weekday=monday&hour=14"]]
