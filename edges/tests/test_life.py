"""What becomes of an edge, whoever acts at once; and what the database refuses."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.db.utils import DatabaseError, IntegrityError
from django.http import Http404

from bets.tests.factories import create_bet
from edges import life, scan, taking, tasks
from edges.models import Edge, EdgeStep, Leg, TakenBet, Taking
from edges.tests.factories import create_arbitrage, create_market, tell
from edges.tests.strangers import own_edge
from web.clock import now
from web.context import acting_as

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff", "owner"])


def again(edge):
    return Edge.objects.using("staff").get(pk=edge.pk)


def moved(edge):
    return [(step.former, step.state) for step in EdgeStep.objects.using("staff").filter(edge=edge.pk)]


def side_by_side(act, count=2):
    """The act by so many threads at once, each on connections of its own."""

    def alone(number):
        try:
            return act(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(alone, range(count)))


def test_time_alone_makes_an_edge_stale_and_then_expired(monkeypatch):
    edge = create_arbitrage(hours=2)
    tasks.age()
    assert again(edge).state == "found"
    later = now() + timedelta(minutes=31)
    monkeypatch.setattr("web.clock.now", lambda: later)
    tasks.age()
    assert again(edge).state == "stale"
    begun = later + timedelta(hours=2)
    monkeypatch.setattr("web.clock.now", lambda: begun)
    tasks.age()
    tasks.age()
    assert again(edge).state == "expired"
    assert moved(edge) == [("found", "stale"), ("stale", "expired")]


def test_an_edge_of_a_fast_sport_is_stale_sooner():
    edge = create_arbitrage()
    assert edge.max_age_s == 1800
    home, away = create_market("Race 3", market="head-to-head", codes="home away")
    event = home.offer.event
    from bets.models import Sport

    event.sport_id = Sport.objects.using("staff").get(slug="horse-racing", owner=None).pk
    event.save(using="staff")
    tell(home, "bet365", "2.05")
    tell(away, "unibet", "2.03")
    scan.scan(at=now())
    life.age(at=now() + timedelta(minutes=6))
    assert {each.event.name: each.state for each in Edge.objects.using("staff").select_related("event")} == {
        "Arsenal v Wolves": "found",
        "Race 3": "stale",
    }


def test_a_stale_edge_whose_prices_are_seen_again_is_found_again():
    edge = create_arbitrage()
    later = now() + timedelta(hours=1)
    life.age(at=later)
    for leg in edge.legs.all():
        tell(leg.selection, leg.bookmaker.slug, str(leg.odds), at=later, taken_at=leg.taken_at)
    scan.scan(at=later)
    assert again(edge).state == "found"
    assert moved(edge) == [("found", "stale"), ("stale", "found")]


def test_a_scan_does_not_close_what_it_could_not_look_at():
    edge = create_arbitrage()
    scan.scan(at=now() + timedelta(hours=1))
    assert again(edge).state == "found", "too old to judge: time makes it stale"


@pytest.mark.parametrize(
    "change",
    [
        "edge = 0.5",
        "kelly = 1",
        "found_at = now()",
        "doubts = '[1]'",
        "owner_id = NULL, kind = 'middle'",
        "key = 'x'",
    ],
)
def test_what_was_found_never_changes(change):
    edge = create_arbitrage()
    for alias in ("owner", "staff"):
        with pytest.raises(DatabaseError), connections[alias].cursor() as cursor:
            cursor.execute(f"UPDATE edges_edge SET {change} WHERE id = %s", [edge.pk])
    with pytest.raises(DatabaseError), connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE edges_leg SET odds = odds + 1")
    with pytest.raises(DatabaseError), connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE edges_edgestep SET state = 'found'")
    assert again(edge).edge == edge.edge


def test_an_ended_edge_stays_ended():
    edge = create_arbitrage()
    Edge.objects.using("staff").filter(pk=edge.pk).update(state="closed")
    with pytest.raises(IntegrityError):
        Edge.objects.using("staff").filter(pk=edge.pk).update(state="found")


def test_the_application_changes_no_edge(alice):
    edge = create_arbitrage()
    for statement in (
        "UPDATE edges_edge SET state = 'closed'",
        "DELETE FROM edges_edge",
        "UPDATE edges_leg SET odds = 9",
        "DELETE FROM edges_edgestep",
    ):
        with pytest.raises(DatabaseError), acting_as(alice), connection.cursor() as cursor:
            cursor.execute(statement)
    assert again(edge).state == "found"


def test_two_scans_at_once_find_an_edge_once():
    edge = create_arbitrage()
    Edge.objects.using("staff").filter(pk=edge.pk).update(state="closed")
    side_by_side(lambda _: scan.scan(at=now()), 4)
    assert Edge.objects.using("staff").filter(state="found").count() == 1


def test_of_two_takes_at_once_one_takes(alice, bob):
    edge = create_arbitrage()
    first = side_by_side(lambda _: taking.take(user=alice, edge_id=edge.pk)[1], 4)
    assert sorted(first) == [False, False, False, True]
    assert taking.take(user=bob, edge_id=edge.pk)[1], "everybody may take a shared edge"
    assert Taking.objects.using("staff").count() == 2


def test_what_has_ended_is_not_taken_any_more(alice):
    edge = create_arbitrage()
    Edge.objects.using("staff").filter(pk=edge.pk).update(state="closed")
    with pytest.raises(taking.HasEnded):
        taking.take(user=alice, edge_id=edge.pk)


def test_an_edge_of_somebody_else_is_not_taken(alice, bob):
    edge = own_edge(alice)
    with pytest.raises(Http404):
        taking.take(user=bob, edge_id=edge.pk)
    with pytest.raises(IntegrityError), acting_as(bob):
        Taking.objects.create(owner=bob, edge_id=edge.pk)


def test_taken_edges_are_linked_with_their_bets(alice, bob):
    edge, bet, other = create_arbitrage(), create_bet(owner=alice), create_bet(owner=bob)
    taking.take(user=alice, edge_id=edge.pk, tags=taking.read_tags("Arbs, football ,arbs"))
    made = taking.link(user=alice, edge_id=edge.pk, place=2, bet_id=bet.pk)
    assert (made.place, made.taking.tags) == (2, ["arbs", "football"])
    with pytest.raises(taking.LinkedBefore):
        taking.link(user=alice, edge_id=edge.pk, place=1, bet_id=bet.pk)
    for place, pk in ((3, bet.pk), (1, other.pk)):
        with pytest.raises(Http404):
            taking.link(user=alice, edge_id=edge.pk, place=place, bet_id=pk)
    with pytest.raises(IntegrityError), acting_as(alice):
        TakenBet.objects.create(owner=alice, taking=made.taking, place=1, bet_id=other.pk)
    taking.give_up(user=alice, edge_id=edge.pk)
    with acting_as(alice):
        assert not TakenBet.objects.exists()
        assert not Taking.objects.exists()


def test_the_bets_offered_are_those_that_may_be_it(alice):
    edge = create_arbitrage()
    taking.take(user=alice, edge_id=edge.pk)
    fits = create_bet(owner=alice, bookmaker="bet365", placed_at=now())
    create_bet(owner=alice, bookmaker="sportsbet", placed_at=now())
    create_bet(owner=alice, bookmaker="bet365")
    with acting_as(alice):
        assert list(taking.candidates(alice, edge)) == [fits]


def test_ended_edges_are_forgotten_in_time_unless_taken(alice):
    taken, left, live = (create_arbitrage(name) for name in ("taken v it", "left v it", "live v it"))
    taking.take(user=alice, edge_id=taken.pk)
    Edge.objects.using("staff").exclude(pk=live.pk).update(state="closed")
    assert life.clean(at=now() + timedelta(days=364)) == 0
    assert life.clean(at=now() + timedelta(days=366)) == 1
    assert set(Edge.objects.using("staff").values_list("pk", flat=True)) == {taken.pk, live.pk}
    assert not Leg.objects.using("staff").filter(edge_id=left.pk).exists()
