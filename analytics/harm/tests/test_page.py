"""The well-being page: the same figures as the command, one person's only, and no word that soothes."""

import json
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from analytics.harm import words
from analytics.harm.models import Circumstances
from analytics.harm.report import FIGURES
from analytics.tests.factories import create_transfer
from bets.models import Status
from bets.tests.factories import START, create_bet
from web.context import acting_as

pytestmark = pytest.mark.django_db


def told(user, **options):
    out = StringIO()
    call_command("harm", user=user.email, json=True, stdout=out, **options)
    return json.loads(out.getvalue())


def marker(report, key, currency=None):
    findings = next(each for each in report["markers"] if each["key"] == key)["findings"]
    return findings[0] if currency is None else next(one for one in findings if one["currency"] == currency)


def season(owner):
    """Ten days of a lost bet of 10 and, half an hour after it, one of 25; three deposits on the first day."""
    for day in range(10):
        at = START + timedelta(days=day)
        create_bet(owner=owner, placed_at=at, settled_at=at + timedelta(hours=1), stake="10", ref=f"a{day}")
        again = at + timedelta(minutes=90)
        create_bet(owner=owner, placed_at=again, stake="25", status=Status.WON, ref=f"b{day}")
    for hour in range(3):
        create_transfer(owner=owner, amount="50", at=START + timedelta(hours=hour))


def test_page_and_command_tell_the_same(client, alice):
    season(alice)
    client.force_login(alice)
    answer = client.get("/wellbeing/")
    report = told(alice)
    assert answer.context["report"].json() == report
    assert marker(report, "chasing")["value"] == "2.500000"
    assert marker(report, "deposits")["value"] == "1"
    assert "2.50 times" in answer.text
    filtered = client.get("/wellbeing/?from=2026-03-02&to=2026-03-05&bookmaker=sportsbet&currency=AUD")
    options = {"from": "2026-03-02", "to": "2026-03-05", "bookmaker": "sportsbet", "currency": "AUD"}
    assert filtered.context["report"].json() == told(alice, **options)
    assert filtered.context["report"].json()["bets"] == 8


def test_every_figure_of_the_command_stands_on_the_page(client, alice):
    season(alice)
    client.force_login(alice)
    page = client.get("/wellbeing/").text
    report = told(alice)
    for each in report["markers"]:
        for finding in each["findings"]:
            if finding["value"] is None:
                assert finding["missing"] in page, each["key"]
    assert "$25.00" in page
    assert "100.0%" not in marker(report, "night")["value"]


def test_currencies_stand_beside_each_other_and_are_never_added(client, alice):
    season(alice)
    for number in range(20):
        at = START + timedelta(hours=number)
        create_bet(
            owner=alice, currency="GBP", stake="99", placed_at=at, ref=f"g{number}", bookmaker="betfair"
        )
    report = told(alice)
    assert [
        one["currency"] for one in next(m for m in report["markers"] if m["key"] == "chasing")["findings"]
    ] == [
        "AUD",
        "GBP",
    ]
    assert marker(report, "escalation", "AUD")["facts"]["Largest stake"] == "25.00"
    assert marker(report, "escalation", "GBP")["facts"]["Largest stake"] == "99.00"
    only = told(alice, currency="GBP")
    assert only["bets"] == 20
    assert {f["currency"] for m in only["markers"] for f in m["findings"]} <= {"", "GBP"}


def test_bets_belong_to_the_day_they_were_placed_on_in_the_persons_zone(alice):
    """23:30 in Sydney on 31 March, settled on 1 April."""
    at = datetime.fromisoformat("2026-03-31T23:30:00+11:00")
    create_bet(owner=alice, placed_at=at, settled_at=at + timedelta(hours=1))
    assert told(alice, to="2026-03-31", **{"from": "2026-03-31"})["bets"] == 1
    assert told(alice, to="2026-04-01", **{"from": "2026-04-01"})["bets"] == 0


def test_the_twelve_months_up_to_the_last_bet_unless_days_are_asked_for(alice):
    create_bet(owner=alice, placed_at=START, ref="old")
    create_bet(owner=alice, placed_at=START + timedelta(days=400), ref="new")
    report = told(alice)
    assert (report["from"], report["to"], report["bets"]) == ("2026-05-01", "2027-04-30", 1)


def test_a_market_result_is_no_bet_anybody_placed_at_a_time(alice):
    create_bet(owner=alice, structure="market", stake=None, profit="-5")
    assert told(alice)["bets"] == 0


def test_what_we_concluded_has_no_moment_to_chase_after(alice):
    for day in range(25):
        at = START + timedelta(days=day)
        create_bet(owner=alice, placed_at=at, settled_at=at, ref=f"c{day}", is_decided_by_rule=True)
    assert marker(told(alice), "chasing")["left_out"] == "Left out: 25 losses whose moment no file tells"


def test_an_empty_book_still_shows_whom_to_call(client, alice):
    client.force_login(alice)
    page = client.get("/wellbeing/").text
    assert "1800 858 858" in page
    assert "No bets in these days" in page


def test_somebody_without_bets_has_nothing_but_a_span(alice):
    report = told(alice)
    assert report["bets"] == 0
    assert all(one["value"] is None for each in report["markers"] for one in each["findings"])


# --- What the person tells ---
def test_income_is_kept_for_the_person_alone_and_taken_back(client, alice, charlie):
    season(alice)
    client.force_login(alice)
    answer = client.post("/wellbeing/you/", {"income": "2,000", "currency": "AUD", "country": "GB"})
    assert answer.status_code == 302
    assert marker(told(alice), "spending")["value"] == "-0.075000"  # 250 won, 100 lost: 150 of 2,000
    assert "0808 8020 133" in client.get("/wellbeing/").text.partition("Lines in other countries")[0]
    with acting_as(charlie):
        assert not Circumstances.objects.exists()
    with acting_as(alice):
        assert Circumstances.objects.get().income_micro == 2_000_000_000
    client.post("/wellbeing/you/", {"income": "", "currency": "AUD", "country": ""})
    with acting_as(alice):
        assert Circumstances.objects.get().income_micro is None


@pytest.mark.parametrize("income", ["0", "-5", "much", "9" * 30])
def test_an_income_that_is_none_is_refused_beside_its_field(client, alice, income):
    client.force_login(alice)
    answer = client.post("/wellbeing/you/", {"income": income, "currency": "AUD"})
    assert answer.status_code == 422
    assert "needs your attention" in answer.text
    with acting_as(alice):
        assert not Circumstances.objects.exists()


def test_a_stranger_can_neither_see_nor_write_anothers_income(alice, charlie):
    with acting_as(alice):
        Circumstances.objects.create(owner=alice, income_micro=5_000_000, currency="AUD")
    with acting_as(charlie):
        assert Circumstances.objects.update(income_micro=1) == 0
        assert Circumstances.objects.all().delete()[0] == 0
    with connection.cursor() as cursor:  # nobody acts: nothing is seen
        cursor.execute("SELECT set_config('betsite.uid', '', true)")
        cursor.execute("SELECT count(*) FROM harm_circumstances")
        assert cursor.fetchone() == (0,)


# --- Words ---
def test_every_marker_has_words_and_a_figure():
    assert [each.key for each in words.markers()] == list(FIGURES)
    for each in words.markers():
        assert each.definition.endswith(".")
        assert each.why.endswith(".")


def test_everything_published_names_its_source_and_sample():
    for each in words.markers():
        for said in (*each.thresholds, *each.studies):
            assert said.source
            assert said.sample
            assert said.compare in {"", "value", "month"}
            assert (said.limit is None) == (not said.compare)
    for row in words.benchmarks():
        assert row.year
        assert row.edition
        assert row.source
        assert row.per


def test_help_lines_have_a_site_a_source_and_a_day():
    for line in words.help_lines():
        assert line.site.startswith("https://")
        assert line.source.startswith("https://")
        assert line.noted_on >= date(2026, 11, 21)
    assert {line.country for line in words.help_lines()} >= {"AU", "NZ", "GB", "US", ""}


@pytest.mark.parametrize(
    ("zone", "currency", "country"),
    [
        ("Australia/Perth", "GBP", "AU"),
        ("Europe/London", "AUD", "GB"),
        ("UTC", "NZD", "NZ"),
        ("Asia/Tokyo", "JPY", ""),
    ],
)
def test_lines_begin_with_the_likely_country_and_hold_all_others(zone, currency, country):
    assert words.likely_country(zone, currency) == country
    mine, others = words.lines_for(country)
    assert len(mine) + len(others) == len(words.help_lines())
    assert {line.country for line in mine} <= {country, ""}


def test_a_figure_under_a_limit_is_never_told_as_good_news(client, alice):
    for week in range(10):
        create_bet(owner=alice, placed_at=START + timedelta(weeks=2 * week), ref=f"w{week}")
    client.force_login(alice)
    page = client.get("/wellbeing/").text
    assert "your figure is below it, which does not make it safe" in page
    lowered = page.lower()
    for soothing in (
        "well done",
        "congratulations",
        "you are fine",
        "healthy",
        "good news",
        "low risk",
        "no problem",
    ):
        assert soothing not in lowered


def test_the_filter_folds_on_a_phone_as_everywhere(client, alice):
    create_bet(owner=alice)
    client.force_login(alice)
    page = client.get("/wellbeing/").text
    assert "filter-fold" in page
    assert "css/analytics." in page.partition("</head>")[0]


def test_a_loss_without_the_bets_whose_result_is_missing_says_so(client, alice):
    create_bet(owner=alice, status=Status.LOST, stake="10", ref="lost")
    create_bet(owner=alice, status=Status.UNDECIDED, stake="500", ref="untold")
    client.force_login(alice)
    page = client.get("/wellbeing/").text
    assert "1 bet of these days has no result in your files" in page
    assert "Left out: 1 without a result; the true loss is likely larger" in page
