"""Edges for programs: the board's, and one with its prices."""

import pytest

from accounts.tests.calling import Api
from edges import scan
from edges.models import Edge
from edges.tests.factories import create_arbitrage, create_market, tell
from web.clock import now

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff", "owner"])


@pytest.fixture
def api(client, alice):
    return Api(client, alice, "odds:read")


def test_an_arbitrage_with_its_prices(api):
    made = create_arbitrage()
    (told,) = api.get("edges")["items"]
    assert (told["id"], told["kind"], told["edge"], told["worst"]) == (
        made.pk,
        "arbitrage",
        "0.019975",
        "0.019975",
    )
    assert [(leg["bookmaker"], leg["odds"], leg["side"]) for leg in told["legs"]] == [
        ("bet365", "2.05", "back"),
        ("unibet", "2.03", "back"),
    ]
    assert api.get(f"edges/{made.pk}") == told
    api.get("edges/999999", status=404)


def test_they_are_filtered_and_paged_as_on_the_board(api):
    for number in range(3):
        create_arbitrage(f"Match {number}", odds=f"2.05 2.0{number + 1}")
    walked = [each["edge"] for each in api.walk("edges?least=0", limit=1)]
    assert walked == sorted(walked, reverse=True)
    assert len(walked) == 3
    assert [each["event"] for each in api.get("edges?least=1.9")["items"]] == ["Match 2"]
    assert api.get("edges?kind=middle")["items"] == []
    assert len(api.get("edges?least=0&bookmaker=bet365")["items"]) == 3
    api.get("edges?kind=nonsense", status=422)
    api.get("edges?least=-1", status=422)


def test_a_doubted_edge_is_not_offered_but_told_by_its_number(api):
    home, away = create_market(market="head-to-head", codes="home away")
    tell(home, "bet365", "8.1")
    tell(away, "unibet", "2.03")
    scan.scan(at=now())
    doubted = Edge.objects.using("staff").get(kind="arbitrage")
    assert doubted.is_doubtful
    assert api.get("edges")["items"] == []
    assert api.get(f"edges/{doubted.pk}")["doubts"]


def test_an_edge_of_ones_own_prices_is_ones_own(api, client, alice, bob):
    home, away = create_market(market="head-to-head", codes="home away")
    tell(home, "bet365", "2.05", owner=alice)
    tell(away, "unibet", "2.03", owner=alice)
    scan.everything(at=now())
    (mine,) = api.get("edges")["items"]
    other = Api(client, bob, "odds:read")
    assert other.get("edges")["items"] == []
    other.get(f"edges/{mine['id']}", status=404)
