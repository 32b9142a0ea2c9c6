"""A price that is value by several measures is one line of the board, with all of them; each stays its own edge."""

import pytest

from accounts.models import Notification
from edges import scan, taking, telling
from edges.models import Edge, Kind
from edges.preferring import prefer
from edges.tests.factories import create_arbitrage, create_market, tell
from web.clock import now

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff", "owner"])
FAIR = {
    "pinnacle": "2.04 3.30 3.50",
    "bet365": "2.08 3.25 3.45",
    "ladbrokes": "2.08 3.25 3.45",
    "matchbook": "2.08 3.25 3.45",
}


@pytest.fixture
def member(client, alice):
    client.force_login(alice)
    return client


@pytest.fixture
def values():
    """A home win at 2.30, worth more by the sharp bookmaker than by the middle of all; the edge of each measure."""
    market = create_market("Leeds v Hull")
    for book, odds in FAIR.items():
        for selection, price in zip(market, odds.split(), strict=True):
            tell(selection, book, price)
    tell(market[0], "unibet", "2.30")
    scan.scan(at=now())
    found = {edge.basis: edge for edge in Edge.objects.using("staff").filter(kind=Kind.VALUE)}
    assert set(found) == {"sharp", "consensus"}
    assert found["sharp"].edge > found["consensus"].edge > 0
    return found


def rows(client, query=""):
    """Whose rows the board has, in its order."""
    return [row.record.pk for row in client.get(f"/edges/{query}").context["table"].rows]


def test_one_price_is_one_row_with_both_measures(member, values):
    arbitrage = create_arbitrage()
    assert rows(member) == [values["sharp"].pk, arbitrage.pk]
    page = member.get("/edges/")
    assert "Value against a sharp bookmaker" in page.text
    worth = f"{values['consensus'].edge * 100:.1f}%"
    assert (
        f'and <a href="/edges/{values["consensus"].pk}/">+{worth} against the other bookmakers</a>'
        in page.text
    )
    assert page.context["counts"] == {"found": 2, "doubtful": 0}
    assert rows(member, "?sort=found") == [values["sharp"].pk, arbitrage.pk]


def test_the_page_of_each_names_the_other(member, alice, values):
    for basis, other in (("sharp", "the other bookmakers"), ("consensus", "a sharp bookmaker")):
        page = member.get(f"/edges/{values[basis].pk}/").text
        assert f"% against {other}</a>." in page
        assert "you took it there" not in page
    taking.take(user=alice, edge_id=values["consensus"].pk)
    assert "</a>, and you took it there." in member.get(f"/edges/{values['sharp'].pk}/").text


def test_who_asks_for_one_measure_gets_it(member, alice, values):
    for basis, edge in values.items():
        assert rows(member, f"?basis={basis}") == [edge.pk]
    between = (values["sharp"].edge + values["consensus"].edge) * 50
    assert rows(member, f"?least={between:.4f}") == [values["sharp"].pk]
    prefer(user=alice, uses_sharp=False)
    assert rows(member) == [values["consensus"].pk]


def test_the_one_that_was_taken_stands_for_both(member, alice, bob, client, values):
    taking.take(user=alice, edge_id=values["consensus"].pk)
    assert rows(member) == [values["consensus"].pk]
    assert 'badge good">taken' in member.get("/edges/").text
    client.force_login(bob)
    assert rows(client) == [values["sharp"].pk], "what another took is nothing to me"


def test_two_prices_of_one_outcome_are_two_bets(member, values):
    tell(values["sharp"].legs.get().selection, "sportsbet", "2.30")
    scan.scan(at=now())
    assert len(rows(member)) == 2


def test_people_are_told_of_a_price_once(alice, request):
    prefer(user=alice, is_told=True)
    values = request.getfixturevalue("values")
    assert telling.tell_everybody() == 1
    told = Notification.objects.using("staff").get(owner=alice)
    assert (told.title, told.url) == ("1 edge found", f"/edges/{values['sharp'].pk}/")
