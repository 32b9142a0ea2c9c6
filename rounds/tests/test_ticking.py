"""Time goes on, and rounds with it: on real sessions, after any outage, whoever ticks beside whom."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connections

from markets import closures
from rounds import opening, ticking, timetable
from rounds.errors import NoReference, NoSession, OpenAlready, TooLateToOpen
from rounds.models import Round, State
from rounds.tests.factories import REFERENCE, fund, nasdaq, publish, utc, wager

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "staff"])


def rounds():
    return {one.code: one for one in Round.objects.using("staff").all()}


def day(code):
    return date.fromisoformat(f"{code[:4]}-{code[4:6]}-{code[6:]}")


@pytest.mark.parametrize(
    ("at", "code", "locks", "due", "void"),
    [
        ("2026-11-18 14:00", "20261118", "2026-11-18 20:59:59", "2026-11-18 21:05", "2026-11-18 21:35"),
        # the day after Thanksgiving closes at 13:00 in New York, and everything is counted from there
        ("2026-11-26 12:00", "20261127", "2026-11-27 17:59:59", "2026-11-27 18:05", "2026-11-27 18:35"),
        ("2026-12-24 12:00", "20261224", "2026-12-24 17:59:59", "2026-12-24 18:05", "2026-12-24 18:35"),
        # spring: on Friday 21:00 UTC, on Monday 20:00 UTC
        ("2025-03-07 12:00", "20250307", "2025-03-07 20:59:59", "2025-03-07 21:05", "2025-03-07 21:35"),
        ("2025-03-08 12:00", "20250310", "2025-03-10 19:59:59", "2025-03-10 20:05", "2025-03-10 20:35"),
        # autumn
        ("2025-10-31 12:00", "20251031", "2025-10-31 19:59:59", "2025-10-31 20:05", "2025-10-31 20:35"),
        ("2025-11-01 12:00", "20251103", "2025-11-03 20:59:59", "2025-11-03 21:05", "2025-11-03 21:35"),
        # a day of mourning, a long week-end, New Year, a leap day
        ("2025-01-09 12:00", "20250110", "2025-01-10 20:59:59", "2025-01-10 21:05", "2025-01-10 21:35"),
        ("2025-01-17 22:00", "20250121", "2025-01-21 20:59:59", "2025-01-21 21:05", "2025-01-21 21:35"),
        ("2025-12-31 21:30", "20260102", "2026-01-02 20:59:59", "2026-01-02 21:05", "2026-01-02 21:35"),
        ("2024-02-29 12:00", "20240229", "2024-02-29 20:59:59", "2024-02-29 21:05", "2024-02-29 21:35"),
        # one second before the close is the last that is too late
        ("2026-11-18 20:59:59", "20261119", "2026-11-19 20:59:59", "2026-11-19 21:05", "2026-11-19 21:35"),
    ],
)
def test_the_next_round_is_of_the_next_real_session(moved, at, code, locks, due, void):
    moved.to(utc(at))
    (times,) = timetable.coming(nasdaq(), 1)

    assert times.code == code
    assert (times.locks_at, times.settle_due_at, times.void_at) == (utc(locks), utc(due), utc(void))


def test_a_day_of_a_round_from_opening_to_the_next_one(alice, moved):
    moved.to(utc("2026-11-18 02:00"))
    publish(date(2026, 11, 17), REFERENCE)

    assert ticking.tick() == ["opened 20261118 against 23639.08"]
    assert ticking.tick() == []
    fund(alice, 100)
    one = rounds()["20261118"]
    wager(alice, one, "up", 60)
    wager(alice, one, "down", 40)
    moved.to(one.locks_at)
    assert ticking.tick() == ["locked 20261118"]
    moved.to(one.closes_at + timedelta(seconds=5))
    publish(one.session, REFERENCE + 1)
    assert ticking.tick() == []  # known already, but settlement is due five minutes after the close
    moved.to(one.settle_due_at)
    assert ticking.tick() == ["settled 20261118 at 23640.08", "opened 20261119 against 23640.08"]
    ended = rounds()["20261118"]
    assert (ended.state, ended.outcome, ended.fee_micro) == (State.SETTLED, "up", 0)


def test_no_round_opens_without_a_reference(moved):
    moved.to(utc("2026-11-18 14:00"))

    assert ticking.tick() == []
    with pytest.raises(NoReference):
        opening.open_round(instrument=nasdaq())
    publish(date(2026, 11, 16), REFERENCE)  # the day before that
    assert ticking.tick() == []


def test_after_silence_the_round_is_void_and_the_next_opens_against_the_last_trusted_close(alice, moved):
    moved.to(utc("2026-11-18 02:00"))
    publish(date(2026, 11, 17), REFERENCE)
    ticking.tick()
    fund(alice, 100)
    one = rounds()["20261118"]
    wager(alice, one, "up", 60)
    moved.to(one.void_at - timedelta(seconds=10))
    assert ticking.tick() == ["locked 20261118"]
    moved.to(one.void_at)

    void, opened = ticking.tick()

    assert void.startswith("voided 20261118: No trustworthy close was there by 21:35 UTC")
    assert opened == "opened 20261119 against 23639.08"
    late = rounds()["20261119"]
    assert (late.reference_session, late.reference_close) == (date(2026, 11, 17), REFERENCE)
    publish(one.session, REFERENCE + 1)  # too late for the void one
    ticking.tick()
    assert rounds()["20261118"].state == State.VOID


def test_after_days_without_a_scheduler_it_goes_on_in_order(alice, moved):
    """The round of the day it stopped is void unless a close was stored in time; the days between had no round."""
    moved.to(utc("2026-11-18 02:00"))
    publish(date(2026, 11, 17), REFERENCE)
    ticking.tick()
    fund(alice, 100)
    wager(alice, rounds()["20261118"], "up", 60)
    moved.to(utc("2026-11-23 14:00"))  # Monday
    publish(date(2026, 11, 20), REFERENCE + 7)

    done = ticking.tick()

    assert [line.split()[0] + " " + line.split()[1].rstrip(":") for line in done] == [
        "locked 20261118", "voided 20261118", "opened 20261123"
    ]  # fmt: skip
    assert rounds()["20261123"].reference_close == REFERENCE + 7


def test_two_schedulers_and_ten_workers_at_once_do_no_harm(alice, moved):
    moved.to(utc("2026-11-18 02:00"))
    publish(date(2026, 11, 17), REFERENCE)
    everybody_ticks()
    fund(alice, 100)
    one = rounds()["20261118"]
    wager(alice, one, "up", 60)
    wager(alice, one, "down", 40)
    moved.to(one.locks_at)
    everybody_ticks()
    moved.to(one.settle_due_at)
    publish(one.session, REFERENCE - 1)
    everybody_ticks()

    assert {code: each.state for code, each in rounds().items()} == {
        "20261118": State.SETTLED, "20261119": State.OPEN
    }  # fmt: skip


def test_a_closure_announced_on_the_day_voids_the_round_at_once(alice, staff, moved):
    moved.to(utc("2026-11-18 02:00"))
    publish(date(2026, 11, 17), REFERENCE)
    ticking.tick()
    fund(alice, 100)
    wager(alice, rounds()["20261118"], "up", 60)
    closures.announce(exchange="XNAS", day=date(2026, 11, 18), reason="A storm", by=staff)

    void, opened = ticking.tick()

    assert void == f"voided 20261118: {ticking.NO_SESSION}"
    assert opened == "opened 20261119 against 23639.08"


def test_an_early_close_announced_on_the_day_moves_the_lock(alice, staff, moved):
    moved.to(utc("2026-11-18 02:00"))
    publish(date(2026, 11, 17), REFERENCE)
    ticking.tick()
    closes_at = utc("2026-11-18 18:00")
    closures.announce(
        exchange="XNAS", day=date(2026, 11, 18), closes_at=closes_at, reason="A power cut", by=staff
    )

    assert ticking.tick() == ["moved 20261118 to the close at 18:00 UTC"]
    one = rounds()["20261118"]
    assert one.locks_at == closes_at - timedelta(seconds=1)
    assert one.void_at == utc("2026-11-18 18:35")


def test_wagers_taken_after_a_close_nobody_had_announced_in_time_are_all_given_back(alice, staff, moved):
    moved.to(utc("2026-11-18 02:00"))
    publish(date(2026, 11, 17), REFERENCE)
    ticking.tick()
    fund(alice, 100)
    moved.to(utc("2026-11-18 17:50"))
    one = rounds()["20261118"]
    closures.announce(
        exchange="XNAS",
        day=date(2026, 11, 18),
        closes_at=utc("2026-11-18 18:00"),
        reason="A power cut",
        by=staff,
    )
    moved.to(utc("2026-11-18 18:10"))
    wager(alice, one, "up", 60)  # the scheduler was away

    assert ticking.tick()[0] == f"voided 20261118: {ticking.TOO_LATE}"


def test_staff_open_by_name_only_what_can_be_opened(staff, moved):
    moved.to(utc("2026-11-18 14:00"))
    with pytest.raises(NoSession):
        opening.open_round(instrument=nasdaq(), session=date(2026, 11, 21), reference=REFERENCE)
    with pytest.raises(TooLateToOpen):
        opening.open_round(instrument=nasdaq(), session=date(2026, 11, 17), reference=REFERENCE)

    one = opening.open_round(instrument=nasdaq(), reference=REFERENCE, by=staff)

    assert opening.open_round(instrument=nasdaq(), session=one.session).pk == one.pk
    with pytest.raises(OpenAlready):
        opening.open_round(instrument=nasdaq(), session=date(2026, 11, 19), reference=REFERENCE)


@pytest.mark.parametrize(("bps", "delay", "grace"), [(0, 5, 30), (250, 10, 45), (10_000, 0, 0)])
def test_the_rules_come_from_the_settings_and_stay_with_the_round(moved, settings, bps, delay, grace):
    settings.FEE_BPS, settings.CLOSE_FETCH_DELAY_MIN, settings.SETTLE_GRACE_MIN = bps, delay, grace
    moved.to(utc("2026-11-18 02:00"))
    publish(date(2026, 11, 17), REFERENCE)
    ticking.tick()
    settings.FEE_BPS = 77

    one = rounds()["20261118"]

    assert one.fee_bps == bps
    assert one.settle_due_at - one.closes_at == timedelta(minutes=delay)
    assert one.void_at - one.settle_due_at == timedelta(minutes=grace)


def everybody_ticks():
    def work(_):
        try:
            ticking.tick()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(work, range(12)))
