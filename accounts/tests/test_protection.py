"""The gate: each rule behind it, and that nobody can talk it round."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.db.transaction import TransactionManagementError

from accounts import protection
from accounts.errors import LimitSame, LimitWaits, PauseLength, PauseShorter
from accounts.models import Limit, Pause, User
from accounts.protection import periods, usage
from accounts.protection.limits import cancel_raise, confirm_raise, set_limit
from accounts.protection.pauses import exclude, take_break
from web.clock import now
from web.context import acting_as

DOLLAR = 1_000_000
AT = datetime(2026, 11, 18, 3, 0, tzinfo=UTC)  # a Wednesday, 14:00 in Sydney


def ask(user, act="wager", amount=10, at=None, currency="AUD"):
    with acting_as(user):
        return protection.problems(
            user, act, amount_micro=amount * DOLLAR, currency=currency, at=at or now() + timedelta(seconds=1)
        )


def codes(*args, **more):
    return [stop.code for stop in ask(*args, **more)]


@pytest.fixture
def used(monkeypatch):
    """What the rooms above have counted, by act; the calls are kept."""
    amounts, calls = {}, []

    def count(user, act, currency, since, using):
        calls.append((user.pk, act, currency, since, using))
        return amounts.get(act, 0)

    monkeypatch.setattr(usage, "_registered", [count])
    amounts["calls"] = calls
    return amounts


def test_nothing_stands_in_the_way_of_somebody_without_limits(alice):
    assert [codes(alice, act) for act in protection.Act] == [[]] * 5


def test_it_must_be_asked_in_the_posting_transaction(transactional_db, alice):
    with pytest.raises(TransactionManagementError):
        protection.problems(alice, "wager", amount_micro=1, currency="AUD", at=now())


@pytest.mark.parametrize(("act", "amount"), [("gamble", 1), ("wager", 0), ("wager", -5)])
def test_an_unknown_act_or_no_amount_is_a_mistake_of_the_caller(alice, act, amount):
    with pytest.raises(ValueError, match="gamble|above zero"):
        ask(alice, act, amount)


def test_a_closed_account_moves_nothing(alice):
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert [codes(alice, act) for act in protection.Act] == [["inactive"]] * 5


@pytest.mark.parametrize("length", [timedelta(hours=24), timedelta(weeks=6)])
def test_a_break_stops_wagers_and_deposits_and_never_a_withdrawal(alice, length):
    pause = take_break(user=alice, length=length)
    stops = ask(alice, "deposit")
    assert [(stop.code, stop.until) for stop in stops] == [("cool_off", pause.until_at)]
    assert codes(alice, "wager") == codes(alice, "stake") == ["cool_off"]
    assert codes(alice, "withdraw") == codes(alice, "transfer") == []
    assert codes(alice, at=pause.until_at - timedelta(seconds=1)) == ["cool_off"]
    assert codes(alice, at=pause.until_at) == []


def test_an_exclusion_for_good_has_no_end(alice):
    exclude(user=alice, length=None)
    assert [(stop.code, stop.until) for stop in ask(alice, at=now() + timedelta(days=36_500))] == [
        ("excluded", None)
    ]
    assert codes(alice, "withdraw") == []


@pytest.mark.parametrize("length", [timedelta(hours=23), timedelta(weeks=6, minutes=1)])
def test_a_break_has_its_bounds_in_the_verb_and_in_the_database(alice, length):
    with pytest.raises(PauseLength):
        take_break(user=alice, length=length)
    with pytest.raises(DatabaseError, match="a break lasts"), acting_as(alice):
        Pause.objects.create(
            owner=alice, kind="cool_off", until_at=now() + length * 1.01 - timedelta(minutes=20)
        )


def test_an_exclusion_of_a_week_is_refused_by_the_verb_and_by_the_database(alice):
    with pytest.raises(PauseLength):
        exclude(user=alice, length=timedelta(days=7))
    with pytest.raises(DatabaseError, match="three months"), acting_as(alice):
        Pause.objects.create(owner=alice, kind="exclusion", until_at=now() + timedelta(days=7))


def test_a_longer_time_can_be_asked_for_and_a_shorter_one_cannot(alice):
    exclude(user=alice, length=timedelta(days=100))
    with pytest.raises(PauseShorter):
        exclude(user=alice, length=timedelta(days=95))
    with pytest.raises(PauseShorter):
        take_break(user=alice, length=timedelta(days=2))
    exclude(user=alice, length=None)
    with pytest.raises(PauseShorter):
        exclude(user=alice, length=timedelta(days=9_999))
    with acting_as(alice):
        assert Pause.objects.count() == 2


@pytest.mark.django_db(transaction=True, databases=["default", "staff", "owner"])
@pytest.mark.parametrize("alias", ["default", "staff", "owner"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_pause SET until_at = now() + interval '1 minute'",
        "DELETE FROM accounts_pause",
        "TRUNCATE accounts_pause",
        "DELETE FROM accounts_limit",
        "TRUNCATE accounts_limit",
        "UPDATE accounts_limit SET amount_micro = 900000000",
        "UPDATE accounts_limit SET confirmed_at = NULL",
    ],
)
def test_no_role_shortens_a_pause_or_rewrites_a_limit(alice, alias, statement):
    exclude(user=alice, length=None)
    set_limit(user=alice, kind="wager", period="day", currency="AUD", amount_micro=5)
    with pytest.raises(DatabaseError), acting_as(alice, using=alias), connections[alias].cursor() as cursor:
        cursor.execute(statement)
    assert codes(alice) == ["excluded", "wager_limit"]


def test_the_application_cannot_lift_the_guard(alice):
    for statement in (
        "ALTER TABLE accounts_pause DISABLE TRIGGER pause_stays",
        "DROP TRIGGER limit_new ON accounts_limit",
        "ALTER TABLE accounts_limit DISABLE ROW LEVEL SECURITY",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


# --- Limits --------------------------------------------------------------------------------------------------------
def test_a_deposit_limit_counts_what_was_used_since_the_week_began(alice, used):
    set_limit(user=alice, kind="deposit", period="week", currency="AUD", amount_micro=100 * DOLLAR)
    used["deposit"] = 90 * DOLLAR
    assert codes(alice, "deposit", 10, AT) == []
    (stop,) = ask(alice, "deposit", 11, AT)
    assert stop.code == "deposit_limit"
    assert stop.until == datetime(2026, 11, 22, 13, 0, tzinfo=UTC)  # midnight to Monday in Sydney
    assert stop.message == (
        "Your limit for deposits is $100.00 a week; $10.00 is left until Monday 23 November 2026, 00:00."
    )
    began = datetime(2026, 11, 15, 13, 0, tzinfo=UTC)
    assert set(used["calls"]) == {(alice.pk, "deposit", "AUD", began, "default")}
    assert codes(alice, "wager", 500) == codes(alice, "withdraw", 500) == []
    assert codes(alice, "deposit", 500, AT, "USD") == []


def test_wager_and_loss_limits_stop_both_wagers_and_stakes(alice, used):
    set_limit(user=alice, kind="wager", period="day", currency="AUD", amount_micro=50 * DOLLAR)
    set_limit(user=alice, kind="loss", period="month", currency="AUD", amount_micro=40 * DOLLAR)
    used |= {"wager": 45 * DOLLAR, "loss": 35 * DOLLAR}
    assert codes(alice, "wager", 5) == codes(alice, "stake", 5) == []
    assert sorted(codes(alice, "stake", 6)) == ["loss_limit", "wager_limit"]
    used["loss"] = -200 * DOLLAR  # who has won may lose that again, within the wager limit
    assert codes(alice, "wager", 6) == ["wager_limit"]


def test_what_several_rooms_count_is_added(alice, monkeypatch):
    monkeypatch.setattr(usage, "_registered", [])
    for amount in (30, 30):
        protection.register(lambda *_, amount=amount: amount * DOLLAR)
    set_limit(user=alice, kind="deposit", period="month", currency="AUD", amount_micro=100 * DOLLAR)
    assert codes(alice, "deposit", 40) == []
    assert codes(alice, "deposit", 41) == ["deposit_limit"]


def test_a_limit_for_one_stake_looks_at_the_stake_alone(alice, used):
    set_limit(user=alice, kind="stake", period="each", currency="AUD", amount_micro=20 * DOLLAR)
    used["wager"] = 1_000 * DOLLAR
    assert codes(alice, "wager", 20) == []
    assert codes(alice, "stake", 21) == ["stake_limit"]


def test_a_limit_of_nothing_stops_everything(alice, used):
    set_limit(user=alice, kind="wager", period="day", currency="AUD", amount_micro=0)
    assert codes(alice, "wager", 1) == ["wager_limit"]


@pytest.mark.parametrize(
    ("period", "began", "ends"),
    [
        ("day", "2026-11-17T13:00", "2026-11-18T13:00"),
        ("week", "2026-11-15T13:00", "2026-11-22T13:00"),
        ("month", "2026-10-31T13:00", "2026-11-30T13:00"),
    ],
)
def test_periods_are_the_calendar_of_the_zone(period, began, ends):
    assert periods.began_at(period, AT, "Australia/Sydney").isoformat()[:16] == began
    assert periods.ends_at(period, AT, "Australia/Sydney").isoformat()[:16] == ends


def test_a_day_on_which_the_clock_is_moved_has_23_or_25_hours():
    spring = datetime(2026, 10, 4, 3, tzinfo=UTC)
    autumn = datetime(2026, 4, 5, 3, tzinfo=UTC)
    hours = [
        (periods.ends_at("day", at, "Australia/Sydney") - periods.began_at("day", at, "Australia/Sydney"))
        for at in (spring, autumn)
    ]
    assert hours == [timedelta(hours=23), timedelta(hours=25)]


def test_a_change_of_zone_begins_no_new_day(alice, used):
    set_limit(user=alice, kind="wager", period="day", currency="AUD", amount_micro=50 * DOLLAR)
    User.objects.filter(pk=alice.pk).update(time_zone="Pacific/Kiritimati")
    alice.refresh_from_db()
    set_limit(user=alice, kind="wager", period="day", currency="AUD", amount_micro=49 * DOLLAR)
    ask(alice, "wager", 1, AT)
    assert used["calls"][-1][3] == datetime(2026, 11, 17, 13, tzinfo=UTC)


def test_lowering_works_at_once_and_raising_waits(alice, used):
    same = {"user": alice, "kind": "wager", "period": "day", "currency": "AUD"}
    set_limit(**same, amount_micro=100 * DOLLAR)
    set_limit(**same, amount_micro=50 * DOLLAR)
    assert codes(alice, "wager", 51) == ["wager_limit"]
    raised = set_limit(**same, amount_micro=80 * DOLLAR)
    assert raised.confirmed_at is None
    assert raised.effective_at >= raised.created_at + timedelta(hours=24)
    assert codes(alice, "wager", 51) == ["wager_limit"]
    with pytest.raises(LimitWaits):
        confirm_raise(user=alice, limit=raised)
    with pytest.raises(LimitSame):
        set_limit(**same, amount_micro=50 * DOLLAR)


def test_asking_for_less_drops_a_pending_raise(alice):
    same = {"user": alice, "kind": "wager", "period": "day", "currency": "AUD"}
    set_limit(**same, amount_micro=50 * DOLLAR)
    raised = set_limit(**same, amount_micro=80 * DOLLAR)
    set_limit(**same, amount_micro=40 * DOLLAR)
    with acting_as(alice):
        raised.refresh_from_db()
    assert raised.cancelled_at is not None


def test_a_person_can_cancel_a_raise_and_not_confirm_it_afterwards(alice, charlie):
    same = {"user": alice, "kind": "wager", "period": "day", "currency": "AUD"}
    set_limit(**same, amount_micro=50 * DOLLAR)
    raised = set_limit(**same, amount_micro=None)
    cancel_raise(user=charlie, limit=raised)
    with acting_as(alice):
        assert Limit.objects.pending().count() == 1
    cancel_raise(user=alice, limit=raised)
    cancel_raise(user=alice, limit=raised)
    with acting_as(alice):
        assert Limit.objects.pending().count() == 0
    with pytest.raises(LimitWaits):
        confirm_raise(user=alice, limit=raised)


@pytest.mark.django_db(transaction=True, databases=["default", "staff", "owner"])
@pytest.mark.parametrize("amount", [80 * DOLLAR, None])
def test_after_a_day_a_raise_counts_when_it_is_confirmed_and_not_before(alice, used, amount):
    same = {"user": alice, "kind": "wager", "period": "day", "currency": "AUD"}
    set_limit(**same, amount_micro=50 * DOLLAR)
    raised = set_limit(**same, amount_micro=amount)
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE betsite_clock SET ahead = '23 hours 59 minutes'")
    with pytest.raises(LimitWaits):
        confirm_raise(user=alice, limit=raised)
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE betsite_clock SET ahead = '25 hours'")
    assert codes(alice, "wager", 80) == ["wager_limit"]
    confirm_raise(user=alice, limit=raised)
    assert codes(alice, "wager", 80) == []
    assert codes(alice, "wager", 81) == ([] if amount is None else ["wager_limit"])


@pytest.mark.django_db(transaction=True)
def test_the_database_itself_refuses_an_early_yes(alice):
    same = {"user": alice, "kind": "wager", "period": "day", "currency": "AUD"}
    set_limit(**same, amount_micro=50 * DOLLAR)
    raised = set_limit(**same, amount_micro=80 * DOLLAR)
    with pytest.raises(DatabaseError, match="may be confirmed from"), acting_as(alice):
        Limit.objects.filter(pk=raised.pk).update(confirmed_at=now() + timedelta(days=2))


def test_the_gate_looks_at_the_persons_limits_even_when_somebody_else_acts(alice, bob, used):
    set_limit(user=alice, kind="wager", period="day", currency="AUD", amount_micro=DOLLAR)
    with acting_as(bob):
        stops = protection.problems(alice, "wager", amount_micro=2 * DOLLAR, currency="AUD", at=now())
        assert [stop.code for stop in stops] == ["wager_limit"]
    with transaction.atomic():
        stops = protection.problems(alice, "wager", amount_micro=2 * DOLLAR, currency="AUD", at=now())
        assert [stop.code for stop in stops] == ["wager_limit"]


@pytest.mark.parametrize(
    ("act", "amount", "expected"),
    [("deposit", 9, ["too_small"]), ("deposit", 10, []), ("deposit", 501, ["too_large"]), ("wager", 1, [])],
)
def test_the_installation_bounds_one_movement(alice, settings, act, amount, expected):
    settings.MOVEMENT_BOUNDS = {"deposit": {"AUD": (10 * DOLLAR, 500 * DOLLAR)}}
    assert codes(alice, act, amount) == expected
    assert codes(alice, act, amount, currency="EUR") == []


def test_a_refusal_says_every_reason(alice, used):
    set_limit(user=alice, kind="stake", period="each", currency="AUD", amount_micro=1)
    take_break(user=alice, length=timedelta(days=2))
    refused = protection.Refused(ask(alice))
    assert "You are taking a break until" in refused.message
    assert "Your limit for one stake is $0.000001." in refused.message
