"""All rounds that ended: figures, filters and pictures."""

from datetime import timedelta
from decimal import Decimal

import pytest

from markets.models import Instrument
from rounds import locking, opening, settlement
from rounds.charts import fees_chart, pools_chart
from rounds.models import Round
from rounds.tests.factories import fund, nasdaq, wager
from rounds.tests.playing import UNITS, ended, opened, plain, voided

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "staff"])
PAGE = "/rounds/history/"


def two(clock, alice, bob):
    """One that ended up, and one that was void."""
    first = opened(clock, (alice, "up", 30 * UNITS), (bob, "down", 10 * UNITS))
    ended(clock, first)
    second = opening.open_round(instrument=nasdaq(), reference=Decimal("23700.10"))
    fund(alice, UNITS)
    wager(alice, second, "down", UNITS)
    voided(clock, second)
    return first, second


def test_before_the_first_one(client, moved):
    assert "No round has ended yet" in plain(client.get(PAGE))


def test_rounds_their_results_and_their_pools(client, alice, bob, moved):
    two(moved, alice, bob)
    text = plain(client.get(PAGE))

    assert "NASDAQ Composite: 2 rounds, 1 up, 0 down, 1 void" in text
    assert "fees came to USDC 0.10" in text
    assert "18 Nov 2026 up 23,700.10 USDC 30.00 USDC 10.00 USDC 0.10" in text
    assert "19 Nov 2026 void – USDC 0.00 USDC 1.00 USDC 0.00" in text


def test_the_filters_leave_what_they_say(client, alice, bob, moved):
    two(moved, alice, bob)

    assert "2 rounds" in plain(client.get(f"{PAGE}?instrument=nasdaq-composite&year=2026"))
    assert "2 rounds" in plain(client.get(f"{PAGE}?instrument=nothing&year=1999"))
    assert 'value="nasdaq-composite" selected' in client.get(f"{PAGE}?instrument=nasdaq-composite").text


def test_each_instrument_and_each_money_has_a_picture_of_its_own(client, alice, bob, moved, settings):
    settings.ROUND_INSTRUMENTS = ["nasdaq-composite", "nasdaq-100"]
    two(moved, alice, bob)
    settings.ROUND_CURRENCY = "AUD"
    hundred = Instrument.objects.using("staff").get(slug="nasdaq-100")
    other = opening.open_round(instrument=hundred, reference=Decimal("20000.00"))
    ended(moved, other, "20000.01")
    page = client.get(PAGE)

    assert [(each.name, each.fees[:4].strip()) for each in page.context["pictures"]] == [
        ("NASDAQ Composite", "USDC"),
        ("NASDAQ-100", "A$0."),
    ]
    assert page.text.count('data-chart="pools-') == 2
    only = client.get(f"{PAGE}?instrument=nasdaq-100")
    assert [each.name for each in only.context["pictures"]] == ["NASDAQ-100"]


@pytest.mark.thorough
def test_pages_go_by_key(client, moved, django_assert_max_num_queries):
    opened(moved)
    for _ in range(53):
        one = Round.objects.open().get()
        moved.to(one.locks_at)
        locking.lock(one.pk)
        moved.to(one.settle_due_at + timedelta(seconds=1))
        settlement.settle(one.pk, close=one.reference_close + 1)
        opening.open_round(instrument=nasdaq(), reference=one.reference_close + 1)
    with django_assert_max_num_queries(15):
        first = client.get(PAGE)

    assert first.text.count("row-link") == 50
    assert client.get(PAGE + first.context["table"].page_of_rows.next).text.count("row-link") == 3


def test_the_pictures_say_what_the_rows_say(alice, bob, moved):
    rounds = [Round.objects.select_related("instrument").get(pk=one.pk) for one in two(moved, alice, bob)]
    pools, fees = pools_chart(rounds), fees_chart(rounds)
    up, down = pools["data"]

    assert up["x"] == ["2026-11-18", "2026-11-19"]
    assert [text.replace("\N{NO-BREAK SPACE}", " ") for text in up["text"]] == ["USDC 30.00", "USDC 0.00"]
    assert up["marker"]["color"] == ["--accent", "--line"]
    assert down["marker"]["color"] == ["--ink-faint", "--line"]
    assert down["customdata"][0] == "/rounds/nasdaq-composite/20261118/"
    assert fees["data"][0]["text"][-1].endswith("0.10")
    assert fees_chart([])["layout"]["annotations"] == []
