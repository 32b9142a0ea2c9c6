"""What taken edges promised against what they brought, by hand."""

from decimal import Decimal

import pytest

from bets.models import Status
from bets.tests.factories import create_bet
from edges import performance, taking
from edges.performance import Line, interval, rows, size_of, verdict
from edges.tests.factories import create_arbitrage
from odds.models import BetClosing, Closing
from web.clock import now
from web.context import acting_as


def line(taking_id=1, **more):
    told = {
        "currency": "AUD",
        "edge": Decimal("0.02"),
        "risk_micro": 100_000_000,
        "profit_micro": 5_000_000,
        "clv": None,
        "kind": "Arbitrage",
        "bookmaker": "bet365",
        "sport": "Football",
        "tags": ("arbs",),
    }
    return Line(taking=taking_id, **{**told, **more})


def test_the_sums_of_a_group():
    (row,) = rows([line(), line(profit_micro=-3_000_000), line(2, profit_micro=None, clv=0.03)], "all")
    assert (row.taken, row.bets, row.settled) == (2, 3, 2)
    assert (row.risk_micro, row.expected_micro, row.profit_micro) == (200_000_000, 4_000_000, 2_000_000)
    assert (row.expected_yield, row.actual_yield) == (Decimal("0.02"), Decimal("0.01"))
    assert (row.clv, row.clv_bets) == (Decimal("0.03"), 1)
    assert row.yield_interval is None, "too few"


def test_currencies_are_never_added_up_and_two_tags_count_twice():
    told = [line(), line(2, currency="USD"), line(3, tags=("arbs", "football")), line(4, tags=())]
    found = {(row.name, row.currency): row.bets for row in rows(told, "strategy")}
    assert found == {("arbs", "AUD"): 2, ("arbs", "USD"): 1, ("football", "AUD"): 1, ("no tag", "AUD"): 1}


@pytest.mark.parametrize(
    ("edge", "band"),
    [("-0.01", "below 1%"), ("0.01", "1 to 2%"), ("0.0499", "2 to 5%"), ("0.05", "5% and more")],
)
def test_bands_of_size(edge, band):
    assert size_of(Decimal(edge)) == band


def test_an_interval_takes_twenty_taken_edges_and_draws_them_whole():
    def parts(each):
        return each.profit_micro, each.risk_micro

    some = [line(k, profit_micro=sign * 50_000_000) for k in range(30) for sign in (1, -1)]
    assert interval(some[:38], parts) is None
    assert interval(some, parts) == (0, 0), (
        "both legs of an edge are drawn together: nothing is left to chance"
    )
    apart = [line(k, profit_micro=(k % 2 * 2 - 1) * 100_000_000) for k in range(100)]
    low, high = interval(apart, parts)
    assert low == pytest.approx(Decimal("-0.196"), abs=Decimal("0.02"))
    assert high == pytest.approx(Decimal("0.196"), abs=Decimal("0.02"))


def test_the_verdict_is_plain():
    assert verdict([]) == "Nothing has settled yet."
    assert verdict(rows([line()], "all")).startswith("Too little to tell from luck: 1 settled bet,")
    even = [line(k, profit_micro=(k % 2 * 2 - 1) * 100_000_000) for k in range(100)]
    assert "cannot be told from luck" in verdict(rows(even, "all"))
    assert "outside" in verdict(rows([line(k) for k in range(100)], "all"))


@pytest.mark.django_db(transaction=True, databases=["default", "staff", "owner"])
def test_linked_bets_are_held_against_their_edge(client, alice, bob):
    edge = create_arbitrage()
    won = create_bet(
        owner=alice,
        bookmaker="bet365",
        status=Status.WON,
        stake="49.75",
        profit="52.24",
        odds=Decimal("2.05"),
    )
    lost = create_bet(owner=alice, bookmaker="unibet", status=Status.LOST, stake="50.25")
    taking.take(user=alice, edge_id=edge.pk, tags=["arbs"])
    for place, bet in enumerate((won, lost), start=1):
        taking.link(user=alice, edge_id=edge.pk, place=place, bet_id=bet.pk)
    with acting_as(alice):
        closing = Closing.objects.using("default").create(
            owner=alice,
            selection_id=own_selection(alice).pk,
            bookmaker_id=won.bookmaker_id,
            benchmark="average",
            odds=Decimal("2.00"),
            net_odds=Decimal("2.00"),
            power=Decimal("0.495"),
            taken_at=now(),
            source="manual",
            derived_at=now(),
        )
        BetClosing.objects.create(
            owner=alice, bet=won, closing=closing, matched_by="person", matched_at=now()
        )
        (row,) = rows(performance.lines(alice), "all")
    assert (row.taken, row.bets, row.settled) == (1, 2, 2)
    assert row.risk_micro == 100_000_000
    assert row.expected_micro == 1_990_000, "1.9975 % of 100, without parts of a cent"
    assert row.profit_micro == 1_990_000
    assert row.clv == Decimal("0.014750")
    with acting_as(bob):
        assert performance.lines(bob) == []
    client.force_login(alice)
    for by in performance.GROUPS:
        assert client.get(f"/edges/performance/?by={by}").status_code == 200
    page = client.get("/edges/performance/?by=bookmaker").text
    assert "Unibet" in page
    assert "Too little to tell from luck" in page


def own_selection(owner):
    from edges.tests.factories import create_market

    return create_market("Own v Match", owner=owner, market="head-to-head", codes="home away")[0]
