"""One currency for another: two movements of one event, each currency summing to zero by itself."""

from types import SimpleNamespace

import pytest
from django.db import transaction

from ledger import balances, chart, errors
from ledger.exchange import exchange
from ledger.models import Movement
from ledger.tests.factories import MORNING, aud, create_book, deposit
from web.context import acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def books(alice):
    with acting_as(alice):
        dollars, euros = create_book(owner=alice), create_book(owner=alice, currency="EUR")
        deposit(dollars, "100")
        yield SimpleNamespace(aud=dollars["book"], eur=euros["book"], bonus=dollars["bonus"], owner=alice)


def give(books, **more):
    given = {
        "owner": books.owner,
        "from_account_id": books.aud.pk,
        "to_account_id": books.eur.pk,
        "from_micro": aud("50"),
        "to_micro": aud("30.25"),
        "key": "x",
        "effective_at": MORNING,
    }
    return exchange(**given | more)


def test_an_exchange_gives_the_one_and_gets_the_other_in_one_event(books):
    event = give(books)

    assert event.created
    assert balances.balance(books.aud) == aud("50")
    assert balances.balance(books.eur) == aud("30.25")
    assert Movement.objects.filter(transaction=event.id).count() == 2
    position = {row.currency: row.balance_micro for row in balances.trial_balance() if row.code == "exchange"}
    assert position == {"AUD": aud("50"), "EUR": aud("-30.25")}
    assert balances.totals(balances.trial_balance()) == {"AUD": 0, "EUR": 0}


def test_the_same_exchange_again_is_found_and_another_under_its_key_a_conflict(books):
    first = give(books)
    assert give(books) == type(first)(first.id, created=False)
    for other in ({"to_micro": aud("31")}, {"from_micro": 1}, {"from_account_id": books.bonus.pk}):
        with pytest.raises(errors.IdempotencyConflict):
            give(books, **other)
    assert balances.balance(books.eur) == aud("30.25")


def test_what_is_no_exchange_is_refused(books, bob):
    with acting_as(bob):
        foreign = chart.ensure_account(owner=bob, code="book:x", currency="EUR")
    cases = [
        (errors.CurrencyMismatch, {"to_account_id": books.bonus.pk}),
        (errors.UnknownAccount, {"to_account_id": foreign.pk}),
        (errors.UnknownAccount, {"from_account_id": 10**9}),
        (errors.ForeignAccount, {"owner": bob}),
        (errors.EntryInvalid, {"from_micro": 0}),
        (errors.EntryInvalid, {"to_micro": -1}),
    ]
    for error, other in cases:
        with pytest.raises(error), transaction.atomic():
            give(books, **other)
    assert Movement.objects.count() == 1
