"""What the database refuses, whoever writes: prices that are none, rows of others, writes around the parent."""

import time
from datetime import date, timedelta
from threading import Thread

import pytest
from django.db import IntegrityError, ProgrammingError, connections, transaction

from odds.models import Offer, Price, Quote, Selection
from odds.tests.factories import KICK_OFF, create_event, create_offer, quoted
from web.context import acting_as

pytestmark = pytest.mark.django_db(databases=["default", "staff", "owner"], transaction=True)


@pytest.fixture
def home(db) -> Selection:
    with connections["staff"].cursor() as cursor:
        cursor.execute("SELECT odds_quote_months(%s)", [[date(2026, 3, 1)]])
    return create_offer(create_event())[0]


def refused(kind: type[Exception], name: str = ""):
    return pytest.raises(kind, match=name)


def test_a_quote_goes_into_the_partition_of_its_month_and_is_read_by_everybody(home, alice):
    Quote.objects.using("staff").create(**quoted(home, "1.8"))
    with acting_as(alice):
        assert Quote.objects.get().odds == quoted(home, "1.8")["odds"]
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM odds_quote_p202603")
        assert cursor.fetchone() == (1,)


def test_a_month_without_partition_refuses_instead_of_losing_quotes(home):
    with refused(IntegrityError, "no partition"):
        Quote.objects.using("staff").create(**quoted(home, "1.8", taken_at=KICK_OFF + timedelta(days=60)))


@pytest.mark.parametrize("odds", ["1", "0.5", "0"])
@pytest.mark.parametrize("model", [Quote, Price])
def test_odds_are_above_one(home, model, odds):
    with refused(IntegrityError, "odds_above_one"):
        model.objects.using("staff").create(**quoted(home, odds))


def test_a_price_is_seen_after_it_was_taken(home):
    with refused(IntegrityError, "seen_later"):
        Price.objects.using("staff").create(**quoted(home, "2", seen_at=KICK_OFF - timedelta(days=9)))


def test_one_moment_has_one_quote_and_a_key_one_price_shared_ones_included(home):
    for model, name in ((Quote, "owner_id__key"), (Price, "price_once")):
        model.objects.using("staff").create(**quoted(home, "2"))
        with refused(IntegrityError, name), transaction.atomic(using="staff"):
            model.objects.using("staff").create(**quoted(home, "3"))


def test_a_market_has_more_outcomes_than_winners(home):
    with refused(IntegrityError, "offer_has_losers"):
        Offer.objects.using("staff").filter(pk=home.offer_id).update(winners=3)


def test_a_member_cannot_write_or_take_over_what_is_shared(home, alice):
    price = Price.objects.using("staff").create(**quoted(home, "2"))
    with refused(ProgrammingError, "row-level security"), acting_as(alice):
        Price.objects.create(**quoted(home, "9", using="default", side="lay"))
    with acting_as(alice):
        assert Price.objects.filter(pk=price.pk).update(owner=alice) == 0
        assert Price.objects.filter(pk=price.pk).delete()[0] == 0
        assert Offer.objects.update(owner=alice) == 0


def test_a_person_has_quotes_on_shared_offers_that_nobody_else_sees(home, alice, bob):
    with acting_as(alice):
        Price.objects.create(owner=alice, **quoted(home, "2.2", using="default"))
    with acting_as(bob):
        assert not Price.objects.exists()
        with refused(ProgrammingError, "row-level security"), transaction.atomic():
            Price.objects.create(owner=alice, **quoted(home, "2.4", using="default", side="lay"))


def test_on_a_persons_own_offer_nobody_else_has_quotes(alice, bob, home):
    with acting_as(alice):
        event = create_event(owner=alice, name="Sunday league", using="default")
        mine = create_offer(event, owner=alice, using="default")[0]
    with refused(IntegrityError, "price_selection"), acting_as(bob):
        Price.objects.create(owner=bob, **quoted(home, "2.2", using="default") | {"selection_id": mine.pk})
    with refused(IntegrityError, "price_selection"):
        Price.objects.using("staff").create(**quoted(home, "2.2") | {"selection_id": mine.pk})
    with refused(IntegrityError, "offer_event"):
        create_offer(event)


def test_a_selection_belongs_to_whom_its_offer_belongs(home, alice):
    with refused(IntegrityError, "selection_offer"), acting_as(alice):
        Selection.objects.create(owner=alice, offer_id=home.offer_id, code="other", name="Other", position=4)


def test_a_quote_of_nothing_is_refused(home):
    for wrong in ({"selection_id": 999_999}, {"bookmaker_id": 999_999}):
        with refused(IntegrityError, "price_"):
            Quote.objects.using("staff").create(**quoted(home, "2") | wrong)


@pytest.mark.parametrize("alias", ["default", "staff"])
def test_nobody_writes_to_a_partition_past_the_parent(home, alias):
    with refused(ProgrammingError, "permission denied"), connections[alias].cursor() as cursor:
        cursor.execute("INSERT INTO odds_quote_p202603 SELECT * FROM odds_quote")


def test_the_guard_stands_on_the_partition_too(home):
    with refused(IntegrityError, "price_selection"), connections["owner"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO odds_quote_p202603 (selection_id, bookmaker_id, source, odds, taken_at, seen_at)"
            " VALUES (999999, 1, 'manual', 2, %s, %s)",
            [KICK_OFF, KICK_OFF],
        )


def test_only_staff_jobs_drop_months_and_never_the_running_one(home):
    drop = "SELECT * FROM odds_quote_drop_before(%s)"
    with refused(ProgrammingError, "permission denied"), connections["default"].cursor() as cursor:
        cursor.execute(drop, [date(2026, 4, 1)])
    Quote.objects.using("staff").create(**quoted(home, "2"))
    with connections["staff"].cursor() as cursor:
        cursor.execute(drop, [date(2026, 3, 31)])
        assert cursor.fetchall() == []
        cursor.execute(drop, [date(2026, 4, 1)])
        assert cursor.fetchall() == [("odds_quote_p202603", 1)]
    with refused(IntegrityError, "month that runs"), connections["staff"].cursor() as cursor:
        cursor.execute(drop, [date(2999, 1, 1)])


def test_dropping_old_months_while_prices_come_in_stops_neither(home):
    """Whoever takes in prices reads quotes before it makes their month."""
    problems: list[BaseException] = []

    def drop() -> None:
        try:
            with transaction.atomic(using="staff"), connections["staff"].cursor() as cursor:
                cursor.execute("SELECT * FROM odds_quote_drop_before(%s)", [date(2020, 1, 1)])
        except BaseException as error:  # noqa: BLE001
            problems.append(error)
        finally:
            connections.close_all()

    with connections["staff"].cursor() as cursor:
        cursor.execute("SELECT odds_quote_months(%s)", [[date(2019, 1, 1)]])
    # In this test's own database: the copies that others work in have the same numbers for their tables.
    waiting = """SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database
                  WHERE NOT granted AND relation = 'odds_quote'::regclass AND d.datname = current_database()"""
    thread = Thread(target=drop)
    with (
        transaction.atomic(),
        connections["default"].cursor() as ours,
        connections["owner"].cursor() as other,
    ):
        ours.execute("SELECT count(*) FROM odds_quote")
        thread.start()
        for _ in range(500):
            other.execute(waiting)
            if other.fetchone()[0]:
                break
            time.sleep(0.02)
        ours.execute("SELECT odds_quote_months(%s)", [[date(2026, 4, 1)]])
    thread.join(30)
    assert not problems
    assert not thread.is_alive()
