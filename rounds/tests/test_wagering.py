"""A wager is a row and money in one, before the lock, within limits, once for each form."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, connections, transaction

from accounts import protection
from accounts.protection.limits import set_limit
from accounts.protection.pauses import exclude
from ledger.models import Movement
from ledger.verification import run as verify
from rounds import locking, standing
from rounds.errors import AmountTooSmall, NotEnough, RoundClosed, WageredOtherwise
from rounds.models import Round, State, Wager
from rounds.tests.factories import CURRENCY, fund, open_now, utc, wager
from treasury.wallet import standing as wallet_of
from web.context import acting_as

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "staff"])
MORNING = utc("2026-11-18 14:00")


@pytest.fixture
def one(moved):
    """An open round on an ordinary Wednesday."""
    moved.to(MORNING)
    return open_now()


def available(user):
    with acting_as(user):
        return wallet_of(user, CURRENCY).available_micro


def test_a_wager_moves_money_from_the_wallet_into_the_pool_of_its_side(alice, one):
    fund(alice, 1_000)

    placed = wager(alice, one, "up", 300)
    wager(alice, one, "down", 1)

    assert available(alice) == 699
    assert standing.pools_of(one) == standing.Pools(300, 1, 2)
    moved_ = Movement.objects.using("staff").get(key=placed.key)
    assert (moved_.amount_micro, moved_.debit_id, moved_.kind) == (300, one.up_account_id, "wager")
    assert moved_.effective_at == placed.placed_at == Wager.objects.using("staff").get(pk=placed.pk).placed_at


def test_the_same_form_twice_is_one_wager_and_another_under_its_token_is_refused(alice, one):
    fund(alice, 1_000)
    token = uuid4()

    first = wager(alice, one, "up", 300, token=token)
    again = wager(alice, one, "up", 300, token=token)
    with pytest.raises(WageredOtherwise):
        wager(alice, one, "up", 301, token=token)
    with pytest.raises(WageredOtherwise):
        wager(alice, one, "down", 300, token=token)

    assert again.pk == first.pk
    assert available(alice) == 700


@pytest.mark.parametrize(
    ("micro", "refusal"), [(0, AmountTooSmall), (-5, AmountTooSmall), (2**63, NotEnough)]
)
def test_amounts_that_are_none_are_refused(alice, one, micro, refusal):
    fund(alice, 1_000)
    with pytest.raises(refusal):
        wager(alice, one, "up", micro)
    assert available(alice) == 1_000


def test_nobody_wagers_more_than_the_wallet_holds(alice, one):
    with pytest.raises(NotEnough):  # no wallet at all
        wager(alice, one, "up", 1)
    fund(alice, 5)
    with pytest.raises(NotEnough):
        wager(alice, one, "up", 6)

    assert available(alice) == 5
    assert not Wager.objects.using("staff").exists()


def test_after_the_lock_no_wager_is_taken_though_nobody_locked_the_round_yet(alice, one, moved):
    fund(alice, 10)
    moved.to(one.locks_at)

    with pytest.raises(RoundClosed):
        wager(alice, one, "up", 1)

    moved.to(one.locks_at - timedelta(seconds=20))
    assert wager(alice, one, "up", 1).placed_at < one.locks_at


def test_a_locked_round_takes_no_wager_before_its_time_either(alice, one):
    fund(alice, 10)
    assert locking.lock(one.pk)
    assert not locking.lock(one.pk)

    with pytest.raises(RoundClosed):
        wager(alice, one, "up", 1)
    with pytest.raises(Round.DoesNotExist):
        wager(alice, Round(pk=10**9), "up", 1)


def test_limits_are_asked_inside_the_posting_and_count_what_was_wagered(alice, one):
    fund(alice, 1_000)
    set_limit(user=alice, kind="wager", period="day", currency=CURRENCY, amount_micro=500)
    token = uuid4()
    wager(alice, one, "up", 400, token=token)

    with pytest.raises(protection.Refused, match="limit for wagers"):
        wager(alice, one, "down", 101)
    assert wager(alice, one, "up", 400, token=token)  # the first form again is answered, not refused
    wager(alice, one, "down", 100)

    assert available(alice) == 500


def test_a_break_keeps_from_wagering(alice, one):
    fund(alice, 1_000)
    exclude(user=alice, length=timedelta(days=180))

    with pytest.raises(protection.Refused, match="excluded yourself"):
        wager(alice, one, "up", 1)


def test_wagers_beside_each_other_cannot_both_use_up_what_is_left(alice, one):
    fund(alice, 1_000)
    set_limit(user=alice, kind="loss", period="day", currency=CURRENCY, amount_micro=100)

    assert together(8, lambda _: wager(alice, one, "up", 60)) == 1
    assert available(alice) == 940


def test_the_same_form_sent_eight_times_at_once_is_one_wager(alice, one):
    fund(alice, 1_000)
    token = uuid4()

    assert together(8, lambda _: wager(alice, one, "up", 60, token=token)) == 8
    assert Wager.objects.using("staff").count() == 1
    assert available(alice) == 940


def test_a_thousand_wagers_around_the_lock_none_late_none_lost_none_double(alice, bob, charlie, one, moved):
    """A scheduler locks the round in the midst of eight writers; the clock alone would end them a second later."""
    people = [alice, bob, charlie]
    for person in people:
        fund(person, 10_000)
    moved.to(one.locks_at - timedelta(seconds=3))

    def act(number):
        if number == 500:
            locking.lock(one.pk)
        wager(people[number % 3], one, ("up", "down")[number % 2], 1)

    taken = together(1_000, act)

    found = Round.objects.using("staff").get(pk=one.pk)
    wagers = list(Wager.objects.using("staff").filter(round=one))
    assert found.state == State.LOCKED
    assert len(wagers) == taken == standing.pools_of(one).total_micro
    assert 0 < taken < 1_000
    assert all(each.placed_at < min(one.locks_at, found.locked_at) for each in wagers)
    assert sum(available(person) for person in people) == 30_000 - taken
    assert verify().is_sound


@pytest.mark.thorough
def test_wagers_end_with_the_second_of_the_lock_when_nobody_locks(alice, one, moved):
    fund(alice, 10_000)
    moved.to(one.locks_at - timedelta(milliseconds=700))

    taken = together(1_000, lambda _: wager(alice, one, "up", 1))

    wagers = Wager.objects.using("staff").filter(round=one)
    assert 0 < taken < 1_000
    assert wagers.count() == taken == standing.pools_of(one).up_micro
    assert all(each.placed_at < one.locks_at for each in wagers)


FORBIDDEN = [
    "INSERT INTO rounds_wager (round_id, owner_id, side, amount_micro, token) "
    "SELECT %(round)s, %(alice)s, 'up', 5, gen_random_uuid()",
    "UPDATE rounds_wager SET amount_micro = 1",
    "DELETE FROM rounds_wager",
    "TRUNCATE rounds_wager",
    "UPDATE rounds_round SET fee_bps = 0",
    "UPDATE rounds_round SET state = 'settled'",
    "DELETE FROM rounds_round",
    "INSERT INTO rounds_payout (wager_id, round_id, owner_id, paid_as, amount_micro) "
    "SELECT id, round_id, owner_id, 'win', 5 FROM rounds_wager",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_application_cannot_write_around_the_verbs(alice, one, statement):
    fund(alice, 10)
    wager(alice, one, "up", 5)

    with pytest.raises(DatabaseError), acting_as(alice), connection.cursor() as cursor:
        cursor.execute(statement, {"round": one.pk, "alice": alice.pk})


STAFF_FORBIDDEN = [
    ("UPDATE rounds_wager SET amount_micro = 1", ""),
    ("UPDATE rounds_round SET reference_close = 1", "round_fixed"),
    ("UPDATE rounds_round SET fee_bps = 0", "round_fixed"),
    ("UPDATE rounds_round SET locks_at = locks_at + interval '1 second', closes_at = closes_at + interval '1 hour',"
     " settle_due_at = settle_due_at + interval '1 hour', void_at = void_at + interval '1 hour'",
     "round_times_only_earlier"),
    ("UPDATE rounds_round SET state = 'settled'", "round_step"),
    ("UPDATE rounds_round SET state = 'void'", "round_step"),
    ("DELETE FROM rounds_round", ""),
    ("TRUNCATE rounds_round CASCADE", ""),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "rule"), STAFF_FORBIDDEN)
def test_staff_jobs_and_even_the_owner_cannot_bend_an_open_round(alice, one, statement, rule):
    fund(alice, 10)
    wager(alice, one, "up", 5)

    for role in ("staff", "owner"):
        with pytest.raises(DatabaseError) as refusal, transaction.atomic(using=role):
            with connections[role].cursor() as cursor:
                cursor.execute(statement)
        diagnosis = refusal.value.__cause__.diag
        if role == "owner" and rule:
            assert diagnosis.constraint_name == rule


def test_nobody_sees_another_persons_wagers(alice, bob, one):
    fund(alice, 10)
    wager(alice, one, "up", 5)

    with acting_as(bob):
        assert not Wager.objects.exists()
        assert not list(standing.inputs(one))  # nor anybody's, before the end
    with acting_as(alice):
        assert Wager.objects.count() == 1


def together(number, act):
    """Do it so often by eight threads; how many were not refused."""

    def attempt(n):
        try:
            act(n)
        except (RoundClosed, protection.Refused):
            return 0
        return 1

    def work(numbers):
        try:
            return sum(attempt(n) for n in numbers)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        return sum(pool.map(work, [range(first, number, 8) for first in range(8)]))
