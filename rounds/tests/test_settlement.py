"""A round ends once, pays everything it took in, and leaves nothing in its pools."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connections, transaction

from accounts.models import Notification
from ledger.balances import balances
from ledger.models import Account, Movement
from ledger.posting import Posting, post
from ledger.verification import run as verify
from rounds import house, locking, settlement, standing, telling
from rounds.errors import NoResult, NotLocked, PoolDiffers, TooEarly
from rounds.models import PaidAs, Payout, Round, State, Telling
from rounds.tests.factories import CURRENCY, REFERENCE, fund, open_now, utc, wager
from treasury.wallet import standing as wallet_of
from treasury.wallet import wallet
from web.context import acting_as

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "staff"])
HIGHER, LOWER = REFERENCE + Decimal("0.01"), REFERENCE - 1


@pytest.fixture
def one(moved):
    """An open round on an ordinary Wednesday."""
    moved.to(utc("2026-11-18 14:00"))
    return open_now()


def close_of(one, moved):
    """Lock the round and let its session close."""
    locking.lock(one.pk)
    moved.to(one.settle_due_at)


def available(user):
    with acting_as(user):
        return wallet_of(user, CURRENCY).available_micro


def left_in_pools(one):
    found = Account.objects.using("staff").filter(pk__in=[one.up_account_id, one.down_account_id])
    return sum(abs(micro) for micro in balances(list(found), using="staff").values())


def earned():
    return balances([house.fees(CURRENCY)], using="staff")[house.fees(CURRENCY).pk]


def test_winners_get_their_stakes_and_the_losing_pool_less_the_fee(alice, bob, one, moved):
    for person in (alice, bob):
        fund(person, 10_000)
    wager(alice, one, "up", 3_000)
    wager(alice, one, "down", 500)
    wager(bob, one, "up", 1_000)
    wager(bob, one, "down", 1_500)
    close_of(one, moved)

    ended = settlement.settle(one.pk, close=HIGHER, is_final=True)

    assert (ended.state, ended.outcome, ended.fee_micro) == (State.SETTLED, "up", 20)  # 1 % of 2,000
    assert (ended.up_micro, ended.down_micro, ended.wager_count) == (4_000, 2_000, 4)
    assert available(alice) == 10_000 - 3_500 + 3_000 + 1_485  # three quarters of 1,980
    assert available(bob) == 10_000 - 2_500 + 1_000 + 495
    assert left_in_pools(one) == 0
    assert earned() == 20
    assert standing.pools_of(ended) == standing.Pools(4_000, 2_000, 4)
    assert [each.paid_micro for each in standing.inputs(ended)] == [4_485, 0, 1_495, 0]
    assert verify().is_sound


def test_settled_twice_is_settled_once(alice, one, moved):
    fund(alice, 100)
    wager(alice, one, "up", 10)
    wager(alice, one, "down", 10)
    close_of(one, moved)

    first = settlement.settle(one.pk, close=HIGHER)
    entries = Movement.objects.using("staff").count()
    again = settlement.settle(one.pk, close=LOWER)  # even by another close
    void = settlement.void(one.pk, reason="Too late")

    assert first.outcome == again.outcome == void.outcome == "up"
    assert Movement.objects.using("staff").count() == entries
    assert available(alice) == 100


def test_ten_workers_settle_and_void_at_once_and_one_of_them_does(alice, one, moved):
    fund(alice, 1_000)
    for number in range(20):
        wager(alice, one, ("up", "down")[number % 2], number + 1)
    close_of(one, moved)

    def work(number):
        try:
            if number % 2:
                return settlement.settle(one.pk, close=HIGHER).state
            return settlement.void(one.pk, reason="A test").state
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as pool:
        states = set(pool.map(work, range(10)))

    assert len(states) == 1
    assert left_in_pools(one) == 0
    assert available(alice) + earned() == 1_000
    assert verify().is_sound


@pytest.mark.parametrize(
    ("sides", "close", "state", "paid_as"),
    [
        (["up", "up"], HIGHER, State.SETTLED, PaidAs.STAKE),  # nobody was wrong
        (["up", "up"], LOWER, State.VOID, PaidAs.REFUND),  # nobody was right
        (["down"], REFERENCE, State.SETTLED, PaidAs.STAKE),  # a tie is down
        ([], HIGHER, State.SETTLED, None),
    ],
)
def test_a_round_with_one_side_or_none_costs_nobody_anything(alice, one, moved, sides, close, state, paid_as):
    fund(alice, 100)
    for side in sides:
        wager(alice, one, side, 7)
    close_of(one, moved)

    ended = settlement.settle(one.pk, close=close)

    assert (ended.state, ended.fee_micro, ended.close) == (state, 0, close)
    assert {each.paid_as for each in Payout.objects.using("staff").all()} == ({paid_as} if paid_as else set())
    assert available(alice) == 100
    assert left_in_pools(one) == 0


def test_a_void_round_gives_everybody_their_stake_and_says_why(alice, bob, one):
    fund(alice, 100)
    fund(bob, 100)
    wager(alice, one, "up", 60)
    wager(bob, one, "down", 1)

    ended = settlement.void(one.pk, reason="The exchange did not open.")  # still open: it is locked first

    assert (ended.state, ended.void_reason, ended.fee_micro) == (State.VOID, "The exchange did not open.", 0)
    assert available(alice) == available(bob) == 100
    assert left_in_pools(one) == 0
    assert verify().is_sound


def test_an_open_round_an_early_one_and_one_without_close_do_not_settle(one, moved):
    with pytest.raises(NotLocked):
        settlement.settle(one.pk, close=HIGHER)
    locking.lock(one.pk)
    with pytest.raises(TooEarly):
        settlement.settle(one.pk, close=HIGHER)
    moved.to(one.settle_due_at)
    with pytest.raises(NoResult):
        settlement.settle(one.pk, close=None)


def test_a_settlement_that_dies_at_any_statement_leaves_nothing_and_the_next_one_does_it(alice, one, moved):
    fund(alice, 1_000)
    wager(alice, one, "up", 30)
    wager(alice, one, "down", 20)
    close_of(one, moved)
    entries = Movement.objects.using("staff").count()

    class Died(Exception):
        """The process is gone."""

    died_at = 0
    while True:
        seen = 0

        def dying(execute, sql, params, many, context, last=died_at):
            nonlocal seen
            seen += 1
            if seen > last:
                raise Died
            return execute(sql, params, many, context)

        try:
            with connections["staff"].execute_wrapper(dying):
                settlement.settle(one.pk, close=HIGHER)
        except Died:
            died_at += 1
            assert Round.objects.using("staff").get(pk=one.pk).state == State.LOCKED
            assert Movement.objects.using("staff").count() == entries
            assert not Payout.objects.using("staff").exists()
            continue
        break

    assert died_at > 8
    assert available(alice) + earned() == 1_000
    assert left_in_pools(one) == 0


def test_money_in_a_pool_that_is_no_wager_stops_the_settlement(alice, one, moved):
    fund(alice, 100)
    wager(alice, one, "up", 10)

    with acting_as(alice):
        post(
            Posting(
                debit_id=one.up_account_id,
                credit_id=wallet(alice, CURRENCY).pk,
                amount_micro=1,
                currency=CURRENCY,
                kind="wager",
                key="by hand",
                effective_at=one.opened_at,
            )
        )
    close_of(one, moved)

    with pytest.raises(PoolDiffers):
        settlement.settle(one.pk, close=HIGHER)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("fee_micro = 1", "round_conserves"),
        ("up_micro = 0", "round_conserves"),
        ("wager_count = 3", "round_conserves"),
        ("outcome = 'up', close = reference_close", "round_pools_empty"),
    ],
)
def test_the_database_refuses_an_end_that_does_not_add_up(alice, one, moved, change, rule):
    fund(alice, 100)
    wager(alice, one, "up", 10)
    wager(alice, one, "down", 10)
    close_of(one, moved)
    base = {
        "state": "'settled'", "outcome": "'up'", "close": "reference_close + 1", "close_is_final": "true",
        "up_micro": "10", "down_micro": "10", "fee_micro": "20", "wager_count": "2",
        "ended_at": "betsite_now()",
    }  # fmt: skip
    for part in change.split(", "):
        name, value = part.split(" = ")
        base[name] = value

    with pytest.raises(DatabaseError) as refusal, transaction.atomic(using="staff"):
        with connections["staff"].cursor() as cursor:
            cursor.execute(
                f"UPDATE rounds_round SET {', '.join(f'{k} = {v}' for k, v in base.items())} WHERE id = %s",
                [one.pk],
            )
    assert refusal.value.__cause__.diag.constraint_name == rule


def test_everybody_with_a_wager_is_told_once(alice, bob, charlie, one, moved):
    for person in (alice, bob):
        fund(person, 2_000_000)
    wager(alice, one, "up", 1_000_000)
    wager(bob, one, "down", 1_000_000)
    wager(bob, one, "down", 500_000)
    close_of(one, moved)
    settlement.settle(one.pk, close=HIGHER)

    telling.work_off()
    telling.work_off()

    told = {each.owner_id: each for each in Notification.objects.using("staff").filter(kind="round")}
    assert told.keys() == {alice.pk, bob.pk}
    assert "you won" in told[alice.pk].title
    assert "you lost" in told[bob.pk].title
    assert Telling.objects.using("staff").get(round=one).done_at


def test_a_lock_moves_to_an_earlier_moment_only(staff, one, moved):
    earlier = one.locks_at - timedelta(hours=2)

    assert locking.lock_earlier(one.pk, at=earlier, by=staff, reason="Late bettors").locks_at == earlier
    for wrong in (one.locks_at, earlier + timedelta(seconds=1), one.opened_at - timedelta(seconds=1)):
        with pytest.raises(locking.LockInThePast):
            locking.lock_earlier(one.pk, at=wrong, by=staff)
