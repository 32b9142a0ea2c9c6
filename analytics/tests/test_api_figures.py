"""Figures over the API: the very values of the command, and of the page."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from accounts.tests.calling import Api
from analytics.breakdowns import DIMENSIONS
from analytics.columns import picked
from analytics.tests.factories import create_transfer, import_file
from bets.tests.factories import create_bet
from imports.tests.exports import statement


@pytest.fixture(autouse=True)
def files_aside(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.READ_STORE = tmp_path / "columns"
    picked.forget()


@pytest.fixture
def api(client, alice):
    import_file(alice, statement(9, first=0, last=12))
    return Api(client, alice, "bets:read")


def printed(*options):
    out = StringIO()
    call_command("figures", "--user", "alice@example.com", "--json", *options, stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ("", ()),
        ("status=won", ("--status=won",)),
        ("from=2026-03-03&to=2026-03-05", ("--from=2026-03-03", "--to=2026-03-05")),
    ],
)
def test_figures_are_what_the_command_prints(api, alice, query, options):
    told = api.get(f"figures?{query}")
    assert told == printed(*options)
    assert told["bets"] > 0
    assert isinstance(told["turnover"], str)
    assert told["currency"] == "AUD"


def test_several_currencies_are_not_added_up(api, alice):
    create_bet(owner=alice, currency="GBP", bookmaker="betfair", status="won")
    create_transfer(owner=alice, currency="GBP", bookmaker="betfair")
    told = api.get("figures")
    assert told == printed()
    assert (told["currency"], told["turnover"], told["yield"]) == (None, None, None)
    assert {each["currency"] for each in told["by_currency"]} == {"AUD", "GBP"}
    assert {each["bookmaker"] for each in told["by_bookmaker"]} == {"Sportsbet", "Betfair"}


@pytest.mark.thorough
@pytest.mark.parametrize("dimension", sorted(DIMENSIONS))
def test_every_dimension_is_what_the_command_prints_and_leads_to_its_bets(api, alice, dimension):
    told = api.get(f"metrics/{dimension}")
    assert (told["dimension"], told["next"]) == (dimension, None)
    assert told["title"]
    assert [{name: each[name] for name in each if name != "filter"} for each in told["items"]] == printed(
        f"--by={dimension}"
    )["by"]
    assert told["items"]
    for each in told["items"]:
        assert len(list(api.walk(f"bets?{each['filter']}", 200))) == each["bets"]


def test_an_unknown_dimension_is_not_found_and_the_known_ones_are_named(api):
    answer = api.get("metrics/colour", status=404)
    assert all(name in answer["detail"] for name in DIMENSIONS)
    assert "colour" in answer["detail"]
    assert api.get("metrics/sport?status=nearly", status=422)


def test_figures_of_nobody_are_nothing(client, bob):
    api = Api(client, bob, "bets:read")
    assert (api.get("figures")["bets"], api.get("figures")["balances"]) == (0, [])
    assert api.get("metrics/sport")["items"] == []
