"""The audit finds nothing where all is well, and whatever somebody changed behind the guards."""

import io
import json
import random
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connections

from rounds import auditing, forcing, locking, settlement
from rounds.models import Round
from rounds.reports import exposure, fees
from rounds.tests.desk import operator
from rounds.tests.factories import fund, open_now, wager

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff", "owner"])
MICRO = 1_000_000


@pytest.fixture
def opened(moved, alice, bob, charlie):
    chance = random.Random(7)
    one = open_now()
    for person in (alice, bob, charlie):
        fund(person, 1_000 * MICRO)
        for _ in range(6):
            wager(person, one, chance.choice(["up", "down"]), chance.randrange(1, 20 * MICRO))
    return one


def end(moved, one, close="23700"):
    moved.to(one.closes_at + timedelta(minutes=6))
    locking.lock(one.pk)
    return settlement.settle(one.pk, close=Decimal(close), is_final=True)


def behind_the_guards(table, statement, *values):
    """As somebody with the owner's password and no respect would."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        assert cursor.rowcount == 1
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def wrong(one):
    done = auditing.audit(one)
    assert not done.is_right
    return {check.name for check in done.checks if not check.is_right}, done.differences


def test_nothing_differs_while_it_is_open_and_after_it_was_settled(moved, opened):
    assert auditing.audit(opened).is_right
    done = auditing.audit(end(moved, opened))
    assert done.is_right
    assert len(done.checks) == 11


@pytest.mark.parametrize("close", ["23639.08", "23000", "99999.999"])
def test_nothing_differs_whatever_the_close(moved, opened, close):
    assert auditing.audit(end(moved, opened, close)).is_right


def test_nothing_differs_of_voids_single_sides_and_empty_rounds(moved, alice, opened):
    assert auditing.audit(settlement.void(opened.pk, reason="Test.")).is_right
    moved.to(opened.closes_at + timedelta(hours=1))
    for sides in ([], ["up"], ["down"]):
        one = open_now()
        for side in sides:
            wager(alice, one, side, 7)
        ended = end(moved, one)
        assert ended.state == ("void" if sides == ["down"] else "settled")
        done = auditing.audit(ended)
        assert done.is_right, done
        moved.to(one.closes_at + timedelta(hours=1))


def test_nothing_differs_of_a_forced_result(moved, opened):
    moved.to(opened.closes_at + timedelta(seconds=1))
    locking.lock(opened.pk)
    ann, ben = operator("ann"), operator("ben")
    forced = forcing.propose(round_id=opened.pk, outcome="down", reason="Test.", by=ann)
    done = auditing.audit(forcing.confirm(forced_id=forced.pk, by=ben))
    assert done.is_right
    assert "The result two people vouched for" in {check.name for check in done.checks}


def test_a_pay_out_that_was_changed(moved, opened):
    ended = end(moved, opened)
    pk = ended.payouts.using("staff").order_by("pk").first().pk
    behind_the_guards(
        "rounds_payout", "UPDATE rounds_payout SET amount_micro = amount_micro + 1 WHERE wager_id = %s", pk
    )
    _, differences = wrong(ended)
    (only,) = differences
    assert (only.what, only.wager, only.found_micro - only.expected_micro) == ("the pay-out on record", pk, 1)


def test_a_wager_that_was_changed(moved, opened):
    ended = end(moved, opened)
    one = ended.wagers.using("staff").filter(side="up").order_by("pk").first()
    behind_the_guards(
        "rounds_wager", "UPDATE rounds_wager SET amount_micro = amount_micro + 1000 WHERE id = %s", one.pk
    )
    names, differences = wrong(ended)
    assert "Wagered on up, and what the round says" in names
    assert ("taken by the journal", one.pk) in {(each.what, each.wager) for each in differences}


def test_a_wager_given_to_another_person(moved, opened, alice, bob):
    one = opened.wagers.using("staff").filter(owner=alice).first()
    behind_the_guards("rounds_wager", "UPDATE rounds_wager SET owner_id = %s WHERE id = %s", bob.pk, one.pk)
    _, (only,) = wrong(opened)
    assert (only.what, only.wager) == ("taken by the journal, of another pool or person", one.pk)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("fee_micro = fee_micro + 1", "Fee worked out anew, and what the round says"),
        ("outcome = 'down'", "The close against the reference, and the result"),
        ("wager_count = wager_count - 1", "Wagers, and what the round says"),
        ("close = 1", "The close against the reference, and the result"),
        ("fee_bps = 500", "Fee worked out anew, and the journal"),
    ],
)
def test_a_round_that_was_changed(moved, opened, change, name):
    ended = end(moved, opened)
    behind_the_guards("rounds_round", f"UPDATE rounds_round SET {change} WHERE id = %s", ended.pk)
    names, _ = wrong(ended)
    assert name in names


def test_money_that_went_elsewhere(moved, opened, alice, bob):
    ended = end(moved, opened)
    key = f"{ended.settlement_key}:w%"
    behind_the_guards(
        "ledger_movement",
        "UPDATE ledger_movement SET debit_id = (SELECT id FROM ledger_account WHERE owner_id = %s AND code = 'wallet')"
        " WHERE id = (SELECT m.id FROM ledger_movement m JOIN ledger_account a ON a.id = m.debit_id"
        " WHERE m.key LIKE %s AND a.owner_id = %s LIMIT 1)",
        bob.pk,
        key,
        alice.pk,
    )
    _, (only,) = wrong(ended)
    assert only.what == "paid by the journal, of another pool or person"


def test_the_command_says_it_by_its_exit_code(moved, opened):
    ended = end(moved, opened)
    out = io.StringIO()
    call_command("audit_round", code=ended.code, json=True, stdout=out)
    told = json.loads(out.getvalue())
    assert (told["ok"], told["is_right"], told["differences"]) == (True, True, 0)
    behind_the_guards("rounds_round", "UPDATE rounds_round SET fee_micro = 0 WHERE id = %s", ended.pk)
    with pytest.raises(SystemExit) as left:
        call_command("audit_round", code=ended.code, stdout=io.StringIO())
    assert left.value.code == 1


def test_exposure_tells_sides_people_and_what_each_would_get(moved, alice, bob, charlie):
    one = open_now()
    for person, side, micro in (
        (alice, "up", 60),
        (alice, "up", 10),
        (bob, "up", 30),
        (charlie, "down", 200),
    ):
        fund(person, micro * MICRO)
        wager(person, one, side, micro * MICRO)
    (stake,) = exposure.at_stake()
    up, down = stake.sides
    assert (up.pool_micro, up.wagers, up.people, up.fee_micro) == (100 * MICRO, 3, 2, 2 * MICRO)
    assert (up.pays_micro, down.pays_micro) == (298 * MICRO, 299 * MICRO)
    assert [(each.email, each.micro, each.wagers, each.share) for each in up.persons] == [
        (alice.email, 70 * MICRO, 2, Decimal("0.7")),
        (bob.email, 30 * MICRO, 1, Decimal("0.3")),
    ]
    assert [each.micro for each in up.largest] == [60 * MICRO, 30 * MICRO, 10 * MICRO]
    ended = end(moved, one)
    paid = sum(ended.payouts.using("staff").filter(owner=alice).values_list("amount_micro", flat=True))
    assert up.persons[0].would_get_micro == paid
    assert exposure.at_stake() == []


def test_an_empty_side_would_be_void(moved, alice):
    one = open_now()
    fund(alice, 5)
    wager(alice, one, "up", 5)
    up, down = exposure.at_stake()[0].sides
    assert (up.is_void, up.pays_micro, up.fee_micro) == (False, 5, 0)
    assert (down.is_void, down.pays_micro, down.fee_micro) == (True, 5, 0)


def test_fees_by_month_are_those_of_the_journal(moved, opened, alice, bob):
    first = end(moved, opened)
    moved.to(first.closes_at + timedelta(days=14))
    second = open_now()
    wager(alice, second, "up", 100 * MICRO)
    wager(bob, second, "down", 100 * MICRO)
    end(moved, second)
    newest, older = fees.by_month()
    assert (newest.rounds, newest.wagers, newest.wagered_micro, newest.fee_micro) == (
        1,
        2,
        200 * MICRO,
        MICRO,
    )
    assert (older.fee_micro, older.agrees) == (first.fee_micro, True)
    assert fees.balances() == [("USDC", first.fee_micro + MICRO)]
    behind_the_guards("rounds_round", "UPDATE rounds_round SET fee_micro = 7 WHERE id = %s", second.pk)
    assert [each.agrees for each in fees.by_month()] == [False, True]


def test_the_audit_changes_nothing(moved, opened):
    ended = end(moved, opened)
    before = Round.objects.using("staff").values().get(pk=ended.pk)
    auditing.audit(ended)
    assert Round.objects.using("staff").values().get(pk=ended.pk) == before
