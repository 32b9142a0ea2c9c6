"""From prices in the database to stored edges, and what the next scans make of them."""

from datetime import timedelta
from decimal import Decimal

import pytest

from edges import scan
from edges.models import Chance, Edge
from edges.tests.factories import create_arbitrage, create_market, tell
from odds.tests.factories import create_event
from web.clock import now

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff", "owner"])


def edges():
    return Edge.objects.using("staff").order_by("pk")


def test_an_arbitrage_is_stored_with_its_prices():
    edge = create_arbitrage()
    assert (edge.kind, edge.state, edge.is_doubtful, edge.owner_id) == ("arbitrage", "found", False, None)
    assert edge.edge == edge.worst == Decimal("0.019975")
    assert [(leg.place, leg.selection.code, leg.bookmaker.slug, leg.odds) for leg in edge.legs.all()] == [
        (1, "home", "bet365", Decimal("2.05")),
        (2, "away", "unibet", Decimal("2.03")),
    ]
    assert edge.confirmed_at == min(leg.seen_at for leg in edge.legs.all())


def test_the_same_prices_are_the_same_edge_and_are_confirmed():
    edge = create_arbitrage()
    later = now() + timedelta(minutes=2)
    for leg in edge.legs.all():
        tell(leg.selection, leg.bookmaker.slug, str(leg.odds), at=later, taken_at=leg.taken_at)
    done = scan.scan(at=later)
    assert (done.stored.ids, done.stored.confirmed, done.stored.closed) == ((), 1, 0)
    again = edges().get()
    assert again.pk == edge.pk
    assert again.confirmed_at == later > edge.confirmed_at
    assert again.legs.first().seen_at < later, "what was found never changes"


def test_an_edge_whose_price_moved_closes_and_the_new_one_is_another():
    edge = create_arbitrage()
    home = edge.legs.first().selection
    tell(home, "bet365", "2.03")
    done = scan.scan(at=now())
    assert done.stored.closed == 1
    assert [(each.pk == edge.pk, each.state) for each in edges()] == [(True, "closed"), (False, "found")]
    (step,) = edges().first().steps.all()
    assert (step.former, step.state) == ("found", "closed")
    tell(home, "bet365", "1.80")
    scan.scan(at=now())
    assert {each.state for each in edges()} == {"closed"}


def test_wrong_numbers_are_stored_apart_with_their_reason():
    home, away = create_market(market="head-to-head", codes="home away")
    tell(home, "bet365", "2.60")
    tell(away, "unibet", "2.10")
    done = scan.scan(at=now())
    assert done.doubtful == 1
    edge = edges().get()
    assert edge.is_doubtful
    assert edge.doubts[0]["code"] == "too_good"
    assert "16.2%" in edge.doubts[0]["reason"]


def test_what_the_store_suspects_is_flagged_at_its_leg():
    home, away = create_market(market="head-to-head", codes="home away")
    tell(home, "bet365", "2.05", suspect="below the others' closing")
    tell(away, "unibet", "2.03")
    scan.scan(at=now())
    (doubt,) = edges().get().doubts
    assert (doubt["code"], doubt["place"]) == ("suspect", 1)


def test_begun_events_postponed_ones_and_aggregates_are_not_looked_at():
    for name, hours in (("begun", -1), ("postponed", 5)):
        event = create_event(name=name, starts_at=now() + timedelta(hours=hours))
        event.status = "postponed" if name == "postponed" else ""
        event.save(using="staff")
        home, away = create_market(event=event, market="head-to-head", codes="home away")
        tell(home, "bet365", "2.05")
        tell(away, "unibet", "2.03")
    assert scan.scan(at=now()).found == 0
    from bets.models import Bookmaker

    Bookmaker.objects.using("staff").filter(slug="unibet").update(is_aggregate=True)
    home, away = create_market("of a mean", market="head-to-head", codes="home away")
    tell(home, "bet365", "2.05")
    tell(away, "unibet", "2.03")
    assert scan.scan(at=now()).found == 0


def test_commission_of_an_exchange_is_taken_off():
    home, away = create_market(market="head-to-head", codes="home away")
    tell(home, "betfair", "2.05")
    tell(away, "unibet", "2.03")
    scan.scan(at=now())
    edge = edges().get()
    assert edge.edge == Decimal("0.006809")
    assert edge.legs.first().commission == Decimal("0.0500")


def test_middles_between_lines_of_totals_and_handicaps():
    event = create_event(starts_at=now() + timedelta(hours=9))
    low = create_market(event=event, market="total", codes="over under", line="2.5")
    high = create_market(event=event, market="total", codes="over under", line="3.5")
    minus = create_market(event=event, market="handicap", codes="home away", line="-1.5")
    plus = create_market(event=event, market="handicap", codes="home away", line="1.5")
    for (over, under), prices in (
        (low, "1.98 1.85"),
        (high, "2.70 1.98"),
        (minus, "2.9 1.97"),
        (plus, "1.96 2.9"),
    ):
        first, second = prices.split()
        tell(over, "bet365", first)
        tell(under, "bet365", second)
    scan.scan(at=now())
    found = {
        tuple(
            (leg.selection.code, str(leg.selection.offer.line.normalize())) for leg in each.legs.all()
        ): each
        for each in edges().filter(kind="middle")
    }
    assert set(found) == {(("over", "2.5"), ("under", "3.5")), (("home", "1.5"), ("away", "-1.5"))}
    total = found[(("over", "2.5"), ("under", "3.5"))]
    assert total.needed == Decimal("0.010101")
    assert total.best == Decimal("0.98")
    assert total.worst == Decimal("-0.01")


def test_ones_own_chance_makes_an_edge_of_ones_own(alice):
    home, _, _ = create_market()
    tell(home, "bet365", "2.50")
    Chance.objects.using("staff").create(
        owner=alice, selection_id=home.pk, chance=Decimal("0.45"), told_at=now()
    )
    assert scan.scan(at=now()).found == 0
    assert scan.people() == [alice.pk]
    scan.scan(alice.pk, at=now())
    edge = edges().get()
    assert (edge.owner_id, edge.basis, edge.edge) == (alice.pk, "own", Decimal("0.125"))
    assert not edge.is_doubtful
    assert edge.kelly == Decimal("0.083333")


def test_ones_own_price_makes_an_edge_of_ones_own(alice, bob):
    home, away = create_market(market="head-to-head", codes="home away")
    tell(home, "bet365", "2.05")
    tell(away, "unibet", "2.03", owner=alice)
    assert scan.scan(at=now()).found == 0
    scan.scan(bob.pk, at=now())
    assert not edges()
    scan.scan(alice.pk, at=now())
    assert edges().get().owner_id == alice.pk


def test_an_empty_store_has_no_edges():
    done = scan.scan(at=now())
    assert (done.prices, done.offers, done.found, done.stored.ids) == (0, 0, 0, ())


def test_one_persons_failing_scan_stops_nobody_elses(monkeypatch, caplog):
    looked = []

    def scanning(owner_id=None, *, at):
        looked.append(owner_id)
        if owner_id == 1:
            raise ArithmeticError("a price of theirs")
        return owner_id

    monkeypatch.setattr(scan, "people", lambda: [1, 2])
    monkeypatch.setattr(scan, "scan", scanning)
    with caplog.at_level("ERROR", logger="edges.scan"):
        assert scan.everything(at=now()) == [None, 2]
    assert looked == [None, 1, 2]
    assert "the scan of person 1 failed" in caplog.text
