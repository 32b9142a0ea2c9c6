"""Row-level security: everybody sees their own journal, and nobody means nothing."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from ledger import chart, errors
from ledger.models import Account, Balance, DayBalance, Kind, Movement, Transaction
from ledger.posting import post, post_event
from ledger.tests.factories import MORNING, create_book, create_posting, deposit
from web.context import acting_as, acting_uid

pytestmark = pytest.mark.django_db

MODELS: list[Any] = [Account, Transaction, Movement, Balance, DayBalance]


def seen() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in MODELS}


@pytest.fixture
def journal(alice, bob):
    for person, deposits in ((alice, 2), (bob, 1)):
        with acting_as(person):
            book = create_book(owner=person)
            for _ in range(deposits):
                deposit(book)
            post_event(
                kind="settle",
                key=f"event:{person.pk}",
                effective_at=MORNING,
                postings=[create_posting(debit=book["book"], credit=book["open"])],
            )


def test_each_sees_their_own_and_nobody_sees_nothing(journal, alice, bob, charlie):
    with acting_as(alice):
        assert seen() == {"Account": 9, "Transaction": 1, "Movement": 3, "Balance": 9, "DayBalance": 3}
    with acting_as(bob):
        assert seen() == {"Account": 9, "Transaction": 1, "Movement": 2, "Balance": 9, "DayBalance": 3}
    with acting_as(charlie):
        assert not any(seen().values())
    assert not any(seen().values())


def test_visible_to_says_the_same_as_the_database(journal, alice, bob):
    with acting_as(alice):
        for model in MODELS:
            assert model.objects.visible_to(alice).count() == model.objects.count()
            assert model.objects.visible_to(bob).count() == 0


def test_the_former_person_acts_again_when_a_nested_block_ends(alice, bob):
    with acting_as(alice):
        with acting_as(bob.pk):
            assert acting_uid() == bob.pk
        assert acting_uid() == alice.pk
        with pytest.raises(ZeroDivisionError), acting_as(bob):
            raise ZeroDivisionError
        assert acting_uid() == alice.pk
        with acting_as(alice):
            assert acting_uid() == alice.pk
    assert acting_uid() is None


@pytest.mark.parametrize("nobody", [None, True, "1", object()])
def test_nobody_cannot_act(nobody):
    with pytest.raises(ValueError, match="saved user"), acting_as(nobody):
        pass


@pytest.mark.django_db(transaction=True)
def test_the_name_ends_with_the_transaction(alice):
    with acting_as(alice):
        pass
    assert acting_uid() is None
    assert not connection.in_atomic_block


def test_no_account_can_be_made_for_another_person(alice, bob):
    with acting_as(alice):
        for owner in (bob, None):
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                Account.objects.create(owner=owner, code="book:x", kind="asset", currency="AUD")


def test_an_account_cannot_hang_below_another_persons(alice, bob):
    with acting_as(bob):
        parent = chart.ensure_account(owner=bob, code="wallet", currency="AUD")
    with acting_as(alice), pytest.raises(Exception, match="not of the same owner"):
        chart.ensure_account(owner=alice, code="wallet", currency="AUD", parent=parent)


def test_no_movement_can_take_from_another_person(alice, bob):
    with acting_as(bob):
        theirs = create_book(owner=bob)
    with acting_as(alice):
        mine = create_book(owner=alice)
        for debit, credit in ((mine["book"], theirs["book"]), (theirs["outside"], theirs["book"])):
            with pytest.raises(errors.ForeignAccount), transaction.atomic():
                post(create_posting(debit=debit, credit=credit))


def test_without_a_person_nothing_can_be_posted(alice):
    with acting_as(alice):
        book = create_book(owner=alice)
    with pytest.raises(errors.ForeignAccount), transaction.atomic():
        deposit(book)


# --- Chart ---------------------------------------------------------------------------------------------------------
def test_a_bookmaker_has_nine_accounts_made_once(alice, django_assert_num_queries):
    with acting_as(alice):
        first = create_book(owner=alice)
        with django_assert_num_queries(1):
            again = create_book(owner=alice)

    assert first == again
    assert {sort: account.kind for sort, account in first.items()} == {
        "book": "asset",
        "bonus": "asset",
        "open": "asset",
        "won": "income",
        "lost": "expense",
        "commission": "expense",
        "awarded": "income",
        "outside": "equity",
        "adjust": "equity",
    }
    assert {account.code for account in first.values()} == {f"{sort}:sportsbet" for sort in first}


def test_an_unknown_sort_of_account_is_refused(alice):
    with acting_as(alice), pytest.raises(ValueError, match="chart"):
        chart.ensure_account(owner=alice, code="bok:sportsbet", currency="AUD")


@pytest.mark.django_db(transaction=True, databases=["default", "staff"])
def test_a_house_account_gives_the_application_its_id_and_nothing_else(alice):
    house = chart.ensure_house_account(code="fees", currency="AUD", kind=Kind.INCOME)
    with acting_as(alice):
        found = chart.house_account("fees", "AUD")
        mine = chart.ensure_account(owner=alice, code="wallet", currency="AUD")
        post(create_posting(debit=mine, credit=found))

        assert found == house.pk
        assert list(Account.objects.values_list("code", flat=True)) == ["wallet"]
        assert Balance.objects.count() == 1
        assert Movement.objects.count() == 1
    with pytest.raises(errors.UnknownAccount):
        chart.house_account("fees", "EUR")
