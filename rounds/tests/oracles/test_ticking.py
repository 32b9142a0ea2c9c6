"""From the open round to its end by what sources say, with the one clock moved and the real database."""

from decimal import Decimal

import pytest

from rounds import opening, ticking
from rounds.models import Observation, State
from rounds.tests.factories import fund, nasdaq, utc, wager
from rounds.tests.oracles.factories import BEFORE, DAY, again, source, told

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "staff"])
MORNING, CLOSE, DUE, VOID = "2026-03-04 15:00", "2026-03-04 21:00", "2026-03-04 21:05", "2026-03-04 21:35"
MICRO = 1_000_000


@pytest.fixture
def opened(moved, alice, bob):
    """A round of the day against 100.00 of the day before, with a wager on each side."""

    def make(*names, **rules):
        moved.to(utc("2026-03-04 01:00"))
        told("100.00", day=BEFORE)
        for name, adapter in names:
            source(name, adapter)
        moved.to(utc(MORNING))
        one = opening.open_round(instrument=nasdaq())
        for person, side in ((alice, "up"), (bob, "down")):
            fund(person, 10 * MICRO)
            wager(person, one, side, 10 * MICRO)
        return one

    return make


def test_one_source_is_enough_where_one_is_set(opened, moved):
    one = opened()
    moved.to(utc("2026-03-04 21:02"))
    told("100.01")
    moved.to(utc(DUE))
    ticking.tick()
    one = again(one)
    assert (one.state, one.outcome, one.close, one.close_is_final) == (
        State.SETTLED,
        "up",
        Decimal("100.01"),
        True,
    )
    assert one.quorum == 1
    stored = Observation.objects.using("staff").get(session=DAY)
    assert (stored.value_text, stored.source.name, stored.is_final) == ("100.01", "market-data", True)
