# ruff: noqa: E501
"""Answers of The Odds API, asked of a server of our own that gives recorded ones."""

import json
import logging
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import override_settings

from bets.models import Event
from odds import polling
from odds.closing.sweeping import sweep
from odds.ingest import take_file, take_in
from odds.models import Closing, IngestRun, Poll, Price, Quote
from odds.sources.odds_api import NotOddsApi, read
from odds.tests import files
from odds.tests.odds_api_server import Reply, event, market, serving, shop, three

pytestmark = pytest.mark.django_db(databases=["default", "staff", "owner"], transaction=True)
NOW = datetime(2026, 3, 7, 12, 5, tzinfo=UTC)
LEFT = {"x-requests-remaining": "400", "x-requests-used": "100", "x-requests-last": "6"}
KEY = "k3y-that-nobody-may-see"


@pytest.fixture(autouse=True)
def _at(monkeypatch):
    for module in ("odds.polling", "odds.ingest.taking", "odds.closing.deriving", "odds.closing.sweeping"):
        monkeypatch.setattr(f"{module}.now", lambda: CLOCK[0])
    CLOCK[0] = NOW


CLOCK = [NOW]


def later(**by: int) -> None:
    CLOCK[0] += timedelta(**by)


def told(*events: dict) -> bytes:
    return json.dumps(list(events)).encode()


def polled(*replies: Reply, times: int = 1, **more: object):
    """What came of asking `times` times, each when it is due, and what the server was asked."""
    with serving(*replies) as server, override_settings(ODDS_API_URL=server.url, ODDS_API_KEY=KEY, **more):
        results = []
        for _ in range(times):
            results += polling.poll_all()
            CLOCK[0] = max(CLOCK[0], *Poll.objects.using("staff").values_list("due_at", flat=True))
        return results, server.asked


# --- Reading ---------------------------------------------------------------------------------------------------------
def test_every_outcome_is_a_price_or_a_reject():
    batch = read(
        told(
            event(
                shop(
                    "pinnacle",
                    three(1.5, 4.4, 6.6),
                    market("totals", ("Over", 1.7, 2.5), ("Under", 2.15, 2.5)),
                ),
                shop(
                    "sportsbet", market("spreads", ("Arsenal", 1.9, -1), ("Wolverhampton Wanderers", 1.95, 1))
                ),
                shop(
                    "betfair_ex_uk",
                    market("h2h_lay", ("Arsenal", 1.52)),
                    market("player_shots", ("Over", 2, 1.5)),
                ),
                shop("betr_au", three(0, 1, "x")),
            )
        ),
        now=NOW,
    )
    rows = batch.selections[["market", "code", "line_milli", "outcomes"]].to_numpy().tolist()
    assert ["handicap", "away", -1000, 2] in rows
    assert ["total", "under", 2500, 2] in rows
    assert batch.quotes["is_lay"].sum() == 1
    assert {book.slug: book.is_exchange for book in batch.books}["betfair"]
    assert batch.counts["prices_told"] == 12
    assert batch.counts["rejected_prices"] == len(batch.rejects) == 4
    assert {reject.reason for reject in batch.rejects} == {
        "a kind of market that is not kept", "no number", "no price: decimal odds are above one",
    }  # fmt: skip
    assert batch.quotes["taken_at"][0] == datetime(2026, 3, 7, 12, tzinfo=UTC)


def test_american_odds_are_known_by_their_sign():
    batch = read(told(event(shop("draftkings", three(-200, 340, 560)))), now=NOW)
    assert list(batch.quotes["odds_micro"]) == [1_500_000, 4_400_000, 6_600_000]


@pytest.mark.parametrize("price", ["1e999999999", "-1e999999999", "1e-999999999", 10**40])
def test_a_number_beyond_all_measure_is_a_reject(price):
    batch = read(told(event(shop("pinnacle", three(1.5, 4.4, price)))), now=NOW)
    assert (batch.counts["prices"], [each.reason for each in batch.rejects]) == (2, ["no number"])


@pytest.mark.parametrize(
    "moment", ["2099-01-01T00:00:00Z", "2026-03-07T12:30:00Z", "1990-01-01T00:00:00+14:00"]
)
def test_a_price_of_no_possible_moment_is_a_reject_and_stops_no_other(moment):
    wrong = shop("bet365", three(1.6, 4.2, 6)) | {"last_update": moment}
    wrong["markets"] = [each | {"last_update": moment} for each in wrong["markets"]]
    taken = take_file(told(event(shop("pinnacle", three(1.5, 4.4, 6.6)), wrong)), name="one.json", at=NOW)
    assert (taken.counts["prices"], taken.counts["rejected_prices"]) == (3, 3)
    assert set(Price.objects.values_list("bookmaker__slug", flat=True)) == {"pinnacle"}


def test_two_ways_with_overtime_are_another_market_than_three():
    hockey = event(
        shop(
            "fanduel",
            market("h2h", ("Bruins", 1.8), ("Rangers", 2.1)),
            market("h2h_3_way", ("Bruins", 2.3), ("Rangers", 2.7), ("Draw", 4.1)),
        ),
        sport_key="icehockey_nhl", sport_title="NHL", home_team="Bruins", away_team="Rangers",
    )  # fmt: skip
    batch = read(told(hockey), now=NOW)
    told_of = batch.selections[["market", "code"]].iloc[batch.quotes["selection"]].to_numpy().tolist()
    assert [[*each, odds] for each, odds in zip(told_of, batch.quotes["odds_micro"], strict=True)] == [
        ["head-to-head", "home", 1_800_000],
        ["head-to-head", "away", 2_100_000],
        ["match-result", "home", 2_300_000],
        ["match-result", "away", 2_700_000],
        ["match-result", "draw", 4_100_000],
    ]
    assert set(batch.quotes["suspect"]) == {""}


def test_a_brand_is_another_shop_in_another_country():
    keys = ("ladbrokes_uk", "ladbrokes_au", "unibet_uk", "unibet_eu", "unibet", "pointsbetau", "pointsbetus")
    batch = read(told(event(*(shop(key, three(1.5, 4.4, 6.6)) for key in keys))), now=NOW)
    assert [book.slug for book in batch.books] == [
        "ladbrokes", "ladbrokes-au", "unibet", "unibet-eu", "unibet-au", "pointsbet", "pointsbet-us",
    ]  # fmt: skip
    assert len({book.name for book in batch.books}) == len(keys)


def test_a_market_whose_draw_is_left_out_is_not_whole():
    two = market("h2h", ("Arsenal", 1.2), ("Wolverhampton Wanderers", 4.2))
    batch = read(told(event(shop("betonlineag", two))), now=NOW)
    assert set(batch.selections["outcomes"]) == {3}
    assert set(batch.quotes["suspect"]) == {"the draw is left out"}


def test_two_ways_and_outrights():
    tennis = event(
        shop("unibet", market("h2h", ("Iga Swiatek", 1.5), ("Coco Gauff", 2.6))),
        sport_key="tennis_wta_french_open", sport_title="WTA French Open", home_team="Iga Swiatek", away_team="Coco Gauff",
    )  # fmt: skip
    golf = event(
        shop("unibet", market("outrights", ("Rory McIlroy", 8.5), ("Scottie Scheffler", 6), ("Jon Rahm", 15))),
        id="g1", sport_key="golf_masters_tournament_winner", sport_title="Masters", home_team=None, away_team=None,
    )  # fmt: skip
    take_file(told(tennis, golf), name="recorded.json", at=NOW)
    assert {(e.name, e.sport.slug) for e in Event.objects.using("staff").filter(owner=None).select_related("sport")} == {
        ("Iga Swiatek v Coco Gauff", "tennis"), ("Masters", "golf"),
    }  # fmt: skip
    offers = Price.objects.using("staff").values_list(
        "selection__offer__market__slug", "selection__offer__outcomes"
    )
    assert set(offers) == {("head-to-head", 2), ("outright", 3)}
    assert take_file(told(tennis, golf), name="recorded.json", at=NOW).counts["stored_quotes"] == 0


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>", b'{"message": "Unknown sport"}', b"[1, 2]", b'"odds"', b"\xff\xfe", b"[" * 100_000],
)
def test_what_is_no_answer_is_refused(content):
    with pytest.raises(NotOddsApi):
        read(content, now=NOW)


@pytest.mark.parametrize(
    "broken",
    [
        {"commence_time": "soon"},
        {"commence_time": None},
        {"home_team": None},
        {"away_team": "ARSENAL"},
        {"bookmakers": 7},
    ],
)
def test_broken_events_stop_nothing(broken):
    batch = read(
        told(
            event(shop("pinnacle", three(1.5, 4.4, 6.6)), id="x") | broken,
            event(shop("unibet", three(1.5, 4, 6))),
        ),
        now=NOW,
    )
    assert batch.counts["prices"] == 3
    assert batch.counts["prices_told"] == 3 + batch.counts["rejected_prices"]


# --- Polling ---------------------------------------------------------------------------------------------------------
def test_without_a_key_nothing_is_asked():
    (only,) = polling.poll_all()
    assert only.state == "not configured"
    assert not Poll.objects.using("staff").exists()


def test_it_is_asked_as_documented_and_stored():
    body = [event(shop("pinnacle", three(1.5, 4.4, 6.6)), shop("unibet", three(1.48, 4.3, 6.5)))]
    (only,), (asked,) = polled(Reply(body, headers=LEFT))
    assert only.state == "stored"
    assert asked.path == "/v4/sports/soccer_epl/odds"
    assert asked.query == {
        "apiKey": KEY, "regions": "uk,au", "markets": "h2h,totals,spreads", "oddsFormat": "decimal", "dateFormat": "iso",
    }  # fmt: skip
    run = IngestRun.objects.using("staff").get()
    assert (run.remaining, run.cost, run.counts["stored_quotes"]) == (400, 6, 6)
    assert Price.objects.using("staff").offered().count() == 6


def test_what_did_not_change_is_not_sent_again():
    body = [event(shop("pinnacle", three(1.5, 4.4, 6.6)))]
    results, asked = polled(
        Reply(body, headers=LEFT | {"ETag": '"abc"'}), Reply(status=304, headers=LEFT), times=2
    )
    assert [each.state for each in results] == ["stored", "unchanged"]
    assert asked[1].headers["If-None-Match"] == '"abc"'
    assert Quote.objects.using("staff").count() == 3


def test_the_same_answer_again_stores_nothing_and_a_move_is_a_quote():
    first, again = three(1.5, 4.4, 6.6), three(1.5, 4.4, 6.6, at="2026-03-07T12:10:00Z")
    moved = three(1.5, 4.5, 6.6, at="2026-03-07T12:20:00Z")
    polled(*(Reply([event(shop("pinnacle", each))], headers=LEFT) for each in (first, again, moved)), times=3)
    assert Quote.objects.using("staff").count() == 4
    seen = Price.objects.using("staff").get(selection__code="home")
    assert (seen.taken_at.minute, seen.seen_at.minute) == (0, 20)


def test_the_credits_last_until_the_end_of_the_month():
    polled(Reply([], headers=LEFT | {"x-requests-remaining": "140"}))
    due = Poll.objects.using("staff").get().due_at - NOW
    assert due == (datetime(2026, 4, 1, tzinfo=UTC) - NOW) / 20
    assert polling.pause(remaining=0, cost=6, sports=1, at=NOW) == datetime(2026, 4, 1, tzinfo=UTC) - NOW
    assert polling.pause(remaining=10_000_000, cost=1, sports=1, at=NOW) == timedelta(minutes=1)
    december = datetime(2026, 12, 31, 23, tzinfo=UTC)
    assert polling.pause(remaining=20, cost=1, sports=1, at=december) == timedelta(hours=1)


def test_what_is_kept_for_people_is_not_spent():
    reply = Reply([], headers=LEFT | {"x-requests-remaining": "25"})
    with serving(reply) as server, override_settings(ODDS_API_URL=server.url, ODDS_API_KEY=KEY):
        states = [polling.poll_all(is_forced=True)[0].state for _ in range(2)]
        assert states == ["stored", "not due"]
        assert len(server.asked) == 1
        CLOCK[0] = datetime(2026, 4, 1, tzinfo=UTC)
        assert polling.poll_all()[0].state == "stored"


def test_nobody_asks_twice_at_once():
    with (
        serving(Reply([], headers=LEFT)) as server,
        override_settings(ODDS_API_URL=server.url, ODDS_API_KEY=KEY),
    ):
        assert [polling.poll_all()[0].state, polling.poll_all()[0].state] == ["stored", "not due"]
        assert len(server.asked) == 1


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("reply", "wait"),
    [
        (Reply(status=429, headers={"Retry-After": "90"}), timedelta(seconds=90)),
        (Reply(status=429), timedelta(minutes=1)),
        (Reply(status=503), timedelta(minutes=1)),
        (Reply(status=401, body={"message": "bad key"}), timedelta(hours=6)),
        (Reply(b"<html>proxy</html>"), timedelta(minutes=1)),
        (Reply(status=302, headers={"Location": "http://127.0.0.1:9/"}), timedelta(minutes=1)),
    ],
)
def test_it_waits_when_the_source_fails(reply, wait):
    (only,), _ = polled(reply)
    row = Poll.objects.using("staff").get()
    assert only.state == "failed"
    assert (row.failures, row.due_at) == (1, NOW + wait)
    assert row.problem


def test_it_waits_longer_each_time_and_recovers():
    results, _ = polled(*[Reply(status=500)] * 3, Reply([], headers=LEFT), times=4)
    assert [each.state for each in results] == ["failed"] * 3 + ["stored"]
    assert CLOCK[0] > NOW + timedelta(minutes=7)
    assert Poll.objects.using("staff").get().failures == 0


@pytest.mark.thorough
@pytest.mark.parametrize("reply", [Reply(status=401), Reply(status=500), Reply([], headers=LEFT), None])
def test_the_key_is_told_to_nobody(reply, caplog):
    with caplog.at_level(logging.DEBUG):
        if reply is None:
            with override_settings(ODDS_API_URL="http://127.0.0.1:1", ODDS_API_KEY=KEY):
                (only,) = polling.poll_all()
        else:
            (only,), _ = polled(reply)
    rows = [*Poll.objects.using("staff").values(), *IngestRun.objects.using("staff").values()]
    assert KEY not in caplog.text + repr(only) + repr(rows)


def test_the_prices_seen_near_the_start_close():
    near = three(1.45, 4.6, 7.2, at="2026-03-07T14:50:00Z")
    running = three(1.05, 11, 51, at="2026-03-07T15:40:00Z")
    early = three(1.5, 4.4, 6.6)
    polled(
        *(Reply([event(shop("pinnacle", each))], headers=LEFT) for each in (early, near, running)), times=3
    )
    CLOCK[0] = datetime(2026, 3, 7, 16, tzinfo=UTC)
    sweep()
    found = Closing.objects.using("staff").get(selection__code="home")
    assert (found.odds, found.benchmark, found.taken_at.hour) == (Decimal("1.45"), "pinnacle", 14)


def test_a_price_last_seen_long_before_the_start_closes_nothing():
    polled(Reply([event(shop("pinnacle", three(1.5, 4.4, 6.6)))], headers=LEFT))
    CLOCK[0] = datetime(2026, 3, 7, 16, tzinfo=UTC)
    sweep()
    assert not Closing.objects.using("staff").exists()


def test_both_sources_tell_of_one_match():
    take_file(files.season(files.ARSENAL), name="E0.csv", at=datetime(2026, 3, 9, tzinfo=UTC))
    polled(Reply([event(shop("pinnacle", three(1.5, 4.4, 6.6)))], headers=LEFT))
    assert Event.objects.using("staff").filter(owner=None).count() == 1


def test_an_answer_that_cannot_be_stored_stops_no_other_sport(monkeypatch):
    def broken(batch, *, name, **more):
        if name == "soccer_epl":
            raise RuntimeError
        return take_in(batch, name=name, **more)

    monkeypatch.setattr(polling, "take_in", broken)
    body = [event(shop("pinnacle", three(1.5, 4.4, 6.6)))]
    results, _ = polled(
        Reply(body, headers=LEFT),
        Reply(body, headers=LEFT),
        ODDS_API_SPORTS="soccer_epl,soccer_germany_bundesliga",
    )
    assert [each.state for each in results] == ["failed", "stored"]
    row = Poll.objects.using("staff").get(sport="soccer_epl")
    assert (row.failures, row.problem) == (1, polling.OURS)
