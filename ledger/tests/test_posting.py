"""Each movement is written exactly once, and what the database refuses has a name."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from ledger import balances, chart, errors
from ledger.models import Account, Balance, DayBalance, Movement, Transaction
from ledger.posting import Posting, post, post_event, post_many, reverse
from ledger.tests.factories import MORNING, aud, create_book, create_posting, deposit
from web.context import acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(alice):
    with acting_as(alice):
        yield create_book(owner=alice)


def changed(posting: Posting, **other) -> Posting:
    return Posting(**{field: getattr(posting, field) for field in Posting.__slots__} | other)


def test_a_posting_moves_its_amount_from_credit_to_debit(book):
    posted = deposit(book, "100")

    assert posted.created
    assert balances.balance(book["book"]) == aud("100")
    assert balances.balance(book["outside"]) == aud("-100")
    assert Balance.objects.get(pk=book["book"].pk).entries == 1
    assert DayBalance.objects.get(account=book["book"]).day == MORNING.date()


def test_the_same_posting_again_is_found_and_moves_nothing(book):
    first = deposit(book, "100", key="line:1:cash:r1")
    second = deposit(book, "100", key="line:1:cash:r1")

    assert (second.id, second.created) == (first.id, False)
    assert balances.balance(book["book"]) == aud("100")


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("amount_micro", 1),
        ("kind", "bonus"),
        ("effective_at", MORNING + timedelta(microseconds=1)),
        ("debit_id", "bonus"),
        ("credit_id", "adjust"),
    ],
)
def test_the_same_key_with_another_content_is_a_conflict_that_names_the_field(book, field, other):
    posting = create_posting(debit=book["book"], credit=book["outside"])
    post(posting)
    value = book[other].pk if field.endswith("_id") else other

    with pytest.raises(errors.IdempotencyConflict) as refused:
        post(changed(posting, **{field: value}))

    assert (refused.value.key, refused.value.field) == (posting.key, field)
    assert Movement.objects.count() == 1


def test_a_key_of_somebody_else_is_a_conflict_and_not_an_answer(alice, bob):
    with acting_as(alice):
        deposit(create_book(owner=alice), key="the:key")
    with acting_as(bob), pytest.raises(errors.IdempotencyConflict) as refused:
        deposit(create_book(owner=bob), key="the:key")

    assert refused.value.field == "owner"


def test_wrong_entries_are_refused_by_name(book, bob):
    with acting_as(bob):
        others = create_book(owner=bob)
    euros = chart.bookmaker_accounts(owner=book["book"].owner_id, slug="sportsbet", name="", currency="EUR")
    cases = [
        (errors.CurrencyMismatch, create_posting(debit=book["book"], credit=book["outside"], currency="EUR")),
        (errors.CurrencyMismatch, create_posting(debit=book["book"], credit=euros["book"])),
        (errors.UnknownAccount, create_posting(debit=book["book"], credit=999_999_999)),
        (errors.ForeignAccount, create_posting(debit=book["book"], credit=others["book"])),
        (errors.ForeignAccount, create_posting(debit=others["outside"], credit=others["book"])),
        (errors.EntryInvalid, create_posting(debit=book["book"], credit=book["book"])),
        (errors.EntryInvalid, create_posting(debit=book["book"], credit=book["outside"], amount="0")),
        (errors.EntryInvalid, create_posting(debit=book["book"], credit=book["outside"], amount="-1")),
        (errors.EntryInvalid, changed(create_posting(debit=book["book"], credit=book["outside"]), key="")),
    ]
    for error, posting in cases:
        with pytest.raises(error), transaction.atomic():
            post(posting)
    assert Movement.objects.count() == 0
    assert not any(balances.balances(book.values()).values())


def test_a_floor_refuses_what_lowers_and_welcomes_what_raises(book, alice):
    wallet = Account.objects.create(owner=alice, code="wallet", kind="asset", currency="AUD", floor_micro=0)
    post(create_posting(debit=wallet, credit=book["outside"], amount="10"))

    with pytest.raises(errors.FloorBroken), transaction.atomic():
        post(create_posting(debit=book["outside"], credit=wallet, amount="10.000001"))
    post(create_posting(debit=book["outside"], credit=wallet, amount="10"))

    assert balances.balance(wallet) == 0


def test_a_floor_looks_at_the_statement_as_a_whole(book, alice):
    wallet = Account.objects.create(owner=alice, code="wallet", kind="asset", currency="AUD", floor_micro=0)
    post_many(
        [
            create_posting(debit=book["outside"], credit=wallet, amount="10"),
            create_posting(debit=wallet, credit=book["outside"], amount="10"),
        ]
    )
    assert balances.balance(wallet) == 0


def test_a_message_for_people_names_no_account_and_no_key(book):
    with pytest.raises(errors.CurrencyMismatch) as refused, transaction.atomic():
        post(create_posting(debit=book["book"], credit=book["outside"], currency="EUR"))

    assert refused.value.message == "An account holds one currency, and the entry is in another."
    assert str(book["book"].pk) in str(refused.value) or str(book["outside"].pk) in str(refused.value)


# --- Reversal ------------------------------------------------------------------------------------------------------
def test_a_reversal_mirrors_its_movement_once(book):
    original = deposit(book, "30")
    first = reverse(original.id)
    second = reverse(Movement.objects.get(pk=original.id))

    assert (first.created, second.created, second.id) == (True, False, first.id)
    mirror = Movement.objects.get(pk=first.id)
    assert (mirror.reverses_id, mirror.key) == (original.id, f"reverse:{original.id}")
    assert mirror.effective_at == MORNING
    assert balances.balance(book["book"]) == 0
    assert not Movement.objects.active().exists()


def test_a_reversal_is_not_reversed(book):
    mirror = reverse(deposit(book).id)

    with pytest.raises(errors.NotReversible):
        reverse(mirror.id)


def test_the_database_refuses_a_reversal_that_does_not_mirror(book):
    original = deposit(book, "30")
    with pytest.raises(errors.NotReversible), transaction.atomic():
        _reverse_with(book, original.id, "29")
    with pytest.raises(errors.NotReversible), transaction.atomic():
        _reverse_with(book, 999_999_999, "30")
    reverse(original.id)
    with pytest.raises(errors.AlreadyReversed), transaction.atomic():
        _reverse_with(book, original.id, "30")


def _reverse_with(book, reverses_id: int, amount: str) -> None:
    from ledger.refusals import refusals

    with refusals(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_movement (debit_id, credit_id, amount_micro, currency, kind, key, effective_at,"
            " reverses_id) VALUES (%s, %s, %s, 'AUD', 'deposit', %s, %s, %s)",
            [book["outside"].pk, book["book"].pk, aud(amount), f"odd:{amount}", MORNING, reverses_id],
        )


# --- Events of several movements -----------------------------------------------------------------------------------
def event(book, *, kind="settle", at=MORNING, first="40"):
    postings = [
        create_posting(debit=book["book"], credit=book["open"], amount=first, key="event:1#1"),
        create_posting(debit=book["open"], credit=book["won"], amount="15", key="event:1#2"),
    ]
    return post_event(kind=kind, key="event:1", effective_at=at, postings=postings)


def test_an_event_is_written_with_its_header_in_one_statement(book, django_assert_num_queries):
    with django_assert_num_queries(1):
        posted = event(book)

    header = Transaction.objects.get()
    assert (header.pk, header.movements.count(), posted.created) == (posted.id, 2, True)
    assert balances.balance(book["open"]) == aud("-25")


def test_the_same_event_again_is_found_and_another_content_is_a_conflict(book):
    first = event(book)
    second = event(book)
    assert (second.id, second.created) == (first.id, False)

    conflicts = {
        "kind": lambda: event(book, kind="void"),
        "effective_at": lambda: event(book, at=MORNING + timedelta(days=1)),
        "amount_micro": lambda: event(book, first="41"),
        "movements": lambda: post_event(
            kind="settle",
            key="event:1",
            effective_at=MORNING,
            postings=[create_posting(debit=book["book"], credit=book["open"], key="event:1#3")],
        ),
    }
    for field, again in conflicts.items():
        with pytest.raises(errors.IdempotencyConflict) as refused:
            again()
        assert refused.value.field == field
    assert Movement.objects.count() == 2


# --- Many at once --------------------------------------------------------------------------------------------------
def many(book, size: int, start: int = 0) -> list[Posting]:
    return [
        create_posting(
            debit=book["book"], credit=book["outside"], amount="0.5", key=f"line:{n}:cash:r1", day=n % 7
        )
        for n in range(start, start + size)
    ]


def test_many_are_written_by_one_insert_and_again_change_nothing(book):
    assert post_many(many(book, 500)).created == 500
    report = post_many(many(book, 600, start=100))

    assert (report.created, report.existing) == (200, 400)
    assert balances.balance(book["book"]) == aud("350")
    assert Balance.objects.get(pk=book["book"].pk).entries == 700
    assert DayBalance.objects.filter(account=book["book"]).count() == 7


def test_none_at_all_is_no_work(book):
    assert post_many([]).created == 0


def test_awkward_characters_survive_the_staging(book):
    key = 'line:"7"\t\\N\n☃:cash:r1'
    post_many([create_posting(debit=book["book"], credit=book["outside"], key=key, kind="\\N")])

    assert Movement.objects.get().key == key
    assert Movement.objects.get().kind == "\\N"


def test_one_conflict_among_many_writes_none_of_them(book):
    post_many(many(book, 10))
    fresh = many(book, 30)
    fresh[7] = changed(fresh[7], amount_micro=1)

    with pytest.raises(errors.IdempotencyConflict) as refused:
        post_many(fresh)

    assert (refused.value.key, refused.value.field) == ("line:7:cash:r1", "amount_micro")
    assert Movement.objects.count() == 10


def test_a_key_given_twice_counts_once_when_equal_and_is_a_conflict_when_not(book):
    twice = many(book, 1) * 2
    assert (post_many(twice).created, post_many(twice).existing) == (1, 2)

    odd = many(book, 1, start=50)
    with pytest.raises(errors.IdempotencyConflict):
        post_many([odd[0], changed(odd[0], kind="other")])


def test_one_refused_among_many_writes_none_of_them(book):
    bad = many(book, 20)
    bad[11] = changed(bad[11], currency="EUR")

    with pytest.raises(errors.CurrencyMismatch):
        post_many(bad)

    assert Movement.objects.count() == 0
    assert balances.balance(book["book"]) == 0
