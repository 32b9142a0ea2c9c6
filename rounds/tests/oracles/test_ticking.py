"""From the open round to its end by what sources say, with the one clock moved and the real database."""

from datetime import timedelta
from decimal import Decimal

import pytest

from rounds import locking, opening, ticking
from rounds.models import Adapter, Dispute, Observation, State
from rounds.oracles import disputes, fetching, manual
from rounds.tests.factories import fund, nasdaq, utc, wager
from rounds.tests.oracles.factories import AFTER, BEFORE, DAY, again, retire, sayer, source, told

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
        one = opening.open_round(instrument=nasdaq(), reference=Decimal("100.00"))
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


def test_two_that_agree_settle_and_one_alone_waits(opened, moved):
    one = opened(("table-two", Adapter.MARKET_DATA))
    moved.to(utc(DUE))
    ticking.tick()
    assert again(one).quorum == 2
    assert again(one).state == State.LOCKED
    told("100.01")
    moved.by(timedelta(seconds=29))
    ticking.tick()  # too soon to ask again
    assert again(one).state == State.LOCKED
    moved.by(timedelta(seconds=1))
    ticking.tick()
    assert (again(one).state, again(one).outcome) == (State.SETTLED, "up")
    told_problems = Observation.objects.using("staff").exclude(problem="").values_list("problem", flat=True)
    assert list(told_problems) == ["The price table has no close of this session."] * 2


def test_two_that_disagree_on_the_direction_void_at_the_end_of_grace(opened, moved):
    one = opened(("staff", Adapter.MANUAL))
    ann, ben = sayer("ann"), sayer("ben")
    moved.to(utc("2026-03-04 21:01"))
    told("100.01")
    for each in (ann, ben):
        manual.say(staff=each, instrument=nasdaq(), session=DAY, value="99.99")
    moved.to(utc(DUE))
    ticking.tick()
    assert again(one).state == State.LOCKED
    moved.to(utc(VOID) - timedelta(seconds=1))
    ticking.tick()
    assert again(one).state == State.LOCKED
    moved.to(utc(VOID))
    ticking.tick()
    one = again(one)
    assert (one.state, one.close, one.outcome) == (State.VOID, None, "")
    assert "the sources disagree on the direction: market-data 100.01, staff 99.99." in one.void_reason
    assert "ann" not in one.void_reason


def test_silence_voids(opened, moved):
    one = opened()
    for minute in range(5, 36, 10):
        moved.to(utc(CLOSE) + timedelta(minutes=minute))
        ticking.tick()
    one = again(one)
    assert one.state == State.VOID
    assert "0 of 1 sources told a close." in one.void_reason


def test_a_provisional_close_waits_for_the_final_one(opened, moved, settings):
    settings.ROUND_NEEDS_FINAL = True
    one = opened()
    moved.to(utc(DUE))
    told("100.01", is_final=False)
    ticking.tick()
    assert again(one).state == State.LOCKED
    moved.by(timedelta(minutes=5))
    told("99.99", revision=2)
    ticking.tick()
    one = again(one)
    assert (one.state, one.outcome, one.close_is_final) == (State.SETTLED, "down", True)


def test_a_price_that_comes_while_the_round_is_voided_loses_and_is_kept_as_a_dispute(opened, moved):
    one = opened(("staff", Adapter.MANUAL))
    ann, ben = sayer("ann"), sayer("ben")
    moved.to(utc("2026-03-04 21:20"))
    told("100.01")
    ticking.tick()
    moved.to(utc(VOID))  # nobody has ticked yet
    for each in (ann, ben):
        manual.say(staff=each, instrument=nasdaq(), session=DAY, value="100.01")
    ticking.tick()
    one = again(one)
    assert one.state == State.VOID
    assert "1 of 2 sources told a close." in one.void_reason
    moved.by(timedelta(hours=1))
    disputes.watch()
    assert {(each.source.name, each.value, each.close) for each in Dispute.objects.using("staff")} == {
        ("staff", Decimal("100.01"), None),
        ("market-data", Decimal("100.01"), None),
    }
    assert again(one).state == State.VOID


def test_what_was_fetched_in_time_settles_however_late_somebody_looks(opened, moved):
    one = opened()
    moved.to(utc("2026-03-04 21:06"))
    told("100.01")
    locking.lock(one.pk)
    fetching.observe_all(again(one))
    moved.to(utc("2026-03-05 12:00"))
    ticking.tick()
    assert (again(one).state, again(one).close) == (State.SETTLED, Decimal("100.01"))


def test_a_correction_before_settlement_counts_and_one_after_is_a_dispute(opened, moved):
    one = opened()
    moved.to(utc("2026-03-04 21:01"))
    told("99.00", is_final=False)
    moved.by(timedelta(minutes=1))
    told("100.01", revision=2)
    moved.to(utc(DUE))
    ticking.tick()
    assert again(one).close == Decimal("100.01")
    moved.to(utc("2026-03-04 22:30"))
    assert disputes.watch() == []
    told("100.05", revision=3)
    assert disputes.watch() == []  # asked an hour apart
    moved.by(timedelta(hours=1))
    (dispute,) = disputes.watch()
    assert (dispute.round_id, dispute.value, dispute.close) == (one.pk, Decimal("100.05"), Decimal("100.01"))
    moved.by(timedelta(hours=1))
    assert disputes.watch() == []  # once
    assert again(one).close == Decimal("100.01")


def test_a_source_that_came_after_the_lock_has_no_say(opened, moved):
    one = opened()
    ann, ben = sayer("ann"), sayer("ben")
    moved.to(utc("2026-03-04 21:01"))
    ticking.tick()
    source("staff", Adapter.MANUAL)
    for each in (ann, ben):
        manual.say(staff=each, instrument=nasdaq(), session=DAY, value="100.01")
    moved.to(utc(DUE))
    ticking.tick()
    assert again(one).state == State.LOCKED


def test_a_round_hears_the_sources_it_locked_with(opened, moved):
    """Whoever takes a source out of use after the lock changes nothing of this round; before, it is not heard."""
    one = opened()
    moved.to(utc("2026-03-04 20:59:59"))
    ticking.tick()
    retire("market-data")
    moved.to(utc("2026-03-04 21:01"))
    told("100.01")
    moved.to(utc(DUE))
    ticking.tick()
    assert again(one).close == Decimal("100.01")


def test_a_source_taken_out_of_use_before_the_lock_has_no_say(opened, moved):
    one = opened()
    moved.to(utc("2026-03-04 20:00"))
    retire("market-data")
    moved.to(utc("2026-03-04 21:01"))
    told("100.01")
    moved.to(utc(DUE))
    ticking.tick()
    assert again(one).state == State.LOCKED


def test_the_next_round_opens_against_a_close_that_is_heard_after_a_void(opened, moved):
    """The price table is looked at when the next round opens; web sources are asked before it does."""
    opened()
    moved.to(utc(VOID))
    ticking.tick()
    first = nasdaq().rounds.using("staff").order_by("-session").first()
    assert (first.session, first.reference_session) == (AFTER, BEFORE)
