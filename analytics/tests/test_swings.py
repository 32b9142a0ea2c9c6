"""Falls and runs from the database against the plain loops of analytics.measures."""

import random
from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from analytics.filters import Filter
from analytics.measures import drawdown, longest_run
from analytics.swings import Swing, Swings, swings
from bets.models import Status
from bets.tests.factories import START, create_bet
from web.context import acting_as

UTC_ZONE = ZoneInfo("UTC")


def told(user, asked=None):
    with acting_as(user):
        return swings(user, asked or Filter(), UTC_ZONE)


def test_a_fall_lasts_from_its_peak_to_its_trough(alice):
    for day, profit in enumerate(("5", "-2", "4", "-6", "-1", "3")):
        status = Status.LOST if profit.startswith("-") else Status.WON
        create_bet(owner=alice, status=status, profit=profit, placed_at=START + timedelta(days=day))
    found = told(alice)["AUD"]
    assert found.fall == Swing(7_000_000, date(2026, 3, 4), date(2026, 3, 6))
    assert found.losses == Swing(2, date(2026, 3, 5), date(2026, 3, 6))
    assert found.wins == Swing(1, date(2026, 3, 2), date(2026, 3, 2))


def test_a_first_loss_is_a_fall_and_a_void_breaks_no_run(alice):
    for hour, status in enumerate((Status.LOST, Status.VOID, Status.OPEN, Status.LOST)):
        create_bet(owner=alice, status=status, stake="10", placed_at=START + timedelta(hours=hour))
    found = told(alice)["AUD"]
    assert found.fall == Swing(20_000_000, date(2026, 3, 2), date(2026, 3, 2))
    assert (found.wins, found.losses.size) == (None, 2)


def test_nobody_fell_without_bets(alice):
    assert told(alice) == {}
    assert Swings().depth_micro == 0


@pytest.mark.parametrize("seed", range(3))
def test_they_equal_the_plain_loops(alice, seed):
    chance = random.Random(seed)
    made = [
        create_bet(
            owner=alice,
            status=chance.choice([Status.WON, Status.LOST, Status.LOST, Status.VOID, Status.PLACED]),
            profit=str(chance.randrange(-20, 20)),
            placed_at=START + timedelta(hours=chance.randrange(60)),
            currency=chance.choice(["AUD", "GBP"]),
        )
        for _ in range(80)
    ]
    found = told(alice)
    for currency in ("AUD", "GBP"):
        mine = sorted((b for b in made if b.currency == currency), key=lambda b: (b.settled_at, b.pk))
        won = {Status.WON: 1, Status.LOST: -1, Status.VOID: 0}
        outcomes = [won.get(b.status, (b.profit_micro > 0) - (b.profit_micro < 0)) for b in mine]
        decided = [outcome > 0 for outcome in outcomes if outcome]
        assert found[currency].depth_micro == drawdown(b.profit_micro for b in mine).depth_micro
        assert found[currency].wins.size == longest_run(decided, of_wins=True)
        assert found[currency].losses.size == longest_run(decided, of_wins=False)
        assert any(a != b for a, b in pairwise(decided))
