"""Odds for programs: events, every price, what markets closed at; one's own prices for oneself alone."""

from datetime import timedelta

import pytest

from accounts.tests.calling import Api
from edges.tests.factories import create_market, tell
from odds.tests.factories import create_event
from web.clock import now

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff"])


@pytest.fixture
def api(client, alice):
    return Api(client, alice, "odds:read")


def test_an_event_tells_every_price_and_marks_errors(api):
    home, draw, away = create_market("Leeds v Hull")
    tell(home, "pinnacle", "2.10")
    tell(draw, "pinnacle", "3.4")
    tell(away, "bet365", "41", suspect="far from all others")
    (event,) = api.get("odds/events?q=leeds")["items"]
    assert (event["name"], event["sport"]) == ("Leeds v Hull", "football")
    (offer,) = api.get(f"odds/events/{event['id']}")["offers"]
    assert (offer["market"], offer["line"], offer["winners"]) == ("match-result", None, 1)
    assert [one["code"] for one in offer["selections"]] == ["home", "draw", "away"]
    told = {(one["selection"], one["bookmaker"]): (one["odds"], one["suspect"]) for one in offer["prices"]}
    assert told == {
        (home.pk, "pinnacle"): ("2.1", ""),
        (draw.pk, "pinnacle"): ("3.4", ""),
        (away.pk, "bet365"): ("41", "far from all others"),
    }


def test_ones_own_prices_are_ones_own(api, client, alice, bob):
    home, *_ = create_market("Leeds v Hull")
    tell(home, "pinnacle", "2.10", owner=alice)
    (event,) = api.get("odds/events")["items"]
    mine = api.get(f"odds/events/{event['id']}")["offers"][0]["prices"]
    assert [(one["odds"], one["is_yours"]) for one in mine] == [("2.1", True)]
    theirs = Api(client, bob, "odds:read").get(f"odds/events/{event['id']}")
    assert theirs["offers"][0]["prices"] == []


def test_events_come_by_time_a_page_at_a_time_and_past_ones_are_apart(api):
    for hours in (3, 1, 2):
        tell(create_market(f"In {hours} h", hours=hours)[0], "pinnacle", "2")
    tell(create_market("Over", hours=-5)[0], "pinnacle", "2")
    create_event(name="Without odds", starts_at=now() + timedelta(hours=1))
    assert [each["name"] for each in api.walk("odds/events", limit=2)] == ["In 1 h", "In 2 h", "In 3 h"]
    assert [each["name"] for each in api.walk("odds/events?when=past", limit=1)] == ["Over"]
    assert api.get("odds/events?sport=tennis")["items"] == []
    api.get("odds/events?when=never", status=422)


def test_the_questions_do_not_grow_with_the_prices(api):
    few, many = create_market("Few"), create_market("Many")
    tell(few[0], "pinnacle", "2")
    for selection in many:
        for bookmaker in ("pinnacle", "bet365", "unibet", "betfair"):
            tell(selection, bookmaker, "3")
    ids = {each["name"]: each["id"] for each in api.get("odds/events")["items"]}
    assert api.questions(f"odds/events/{ids['Few']}") == api.questions(f"odds/events/{ids['Many']}")
