"""What an account was stated to have is checked again after whatever is entered later."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, connections, transaction

from ledger import assertions, errors
from ledger.models import Assertion
from ledger.tests.factories import MORNING, aud, create_book, deposit
from ledger.verification import verify
from web.context import acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(alice):
    with acting_as(alice):
        book = create_book(owner=alice)
        deposit(book, "100")
        yield book


def say(book, amount, key="a", at=MORNING) -> bool:
    micro = None if amount is None else aud(amount)
    return assertions.state(book["book"], balance_micro=micro, effective_at=at, key=key)


def test_it_counts_everything_up_to_and_at_its_moment(book):
    assert say(book, "100")
    assert say(book, "0", "before", MORNING - timedelta(microseconds=1))
    assert not say(book, "99.99", "wrong", MORNING + timedelta(days=9))

    (broken,) = assertions.broken()
    assert (broken.asserted_micro, broken.found_micro) == (aud("99.99"), aud("100"))


def test_an_entry_with_an_earlier_date_breaks_it_and_its_reversal_mends_it(book):
    from ledger.posting import reverse

    say(book, "100")
    deposit(book, "5", day=1)
    assert list(assertions.broken()) == []

    late = deposit(book, "5", day=-1)
    assert [broken.found_micro for broken in assertions.broken()] == [aud("105")]
    reverse(late.id)
    assert list(assertions.broken()) == []


def test_the_last_word_counts_and_may_be_taken_back(book):
    say(book, "1")
    assert say(book, "100", "better")
    assert list(assertions.broken()) == []
    say(book, "2", "worse")
    assert len(list(assertions.broken())) == 1
    assert say(book, None, "never mind")
    assert list(assertions.broken()) == []


def test_a_key_says_one_thing_once(book, bob):
    assert say(book, "100")
    assert say(book, "100")
    assert Assertion.objects.count() == 1
    for amount, at in (("99", MORNING), ("100", MORNING + timedelta(days=1))):
        with pytest.raises(errors.IdempotencyConflict):
            say(book, amount, at=at)
    with acting_as(bob), pytest.raises(errors.IdempotencyConflict):
        say(create_book(owner=bob), "0")


def test_others_can_neither_state_nor_see_nor_change_it(book, bob):
    say(book, "1")
    for sql in ("UPDATE ledger_assertion SET balance_micro = 2", "DELETE FROM ledger_assertion"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    with acting_as(bob):
        assert list(assertions.broken()) == []
        with pytest.raises(errors.UnknownAccount):
            say(book, "1", "bob")


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "staff"])
def test_verification_reports_the_broken_ones_and_the_owner_cannot_change_them(alice):
    with acting_as(alice):
        book = create_book(owner=alice)
        deposit(book, "100")
        say(book, "100")
    assert verify().is_sound
    with acting_as(alice):
        deposit(book, "5", day=-1)

    (problem,) = verify().problems
    assert (problem.check, problem.rows) == ("assertions", 1)
    assert "stated 100000000, has 105000000" in problem.first
    with pytest.raises(DatabaseError, match="append-only"), connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM ledger_assertion")
