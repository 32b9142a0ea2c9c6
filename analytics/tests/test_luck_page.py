"""The page on skill and luck and the command, on bets in the database."""

import html
import json
import random
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from analytics.charts.luck import bankroll_chart, luck_chart
from analytics.filters import Filter
from analytics.luck.as_json import report_json
from analytics.luck.assumptions import Assumptions
from analytics.luck.bankroll import Plan, play
from analytics.luck.curve import curve
from analytics.luck.one_bet import bet_closing
from analytics.luck.reading import samples
from analytics.luck.report import reports
from analytics.tests.luck import lucky_book
from bets.models import Bet, Bonus, Side, Status, Structure
from bets.tests.factories import START, create_bet
from web.context import acting_as
from web.figure import as_json
from web.preferences import Preferences, preferred

UTC_ZONE = ZoneInfo("UTC")
HIDDEN = "$•••"


@pytest.fixture
def signed_in(client, alice):
    client.force_login(alice)
    return client


def book(owner, count=40, *, currency="AUD", seed=1, **more):
    """Bets of 10 at odds of 2.5, a third of them won, a day apart."""
    chance = random.Random(seed)
    for number in range(count):
        won = chance.random() < 0.36
        create_bet(
            owner=owner,
            ref=f"{currency}-{seed}-{number}",
            status=Status.WON if won else Status.LOST,
            profit="15" if won else None,
            odds=Decimal("2.5"),
            currency=currency,
            placed_at=START + timedelta(days=number),
            **more,
        )


def read(user, asked=None, zone=UTC_ZONE):
    with acting_as(user):
        return samples(user, asked or Filter(), zone)


# --- Reading ---------------------------------------------------------------------------------------------------------
def test_the_arrays_hold_what_the_rows_hold(alice):
    create_bet(
        owner=alice,
        status=Status.WON,
        profit="11.25",
        odds=Decimal("2.125"),
        closing_odds=Decimal(2),
        sport="tennis",
    )
    create_bet(
        owner=alice,
        odds=Decimal(6),
        structure=Structure.MULTI,
        legs_count=3,
        placed_at=START + timedelta(days=1),
    )
    told = read(alice)["AUD"]
    assert told.odds.tolist() == [2.125, 6.0]
    assert (told.closing[0], np.isnan(told.closing[1])) == (2.0, True)
    assert told.profit_micro.tolist() == [11_250_000, -10_000_000]
    assert told.risk_micro.tolist() == [10_000_000, 10_000_000]
    assert (told.legs.tolist(), told.keys["type"].tolist()) == ([1, 3], [1, 2])
    assert (told.keys["sport"] > 0).tolist() == [True, False]
    assert told.left_out == {}


def test_days_are_those_of_the_person(alice):
    late = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    create_bet(owner=alice, odds=Decimal(2), placed_at=late - timedelta(hours=1), settled_at=late)
    sydney = read(alice, zone=ZoneInfo("Australia/Sydney"))["AUD"].day[0]
    assert sydney - read(alice)["AUD"].day[0] == 1


def test_only_bets_that_luck_can_be_told_from_are_read(alice):
    two = Decimal(2)
    create_bet(owner=alice, status=Status.UNDECIDED, odds=two)
    create_bet(owner=alice, status=Status.OPEN, odds=two)
    create_bet(owner=alice, status=Status.VOID, odds=two)
    create_bet(owner=alice, status=Status.WON, odds=two, bonus=Bonus.STATED, at_risk_micro=0)
    create_bet(owner=alice, structure=Structure.MARKET, odds=two)
    create_bet(owner=alice, structure=Structure.SYSTEM, odds=two)
    create_bet(owner=alice, is_each_way=True, odds=two)
    create_bet(owner=alice, odds=None)
    create_bet(owner=alice, odds=Decimal(1))
    create_bet(owner=alice, odds=two, stake=None)
    create_bet(owner=alice, odds=two, status=Status.CASHED_OUT, profit="3")
    create_bet(owner=alice, odds=two, status=Status.HALF_LOST, profit="-5")
    create_bet(owner=alice, odds=two, status=Status.PLACED, profit="0")
    told = read(alice)["AUD"]
    assert sorted(told.profit_micro.tolist()) == [-5_000_000, 0, 3_000_000]
    assert told.left_out == {
        "undecided": 1, "open": 1, "void": 1, "bonus": 1, "market": 1, "system": 1, "each_way": 1, "no_odds": 3,
    }  # fmt: skip
    assert told.left_out_profit_micro == 10_000_000 - 5 * 10_000_000


def test_a_lay_stands_as_a_back_of_its_liability(alice):
    create_bet(
        owner=alice, side=Side.LAY, status=Status.WON, odds=Decimal(3), closing_odds=Decimal(4), stake="10",
        at_risk_micro=20_000_000, profit="10",
    )  # fmt: skip
    told = read(alice)["AUD"]
    assert (told.odds[0], told.risk_micro[0], told.profit_micro[0]) == (1.5, 20_000_000, 10_000_000)
    assert told.closing[0] == pytest.approx(4 / 3)


def test_currencies_stay_apart_and_strangers_see_nothing(alice, charlie):
    book(alice, 3)
    book(alice, 2, currency="GBP")
    assert {currency: len(told) for currency, told in read(alice).items()} == {"AUD": 3, "GBP": 2}
    assert read(charlie) == {}


# --- Report, page and command ----------------------------------------------------------------------------------------
def told_by(user, **more):
    with acting_as(user):
        return reports(user, Filter(**more), UTC_ZONE, Assumptions())


def test_the_figures_are_those_of_the_bets(alice):
    book(alice, 60, sport="tennis")
    (found,) = told_by(alice)
    with acting_as(alice):
        bets = list(Bet.objects.visible_to(alice))
    assert found.profit_micro == sum(bet.profit_micro for bet in bets)
    assert found.turnover_micro == sum(bet.turnover_micro for bet in bets) == 600_000_000
    assert found.expected_yield == pytest.approx(1 / 1.05 - 1)
    assert found.told.steps[-1].total_micro == found.profit_micro
    assert found.expected_micro == found.told.steps[-1].expected_micro == -28_570_000
    assert found.verdict.headline.endswith("cannot be told from luck")
    assert found.told.spread.holds(found.bet_yield)


def test_choosing_bets_by_their_outcome_is_refused(alice, signed_in):
    book(alice)
    assert told_by(alice, status="won")[0].profit_micro == told_by(alice)[0].profit_micro
    text = signed_in.get("/luck/?status=won").text
    assert "The state was left out" in text
    assert 'name="status"' not in text


def test_the_command_and_the_page_come_from_one_code(alice, signed_in, capsys):
    book(alice, 50, sport="tennis", closing_odds=Decimal("2.4"))
    book(alice, 40, seed=2, sport="basketball")
    book(alice, 5, currency="GBP")
    call_command("luck", user=alice.email, json=True, margin="4", method="power", sport="tennis")
    printed = json.loads(capsys.readouterr().out)
    shown = signed_in.get("/luck/?margin=4&method=power&sport=tennis").context_data["shown"]
    assert printed["by_currency"] == json.loads(json.dumps([report_json(one.report) for one in shown]))
    assert (printed["assumed"]["margin"], printed["assumed"]["method"]) == ("4", "power")
    (aud,) = printed["by_currency"]
    assert (aud["bets"], aud["closing"]["bets"], aud["closing"]["coverage"]) == (50, 50, 1.0)
    assert aud["closing"]["price_clv"] == round(2.5 / 2.4 - 1, 6)
    call_command("luck", user=alice.email, json=True)
    everything = json.loads(capsys.readouterr().out)["by_currency"]
    assert [each["currency"] for each in everything] == ["AUD", "GBP"]
    sports = {each["value"] for each in everything[0]["slices"] if each["dimension"] == "sport"}
    assert sports == {"Tennis", "Basketball"}
    assert everything[1]["verdict"] == "Too few bets to tell anything"
    assert everything[1]["against_prices"] is None


def test_the_command_refuses_what_it_does_not_understand(alice):
    with pytest.raises(CommandError, match="There is nobody"):
        call_command("luck", user="nobody@example.com")
    with pytest.raises(CommandError, match="margin"):
        call_command("luck", user=alice.email, margin="much")
    with pytest.raises(CommandError, match="no sport"):
        call_command("luck", user=alice.email, sport="quidditch")


def test_the_page_says_it_in_words_before_numbers(alice, signed_in):
    book(alice, 60)
    text = " ".join(signed_in.get("/luck/").text.split())
    headline = text.index("cannot be told from luck")
    assert headline < text.index("Expected without skill") < text.index("How we know")
    assert "Of 1,000 people without skill who placed these very bets" in text
    assert "None of your 60 bets has closing odds" in text
    for chart in ("luck-AUD", "fair-AUD", "seen-AUD"):
        block = re.search(rf'<script type="application/json" id="{chart}">(.*?)</script>', text)[1]
        assert as_json(json.loads(block)) == block
    assert text.count("Show as a table") == 3


@pytest.mark.thorough
def test_every_link_of_the_page_opens(alice, signed_in):
    book(alice, 40, sport="tennis", market="head-to-head", competition="Carlton Cup")
    book(alice, 40, seed=2, sport="basketball", market="total")
    text = signed_in.get("/luck/?margin=4").text
    links = {html.unescape(link) for link in re.findall(r'href="((?:/luck/|/bets/)?\?[^"]*)"', text)}
    assert any("sport=tennis" in link and "margin=4" in link for link in links)
    assert any("period=week" in link for link in links)
    for link in links:
        address = link if link.startswith("/") else f"/luck/{link}"
        assert signed_in.get(address).status_code == 200, link


def test_filter_and_assumptions_keep_each_other(alice, signed_in):
    book(alice, 40, sport="tennis")
    text = signed_in.get("/luck/?sport=tennis&margin=4").text
    assert '<input type="hidden" name="margin" value="4">' in text
    assert '<input type="hidden" name="sport" value="tennis">' in text
    assert "number from 0 to 30" in signed_in.get("/luck/?margin=99").text


def test_a_book_with_few_bets_or_none_says_so(alice, signed_in):
    assert "No bets yet" in signed_in.get("/luck/").text
    book(alice, 5)
    text = signed_in.get("/luck/").text
    assert "Too few bets to tell anything" in text
    assert "data-chart" not in text
    assert "No bets fit" in signed_in.get("/luck/?from=2031-01-01").text


def test_missing_results_take_the_verdict_away(alice, signed_in):
    book(alice, 40)
    for number in range(5):
        create_bet(owner=alice, ref=f"u{number}", status=Status.UNDECIDED, odds=Decimal(2))
    text = " ".join(signed_in.get("/luck/").text.split())
    assert "Nothing can be said before more results are known" in text
    assert "5 bets without a result" in text


def test_hidden_amounts_stay_hidden(alice, signed_in):
    book(alice, 40)
    alice.mask_amounts = True
    alice.save()
    text = signed_in.get("/luck/").text
    assert HIDDEN in text
    assert not re.search(r"\$\d", text)


def test_htmx_gets_the_answer_only(alice, signed_in):
    book(alice, 40)
    text = signed_in.get("/luck/", headers={"HX-Request": "true", "HX-Target": "found"}).text
    assert "cannot be told from luck" in text
    assert "<html" not in text


def test_the_page_asks_the_database_little(alice, signed_in, django_assert_max_num_queries):
    book(alice, 40, sport="tennis")
    with django_assert_max_num_queries(22):
        signed_in.get("/luck/?sport=tennis")


# --- Charts ----------------------------------------------------------------------------------------------------------
def test_the_charts_hold_bands_and_lines():
    told = lucky_book(200)
    steps = curve(told, 1 / told.odds, "week")
    links = [f"/bets/?from={step.first}" for step in steps]
    with preferred(Preferences(is_masked=True)):
        figure = luck_chart(steps, links, say=lambda micro: HIDDEN, is_masked=True)
    assert [trace.get("fill") for trace in figure["data"]] == [None, "tonexty", None, "tonexty", None, None]
    assert figure["data"][-1]["customdata"] == links
    assert figure["layout"]["yaxis"]["showticklabels"] is False
    low, high = sorted(figure["layout"]["annotations"], key=lambda label: label["y"])
    assert (low["yanchor"], high["yanchor"]) == ("top", "bottom")
    assert luck_chart([], [], say=str)["layout"]["annotations"] == []
    played = bankroll_chart(play(told, None, Plan(100, 50)), say=lambda micro: f"{micro / 1e6:.0f}")
    assert len(played["data"]) == 5
    assert played["data"][-1]["text"][0] == "100, nine of ten 100 to 100"


# --- One bet ---------------------------------------------------------------------------------------------------------
def test_a_bet_s_page_tells_its_closing_line(alice, signed_in):
    bet = create_bet(owner=alice, odds=Decimal("2.1"), closing_odds=Decimal(2))
    text = " ".join(signed_in.get(f"/bets/{bet.pk}/").text.split())
    assert "+5.00%" in text
    assert "+2.38 points of chance, +10.0 cents" in text
    found = bet_closing(bet)
    assert found.highest == pytest.approx(2.1 * 0.5 / 1.03 - 1)
    assert found.highest - 0.002 < found.lowest < found.highest  # near evens the methods differ little


def test_the_methods_differ_for_a_bet_far_from_evens():
    found = bet_closing(Bet(odds=Decimal(8), closing_odds=Decimal(7), legs_count=1))
    assert found.highest == pytest.approx(8 / 7 / 1.03 - 1)
    assert found.highest - found.lowest > 0.05


def test_a_live_bet_and_one_without_closing_odds_have_none(alice, signed_in):
    assert bet_closing(Bet(odds=Decimal(2), legs_count=1)) is None
    assert bet_closing(Bet(odds=Decimal(2), closing_odds=Decimal(1), legs_count=1)) is None
    live = create_bet(owner=alice, odds=Decimal(2), closing_odds=Decimal("1.5"), is_live=True)
    assert bet_closing(live) is None
    assert "means nothing for a bet placed after the start" in signed_in.get(f"/bets/{live.pk}/").text


def test_a_laid_price_is_good_when_it_closes_longer():
    told = Bet(side=Side.LAY, odds=Decimal(3), closing_odds=Decimal(4), legs_count=1)
    assert bet_closing(told).price == pytest.approx(Decimal("0.125"))
