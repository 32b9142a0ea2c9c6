"""The second transaction beside an import: there when the first one is, and gone when it is not."""

import threading
import time

import pytest
from django.db import connection, transaction
from django.db.utils import DataError, OperationalError

from accounts.tests.factories import create_user
from bets.models import Bookmaker
from imports.beside import Beside
from imports.errors import Cancelled
from web.context import acting_as

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def alice():
    return create_user(email="alice@example.com")


def no_check():
    """Nobody cancels."""


def named(user):
    """The work of these tests: a bookmaker of the person's own."""
    return lambda: Bookmaker.objects.create(owner=user, slug="corner", name="The corner")


def do(user, work, check=no_check):
    """As an import does: begin, go on with something else, commit."""
    with acting_as(user), Beside(user.pk) as beside:
        beside.do(work)
        beside.commit(check=check)


def names(user):
    with acting_as(user):
        return list(Bookmaker.objects.filter(owner=user).values_list("name", flat=True))


def test_what_was_done_beside_is_there_after_the_commit(alice):
    do(alice, named(alice))
    assert names(alice) == ["The corner"]


def test_it_is_gone_when_the_import_fails(alice):
    def fail():
        with acting_as(alice), Beside(alice.pk) as beside:
            beside.do(named(alice))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert names(alice) == []


def test_it_is_gone_when_nobody_commits_it(alice):
    with acting_as(alice), Beside(alice.pk) as beside:
        beside.do(named(alice))
    assert names(alice) == []


def test_whoever_waits_hears_what_went_wrong(alice):
    def slip():
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")

    with pytest.raises(DataError, match="division by zero"):
        do(alice, slip)


def test_works_are_done_one_after_the_other_in_one_transaction(alice):
    with acting_as(alice), Beside(alice.pk) as beside:
        beside.do(named(alice))
        seen = beside.do(Bookmaker.objects.filter(owner=alice).count)
        assert seen.result(10) == 1  # there it is
        assert not Bookmaker.objects.filter(owner=alice).exists()  # and here not yet
        beside.commit(check=no_check)
    assert names(alice) == ["The corner"]


def test_after_an_error_nothing_more_is_done_and_everybody_hears_of_it(alice):
    done = []

    def slip():
        raise ZeroDivisionError

    def go():
        with acting_as(alice), Beside(alice.pk) as beside:
            answers = [beside.do(work) for work in (named(alice), slip, lambda: done.append(1))]
            assert answers[0].result(10).name == "The corner"
            for answer in answers[1:]:
                with pytest.raises(ZeroDivisionError):
                    answer.result(10)
            with pytest.raises(ZeroDivisionError):
                beside.do(lambda: done.append(2)).result(10)
            beside.commit(check=no_check)

    with pytest.raises(ZeroDivisionError):
        go()
    assert done == []
    assert names(alice) == []


def test_without_work_there_is_nothing_to_commit(alice):
    with transaction.atomic(), Beside(alice.pk) as beside:
        beside.commit(check=no_check)


def test_a_cancel_ends_a_statement_that_runs_beside(alice):
    ended, errors = threading.Event(), []

    def sleep():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(60)")
        except OperationalError as error:
            errors.append(str(error))
            raise
        finally:
            ended.set()

    def refuse():
        raise Cancelled

    began = time.monotonic()
    with pytest.raises(Cancelled):
        do(alice, sleep, check=refuse)
    assert ended.is_set()
    assert "canceling statement" in errors[0]
    assert time.monotonic() - began < 30
