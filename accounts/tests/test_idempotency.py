"""Once: the same again gets the same answer, another body is refused, and two at once do it once."""

import time
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, connections
from django.test import RequestFactory

from accounts import idempotency
from accounts.errors import KeyInvalid, KeyReused
from accounts.models import IdempotencyRecord, User
from ledger.tests.test_concurrency import together
from web.context import acting_as


def once(owner, effect, *, key="k1", body=None, scope="test"):
    return idempotency.once(owner=owner, scope=scope, key=key, body=body or {"a": 1}, effect=effect)


def test_the_same_again_is_answered_and_not_done(alice):
    done = []

    def effect():
        done.append(1)
        return 201, {"amount": Decimal("1.50"), "at": datetime(2026, 1, 2, tzinfo=UTC)}

    first, again = once(alice, effect), once(alice, effect)
    assert done == [1]
    assert (first.status, first.is_replay, again.is_replay) == (201, False, True)
    assert first.body == again.body == {"amount": "1.50", "at": "2026-01-02T00:00:00Z"}
    assert once(alice.pk, effect).is_replay


def test_the_order_of_the_body_does_not_matter_and_its_content_does(alice):
    once(alice, lambda: (200, 1), body={"a": 1, "b": 2})
    assert once(alice, lambda: (200, 2), body={"b": 2, "a": 1}).body == 1
    with pytest.raises(KeyReused) as refused:
        once(alice, lambda: (200, 3), body={"a": 1, "b": 3})
    assert refused.value.status == 409


def test_a_key_means_something_for_its_owner_and_scope_only(alice, bob):
    assert once(alice, lambda: (200, "a")).body == "a"
    assert once(bob, lambda: (200, "b")).body == "b"
    assert once(alice, lambda: (200, "c"), scope="other").body == "c"
    with acting_as(bob):
        assert IdempotencyRecord.objects.count() == 1


def test_an_effect_that_fails_leaves_nothing_and_may_be_asked_again(alice):
    def effect():
        User.objects.filter(pk=alice.pk).update(name="Half done")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        once(alice, effect)
    assert User.objects.get(pk=alice.pk).name == ""
    assert once(alice, lambda: (200, "done")).body == "done"


@pytest.mark.parametrize("key", ["", "k" * 256, "a\0b"])
def test_a_key_has_1_to_255_characters(alice, key):
    with pytest.raises(KeyInvalid):
        once(alice, lambda: (200, 1), key=key)


def test_the_key_comes_from_the_header_or_the_form():
    make = RequestFactory()
    assert idempotency.key_of(make.post("/", headers={"Idempotency-Key": "abc"})) == "abc"
    assert idempotency.key_of(make.post("/", {"idempotency_key": "def"})) == "def"
    with pytest.raises(KeyInvalid):
        idempotency.key_of(make.post("/"))


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_does_it_and_the_others_wait_for_its_answer(alice):
    done = []

    def effect():
        done.append(1)
        time.sleep(0.2)
        return 200, {"number": len(done)}

    outcomes = together(lambda _: once(alice, effect), threads=6)
    assert done == [1]
    assert [outcome.body for outcome in outcomes] == [{"number": 1}] * 6
    assert sum(not outcome.is_replay for outcome in outcomes) == 1


@pytest.mark.django_db(transaction=True)
def test_when_the_first_of_two_fails_the_second_does_it(alice):
    done = []

    def effect():
        done.append(1)
        time.sleep(0.2)
        if len(done) == 1:
            raise RuntimeError
        return 200, "second"

    outcomes = together(lambda _: once(alice, effect), threads=2)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Reply", "RuntimeError"]
    assert len(done) == 2


@pytest.mark.django_db(transaction=True, databases=["default", "staff", "owner"])
@pytest.mark.parametrize("alias", ["default", "staff", "owner"])
@pytest.mark.parametrize(
    "statement", ["DELETE FROM accounts_idempotencyrecord", "UPDATE accounts_idempotencyrecord SET key = 'x'"]
)
def test_a_record_is_never_forgotten(alice, alias, statement):
    once(alice, lambda: (200, 1))
    with pytest.raises(DatabaseError), acting_as(alice, using=alias), connections[alias].cursor() as cursor:
        cursor.execute(statement)
