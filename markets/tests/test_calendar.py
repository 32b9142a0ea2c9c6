"""The trading calendar: facts of the exchange that were looked up elsewhere, and what staff enter."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connections, transaction

from accounts.models import AuditEntry
from markets import calendar, closures
from markets.errors import CalendarUnknown, ClosureRefused
from markets.models import Instrument, SpecialSession
from markets.tests.factories import announced, database_time, instrument, utc

pytestmark = pytest.mark.django_db(databases=["default", "staff", "owner"], transaction=True)
D = date.fromisoformat


@pytest.fixture
def ixic(db) -> Instrument:
    return instrument()


@pytest.mark.parametrize(
    "day",
    ["2024-07-03", "2024-11-29", "2024-12-24", "2025-07-03", "2025-11-28", "2025-12-24"]
    + ["2026-11-27", "2026-12-24", "2027-11-26"],
)
def test_early_closes_are_at_one_in_new_york(ixic, day):
    session = calendar.session_of(ixic, D(day))
    assert session.is_early
    assert session.closes_at == utc(f"{day} {'17' if '-07-' in day else '18'}:00")


@pytest.mark.thorough
@pytest.mark.parametrize(
    "day",
    ["2001-09-11", "2001-09-12", "2001-09-13", "2001-09-14", "2004-06-11", "2007-01-02", "2012-10-29"]
    + ["2012-10-30", "2018-12-05", "2025-01-09", "2022-06-20", "2026-07-03", "2027-12-24"]
    + ["2025-04-18", "2026-01-01", "2026-11-26", "2026-11-22", "2026-11-21"],
)
def test_closed_days_have_no_session(ixic, day):
    assert calendar.session_of(ixic, D(day)) is None


@pytest.mark.parametrize("day", ["2021-06-18", "2025-12-26", "2026-07-02", "2019-07-05", "2024-02-29"])
def test_days_that_look_like_holidays_and_are_none(ixic, day):
    session = calendar.session_of(ixic, D(day))
    assert not session.is_early
    assert session.closes_at.hour in (20, 21)


@pytest.mark.parametrize(
    ("day", "opens", "closes"),
    [
        ("2025-03-07", "14:30", "21:00"),  # the last session of winter
        ("2025-03-10", "13:30", "20:00"),
        ("2025-10-27", "13:30", "20:00"),  # Europe has changed its clocks, New York has not
        ("2025-10-31", "13:30", "20:00"),
        ("2025-11-03", "14:30", "21:00"),
    ],
)
def test_the_clocks_of_new_york_change(ixic, day, opens, closes):
    session = calendar.session_of(ixic, D(day))
    assert (session.opens_at, session.closes_at) == (utc(f"{day} {opens}"), utc(f"{day} {closes}"))


def test_the_sessions_of_a_span_include_both_ends(ixic):
    found = calendar.sessions(ixic, D("2026-11-25"), D("2026-11-30"))
    assert [str(each.day) for each in found] == ["2026-11-25", "2026-11-27", "2026-11-30"]
    assert calendar.sessions(ixic, D("2026-11-28"), D("2026-11-29")) == []
    assert len(calendar.sessions(ixic, D("2021-04-14"), D("2021-12-31"))) == 183


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [
        ("2026-11-27", "2026-11-25", "2026-11-30"),
        ("2025-01-18", "2025-01-17", "2025-01-21"),  # a Saturday before Martin Luther King's day
        ("2025-04-18", "2025-04-17", "2025-04-21"),
        ("2025-12-31", "2025-12-30", "2026-01-02"),
        ("2001-09-12", "2001-09-10", "2001-09-17"),
    ],
)
def test_previous_and_next_over_long_weekends(ixic, day, before, after):
    assert calendar.previous_session(ixic, D(day)).day == D(before)
    assert calendar.next_session(ixic, D(day)).day == D(after)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2025-03-07 20:59:59", "2025-03-07"),
        ("2025-03-07 21:00", "2025-03-10"),  # at the close it is over
        ("2025-03-10 19:59", "2025-03-10"),
        ("2025-03-10 20:00", "2025-03-11"),
        ("2026-11-27 17:59", "2026-11-27"),
        ("2026-11-27 18:00", "2026-11-30"),
        ("2026-11-21 03:00", "2026-11-23"),
        ("2025-12-31 21:05", "2026-01-02"),
    ],
)
def test_the_session_that_closes_after_a_moment(ixic, moment, day):
    assert calendar.session_closing_after(ixic, utc(moment)).day == D(day)


def test_the_zone_of_a_moment_is_taken_as_it_is(ixic):
    sydney = datetime.fromisoformat("2025-03-08T07:59:59+11:00")  # 20:59:59 UTC the day before
    assert calendar.session_closing_after(ixic, sydney).day == D("2025-03-07")
    with pytest.raises(ValueError, match="zone"):
        calendar.session_closing_after(ixic, datetime(2025, 3, 7, 12))


def test_beyond_what_is_known_the_calendar_says_so(ixic):
    for act in (calendar.session_of, calendar.next_session, calendar.previous_session):
        for day in (D("1970-12-31"), D("2099-01-04")):
            with pytest.raises(CalendarUnknown, match="known"):
                act(ixic, day)
    with pytest.raises(CalendarUnknown):
        calendar.sessions(ixic, D("2026-01-01"), D("2099-01-01"))
    with pytest.raises(CalendarUnknown, match="before"):
        calendar.previous_session(ixic, D("1971-01-04"))
    with pytest.raises(CalendarUnknown, match="NOPE"):
        calendar.session_of(Instrument(exchange="NOPE"), D("2026-01-02"))
    last = calendar.schedule_of("XNAS").last
    with pytest.raises(CalendarUnknown, match="ends on"):
        calendar.next_session(ixic, last)


def test_a_day_asks_the_database_once(ixic, django_assert_num_queries):
    for act in (calendar.session_of, calendar.next_session, calendar.previous_session):
        with django_assert_num_queries(1):
            act(ixic, D("2025-03-07"))


# --- What staff enter ----------------------------------------------------------------------------------------------
MOURNING = D("2026-12-09")  # a Wednesday that no calendar knows of
CLOSE = utc("2026-12-09 21:00")


def test_a_closure_that_staff_enter_ahead(ixic, staff):
    with database_time("2026-12-01 12:00"):
        announced(MOURNING, staff)
    assert calendar.session_of(ixic, MOURNING) is None
    assert calendar.next_session(ixic, D("2026-12-08")).day == D("2026-12-10")
    assert calendar.previous_session(ixic, D("2026-12-10")).day == D("2026-12-08")
    assert calendar.session_closing_after(ixic, utc("2026-12-08 21:00")).day == D("2026-12-10")
    days = [each.day for each in calendar.sessions(ixic, D("2026-12-07"), D("2026-12-11"))]
    assert MOURNING not in days
    assert len(days) == 4
    assert AuditEntry.objects.using("staff").get(act="markets.announce").detail["day"] == "2026-12-09"


def test_every_instrument_of_the_exchange_is_closed_and_no_other(staff):
    with database_time("2026-12-01 12:00"):
        announced(MOURNING, staff)
    assert calendar.session_of(instrument("nasdaq-100"), MOURNING) is None
    assert calendar.session_of(Instrument(exchange="XLON"), MOURNING) is not None


def test_a_closure_announced_on_the_day(ixic, staff):
    with database_time("2026-12-09 20:59"):
        announced(MOURNING, staff)
    assert calendar.session_closing_after(ixic, utc("2026-12-09 14:00")).day == D("2026-12-10")


def test_an_early_close_announced_on_the_day(ixic, staff):
    with database_time("2026-12-09 15:00"):
        announced(MOURNING, staff, closes_at=utc("2026-12-09 18:30"))
    session = calendar.session_of(ixic, MOURNING)
    assert (session.closes_at, session.is_early) == (utc("2026-12-09 18:30"), True)
    assert calendar.session_closing_after(ixic, utc("2026-12-09 18:30")).day == D("2026-12-10")


def test_the_newest_word_counts_and_can_take_the_others_back(ixic, staff):
    with database_time("2026-12-09 15:00"):
        announced(MOURNING, staff)
        announced(MOURNING, staff, closes_at=utc("2026-12-09 18:30"))
        assert calendar.session_of(ixic, MOURNING).is_early
        announced(MOURNING, staff, as_scheduled=True)
    assert calendar.session_of(ixic, MOURNING).closes_at == CLOSE
    assert SpecialSession.objects.count() == 3
    assert SpecialSession.objects.get(pk=SpecialSession.objects.in_force().get().pk).as_scheduled


@pytest.mark.parametrize("time", ["2026-12-09 21:00", "2026-12-10 09:00", "2027-01-05 00:00"])
def test_a_session_that_has_closed_is_not_changed(staff, time):
    with database_time(time), pytest.raises(ClosureRefused, match="over"):
        announced(MOURNING, staff)
    assert not SpecialSession.objects.exists()


def test_a_session_that_closed_early_is_over_at_its_early_close(staff):
    with database_time("2026-12-09 15:00"):
        announced(MOURNING, staff, closes_at=utc("2026-12-09 18:30"))
    with database_time("2026-12-09 18:31"), pytest.raises(ClosureRefused, match="over"):
        announced(MOURNING, staff, as_scheduled=True)


def test_what_is_no_closure_is_refused(staff, alice):
    with database_time("2026-12-01 12:00"):
        for wrong, why in (
            ({"closes_at": CLOSE}, "earlier"),
            ({"closes_at": CLOSE + timedelta(hours=1)}, "earlier"),
            ({"closes_at": utc("2026-12-09 14:30")}, "opens"),
            ({"closes_at": datetime(2026, 12, 9, 18)}, "zone"),
            ({"closes_at": utc("2026-12-09 18:00"), "as_scheduled": True}, "scheduled"),
        ):
            with pytest.raises(ClosureRefused, match=why):
                announced(MOURNING, staff, **wrong)
        with pytest.raises(ClosureRefused, match="no session"):
            announced(D("2026-12-25"), staff)
        with pytest.raises(ClosureRefused, match="staff"):
            announced(MOURNING, alice)
        with pytest.raises(ClosureRefused, match="why"):
            closures.announce(exchange="XNAS", day=MOURNING, reason=" ", by=staff)
    assert not SpecialSession.objects.exists()


# --- What the database refuses, whoever asks -----------------------------------------------------------------------
def row(staff, **more) -> SpecialSession:
    plain = {"exchange": "XNAS", "day": MOURNING, "scheduled_closes_at": CLOSE, "reason": "x", "by": staff}
    return SpecialSession(**plain | more)


def test_the_application_enters_nothing(staff):
    with pytest.raises(ProgrammingError, match="permission denied"):
        row(staff).save(using="default")


@pytest.mark.parametrize("alias", ["default", "staff", "owner"])
def test_nobody_changes_or_deletes_what_was_entered(staff, alias):
    with database_time("2026-12-01 12:00"):
        announced(MOURNING, staff)
    for statement in (
        "UPDATE markets_specialsession SET reason = 'other'",
        "DELETE FROM markets_specialsession",
        "TRUNCATE markets_specialsession",
    ):
        with pytest.raises((ProgrammingError, IntegrityError), match="permission denied|is refused"):
            with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
                cursor.execute(statement)


def test_the_scheduled_close_is_not_made_up(staff):
    """A later "scheduled" close would let a day be changed that is over."""
    with database_time("2026-12-09 22:00"):
        for wrong in ("2026-12-09 23:00", "2026-12-10 21:00"):
            with pytest.raises(IntegrityError, match="does not close at"):
                row(staff, scheduled_closes_at=utc(wrong)).save(using="staff")
    with database_time("2026-12-01 12:00"):
        row(staff).save(using="staff")
        with pytest.raises(IntegrityError, match="does not close at"):
            row(staff, scheduled_closes_at=utc("2026-12-09 18:00")).save(using="staff")


def test_the_database_says_when_it_was_entered(staff):
    with database_time("2026-12-01 12:00"):
        early = row(staff, made_at=utc("2020-01-01 00:00"))
        early.save(using="staff")
    early.refresh_from_db(using="staff")
    assert early.made_at.date() == D("2026-12-01")
