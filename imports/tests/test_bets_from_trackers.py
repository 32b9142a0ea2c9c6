"""Bets of trackers: the row is the bet, newer wins, and a settled bet never falls back to open."""

import pytest

from bets.models import Bet, Leg
from imports.tests.factories import at, bet, import_lines, line
from ledger import chart
from ledger.balances import balance
from ledger.money import format_micro
from web.context import acting_as

pytestmark = pytest.mark.django_db


def tracker(ref="t1", status="won", day=0, **more):
    """A line and a bet of one tracker row."""
    values = {
        "from_lines": False,
        "status": status,
        "placed_at": at(day),
        "stake": "10",
        "at_risk": "10",
        "bookmaker": "Kalshi",
        "currency": "USD",
        "odds": "2.5",
        "event": "Lakers at Suns",
        "market": "Moneyline",
        "sport": "Basketball",
        **more,
    }
    if status in ("won", "lost", "void", "cashed_out"):
        values.setdefault("settled_at", at(day + 1))
    row = line(
        "bet",
        key=ref,
        day=day,
        bet_ref=ref,
        bookmaker="Kalshi",
        currency="USD",
        description=f"{status} {more}",
    )
    return row, bet(ref, **values)


def take(owner, *rows, legs=(), extra=()):
    told = [bet_row | {"row": number} for number, (_, bet_row) in enumerate(rows, 2)]
    return import_lines(owner, *(row for row, _ in rows), *extra, bets=told, legs=legs)


def held(owner, sort):
    with acting_as(owner):
        book = chart.bookmaker_accounts(owner=owner, slug="kalshi", name="Kalshi", currency="USD")
        return format_micro(balance(book[sort]))


WON = {"status": "won", "returned": "25", "profit": "15"}


def test_it_posts_stake_return_and_result(alice):
    upload = take(alice, tracker(**WON))
    assert (upload.inserted, upload.bets_inserted) == (1, 1)
    assert (held(alice, "book"), held(alice, "open"), held(alice, "won")) == ("15.00", "0.00", "-15.00")


def test_an_open_bet_holds_its_stake(alice):
    take(alice, tracker(status="open"))
    assert (held(alice, "book"), held(alice, "open")) == ("-10.00", "10.00")


def test_it_settles_later(alice):
    take(alice, tracker(status="open"))
    later = take(alice, tracker(**WON), extra=[line("info", day=9, bookmaker="Kalshi", currency="USD")])
    assert (later.updated, later.bets_updated) == (1, 1)
    assert (held(alice, "book"), held(alice, "open")) == ("15.00", "0.00")


def test_a_settled_bet_never_falls_back_to_open(alice):
    take(alice, tracker(**WON))
    take(alice, tracker(status="open"), extra=[line("info", day=9, bookmaker="Kalshi", currency="USD")])
    with acting_as(alice):
        assert Bet.objects.get().status == "won"
    assert held(alice, "book") == "15.00"


def test_an_older_file_changes_nothing(alice):
    late = line("info", day=9, bookmaker="Kalshi", currency="USD")
    take(alice, tracker(**WON), extra=[late])
    older = take(alice, tracker(status="lost", returned="0", profit="-10"))
    assert (older.updated, older.bets_updated) == (0, 0)
    with acting_as(alice):
        assert Bet.objects.get().status == "won"


def test_a_lay_risks_its_liability(alice):
    take(alice, tracker(side="lay", at_risk="30", status="lost", returned="0", profit="-30"))
    assert (held(alice, "book"), held(alice, "lost"), held(alice, "open")) == ("-30.00", "30.00", "0.00")


def test_commission_is_apart_from_the_result(alice):
    take(alice, tracker(status="won", returned="24.5", profit="14.5", commission="0.5"))
    sums = {sort: held(alice, sort) for sort in ("book", "open", "won", "commission")}
    assert sums == {"book": "14.50", "open": "0.00", "won": "-15.00", "commission": "0.50"}


def test_a_bonus_bet_risks_nothing(alice):
    take(
        alice, tracker(status="lost", bonus="stated", at_risk="0", bonus_stake="10", returned="0", profit="0")
    )
    assert (held(alice, "book"), held(alice, "open")) == ("0.00", "0.00")
    with acting_as(alice):
        assert Bet.objects.get().turnover_micro == 0


def leg(position, selection, sport="Basketball"):
    return {
        "ref": "t1",
        "bookmaker": "Kalshi",
        "currency": "USD",
        "position": position,
        "selection": selection,
        "sport": sport,
        "odds": "1.5",
        "result": "won",
    }


def test_legs_are_replaced_when_they_change(alice):
    multi = {"structure": "multi", "sport": None, "event": None, "market": None, "legs_count": 2, **WON}
    take(alice, tracker(**multi), legs=[leg(1, "Suns"), leg(2, "Over 210", "Tennis")])
    with acting_as(alice):
        found = Bet.objects.get()
        assert found.sport
        assert found.market_type
        assert (found.sport.slug, found.market_type.slug) == ("several", "multi")
        assert list(Leg.objects.order_by("position").values_list("selection", flat=True)) == [
            "Suns",
            "Over 210",
        ]
    same = take(alice, tracker(**multi), legs=[leg(1, "Suns"), leg(2, "Over 210", "Tennis")])
    assert same.bets_updated == 0
    take(alice, tracker(**multi, note="under, really"), legs=[leg(1, "Suns"), leg(2, "Under 210")])
    with acting_as(alice):
        assert list(Leg.objects.order_by("position").values_list("selection", flat=True)) == [
            "Suns",
            "Under 210",
        ]
        assert Bet.objects.values_list("sport__slug", flat=True).get() == "basketball"


def test_names_become_rows_of_the_catalogue(alice):
    take(alice, tracker(**WON, competition="NBA", sport="Kite Fighting"))
    with acting_as(alice):
        found = Bet.objects.select_related("sport", "competition", "event", "market_type").get()
        for name in (found.sport, found.competition, found.event, found.market_type):
            assert name
        assert (found.sport.name, found.sport.owner) == ("Kite Fighting", alice)
        assert (found.competition.name, found.event.name) == ("NBA", "Lakers at Suns")
        assert (found.market_type.slug, found.market_type.owner) == ("head-to-head", None)
        assert found.bookmaker.owner is None
