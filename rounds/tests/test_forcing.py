"""Forced results: two people without an interest, once, on record; and the database says so itself."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connections, transaction

from accounts.models import AuditEntry
from ledger.tests.test_concurrency import together
from rounds import forcing, locking, settlement
from rounds.errors import (
    DecidedAlready,
    EndedAlready,
    ForcedUnknown,
    MayNot,
    NotLocked,
    OwnInterest,
    ProposedAlready,
    ReasonMissing,
    SecondPersonNeeded,
    TooEarly,
    TwoNeeded,
)
from rounds.models import Forced, Payout, Round
from rounds.tests.desk import operator
from rounds.tests.factories import fund, open_now, wager

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff", "owner"])
WHY = "The exchange published nothing."


@pytest.fixture
def one(moved, alice, bob):
    """A locked round with a wager on each side, after its close."""
    opened = open_now()
    fund(alice, 10_000_000)
    fund(bob, 10_000_000)
    wager(alice, opened, "up", 4_000_000)
    wager(bob, opened, "down", 1_000_000)
    moved.to(opened.closes_at + timedelta(seconds=1))
    locking.lock(opened.pk)
    return opened


@pytest.fixture
def ann(db):
    return operator("ann")


@pytest.fixture
def ben(db):
    return operator("ben", "compliance")


def propose(one, by, outcome="up", **more):
    return forcing.propose(round_id=one.pk, outcome=outcome, reason=more.pop("reason", WHY), by=by, **more)


def now_is(one):
    return Round.objects.using("staff").get(pk=one.pk)


def test_two_people_end_a_round_and_it_is_on_record(one, ann, ben):
    forced = propose(one, ann, close=Decimal("30000"))
    assert now_is(one).state == "locked"
    ended = forcing.confirm(forced_id=forced.pk, by=ben)
    assert (ended.state, ended.outcome, ended.is_forced, ended.close) == (
        "settled",
        "up",
        True,
        Decimal("30000"),
    )
    acts = AuditEntry.objects.using("staff").filter(act__startswith="round.force").order_by("pk")
    assert [(each.act, each.actor_id) for each in acts] == [
        ("round.force_propose", ann.pk),
        ("round.force_confirm", ben.pk),
    ]
    assert {each.reason for each in acts} == {WHY}
    with pytest.raises(DecidedAlready):
        forcing.confirm(forced_id=forced.pk, by=ben)
    with pytest.raises(EndedAlready):
        propose(one, ann)


def test_a_forced_void_refunds_everybody(one, ann, ben, alice):
    ended = forcing.confirm(forced_id=propose(one, ann, "void").pk, by=ben)
    assert (ended.state, ended.void_reason) == ("void", WHY)
    paid = Payout.objects.using("staff").filter(round=one).values_list("owner_id", "amount_micro")
    assert dict(paid)[alice.pk] == 4_000_000


def test_nobody_vouches_for_themselves_and_the_database_says_so_too(one, ann):
    forced = propose(one, ann)
    with pytest.raises(SecondPersonNeeded):
        forcing.confirm(forced_id=forced.pk, by=ann)
    with pytest.raises(DatabaseError, match="forced_four_eyes"), transaction.atomic(using="staff"):
        Forced.objects.using("staff").filter(pk=forced.pk).update(confirmed_by=ann)
    assert now_is(one).state == "locked"


def test_who_wagered_says_nothing(one, ann, ben, alice):
    alice.is_staff = True
    alice.save()
    alice.groups.set(ann.groups.all())
    with pytest.raises(OwnInterest):
        propose(one, alice)
    forced = propose(one, ann)
    with pytest.raises(OwnInterest):
        forcing.confirm(forced_id=forced.pk, by=alice)
    with pytest.raises(DatabaseError, match="does not say how it ends"), transaction.atomic(using="staff"):
        Forced.objects.using("staff").filter(pk=forced.pk).update(confirmed_by=alice)
    with pytest.raises(DatabaseError, match="does not say how it ends"), transaction.atomic(using="staff"):
        Forced(round=one, outcome="up", reason=WHY, proposed_by_id=alice.pk).save(using="staff")


def test_no_round_ends_by_force_without_a_confirmed_proposal(one, ann):
    propose(one, ann)
    for outcome in ("up", "down"):
        with pytest.raises(DatabaseError, match="needs two of the staff"):
            settlement.settle(one.pk, close=None, forced=outcome)
    assert now_is(one).state == "locked"


def test_a_confirmed_row_vouches_for_its_own_outcome_alone(one, ann, ben):
    forced = propose(one, ann, "up")
    with transaction.atomic(using="staff"):
        Forced.objects.using("staff").filter(pk=forced.pk).update(confirmed_by=ben)
    with pytest.raises(DatabaseError, match="needs two of the staff"):
        settlement.settle(one.pk, close=None, forced="down")
    with pytest.raises(DatabaseError, match="needs two of the staff"):
        settlement.settle(one.pk, close=Decimal("1"), forced="up")


@pytest.mark.parametrize(
    "change", ["outcome = 'down'", "reason = 'x'", "proposed_by_id = proposed_by_id + 1", "close = 1"]
)
def test_what_was_proposed_does_not_change(one, ann, change):
    propose(one, ann)
    for alias in ("staff", "owner"):
        with pytest.raises(DatabaseError), connections[alias].cursor() as cursor:
            cursor.execute(f"UPDATE rounds_forced SET {change}")
    with pytest.raises(DatabaseError), connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM rounds_forced")


def test_what_was_decided_stays(one, ann, ben):
    forced = propose(one, ann)
    forcing.withdraw(forced_id=forced.pk, by=ben, reason="A close came.")
    with pytest.raises(DecidedAlready):
        forcing.confirm(forced_id=forced.pk, by=ben)
    with pytest.raises(DatabaseError, match="stays as it is"), connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE rounds_forced SET withdrawn_by_id = NULL, withdrawn_at = NULL")
    assert propose(one, ben, "down").is_pending


def test_one_proposal_at_a_time(one, ann, ben):
    propose(one, ann)
    with pytest.raises(ProposedAlready):
        propose(one, ben, "down")


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"outcome": "sideways"}, ForcedUnknown),
        ({"reason": "  "}, ReasonMissing),
        ({"outcome": "up", "close": Decimal("1")}, ForcedUnknown),
        ({"outcome": "down", "close": Decimal("99999")}, ForcedUnknown),
    ],
)
def test_what_makes_no_sense_is_not_proposed(one, ann, more, problem):
    with pytest.raises(problem):
        propose(one, ann, **more)
    assert not Forced.objects.using("staff").exists()


def test_no_result_before_the_close_but_a_void(moved, ann, ben):
    opened = open_now()
    with pytest.raises(TooEarly):
        propose(opened, ann)
    ended = forcing.confirm(forced_id=propose(opened, ann, "void").pk, by=ben)
    assert ended.state == "void"


def test_an_open_round_whose_close_is_over_is_locked_first(moved, ann, ben):
    opened = open_now()
    moved.to(opened.closes_at + timedelta(seconds=1))
    forced = propose(opened, ann)
    with pytest.raises(NotLocked):
        forcing.confirm(forced_id=forced.pk, by=ben)
    locking.lock(opened.pk)
    assert forcing.confirm(forced_id=forced.pk, by=ben).has_ended


@pytest.mark.parametrize("role", ["support", "auditor", "treasury"])
def test_other_roles_may_not(one, ann, role):
    other = operator("other", role)
    with pytest.raises(MayNot):
        propose(one, other)
    with pytest.raises(MayNot):
        forcing.void_open(round_id=one.pk, by=other, reason=WHY)
    forced = propose(one, ann)
    with pytest.raises(MayNot):
        forcing.confirm(forced_id=forced.pk, by=other)
    with pytest.raises(MayNot):
        forcing.withdraw(forced_id=forced.pk, by=other)


def test_alone_one_voids_only_what_still_takes_wagers(moved, ann, alice):
    opened = open_now()
    fund(alice, 5)
    wager(alice, opened, "up", 5)
    assert forcing.void_open(round_id=opened.pk, by=ann, reason=WHY).state == "void"
    again = open_now_next(moved, opened)
    moved.to(again.locks_at)
    with pytest.raises(TwoNeeded):
        forcing.void_open(round_id=again.pk, by=ann, reason=WHY)
    locking.lock(again.pk)
    with pytest.raises(TwoNeeded):
        forcing.void_open(round_id=again.pk, by=ann, reason=WHY)


def open_now_next(moved, before):
    moved.to(before.closes_at + timedelta(hours=1))
    return open_now()


def test_of_those_who_confirm_at_once_one_ends_it_and_it_is_paid_once(one, ann, ben, alice):
    others = [ben, *(operator(f"o{number}") for number in range(5))]
    forced = propose(one, ann)
    outcomes = together(lambda number: forcing.confirm(forced_id=forced.pk, by=others[number]), threads=6)
    assert sum(isinstance(each, Round) for each in outcomes) == 1
    assert {type(each) for each in outcomes if not isinstance(each, Round)} == {DecidedAlready}
    assert Payout.objects.using("staff").filter(round=one, owner=alice).count() == 1
    assert AuditEntry.objects.using("staff").filter(act="round.force_confirm").count() == 1


def test_of_those_who_propose_at_once_one_does(one):
    people = [operator(f"o{number}") for number in range(6)]
    outcomes = together(lambda number: propose(one, people[number]), threads=6)
    assert sum(isinstance(each, Forced) for each in outcomes) == 1
    assert {type(each) for each in outcomes if not isinstance(each, Forced)} == {ProposedAlready}
