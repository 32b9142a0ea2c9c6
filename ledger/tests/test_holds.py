"""Money set aside leaves only as its hold says, once, whoever asks."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from ledger import balances, chart, errors, holds
from ledger.models import Account, Hold, Movement
from ledger.posting import post, reverse
from ledger.tasks import expire_holds
from ledger.tests.factories import MORNING, aud, create_book, create_posting
from ledger.verification import verify
from web import clock
from web.context import acting_as

pytestmark = pytest.mark.django_db

LONG_AGO = MORNING - timedelta(days=30)


@pytest.fixture
def purse(alice):
    """100 in a wallet, and where it may go."""
    with acting_as(alice):
        book = create_book(owner=alice)
        wallet = Account.objects.create(
            owner=alice, code="wallet", kind="asset", currency="AUD", floor_micro=0
        )
        post(create_posting(debit=wallet, credit=book["outside"], amount="100"))
        held = chart.ensure_account(owner=alice, code="held", currency="AUD")
        yield SimpleNamespace(wallet=wallet, held=held, out=book["outside"], other=book["book"])


def place(purse, amount="15", key="a", **more) -> Hold:
    return holds.place(
        **{"account_id": purse.wallet.pk, "amount_micro": aud(amount), "key": key, "effective_at": MORNING}
        | more
    )


def take(purse, hold, amount=None, **more) -> Hold:
    given = {"into_id": purse.out.pk, "effective_at": MORNING} | more
    return holds.post(hold, amount_micro=None if amount is None else aud(amount), **given)


def stand(purse):
    """What the wallet, the held account and the world have."""
    found = balances.balances([purse.wallet, purse.held, purse.out])
    return tuple(found[account.pk] // 10**6 for account in (purse.wallet, purse.held, purse.out))


def test_a_hold_takes_what_may_be_spent_and_moves_nothing_outside(purse):
    hold = place(purse)

    assert (hold.state, hold.left_micro, hold.posted_micro) == ("pending", aud("15"), 0)
    assert stand(purse) == (85, 15, -100)
    with pytest.raises(errors.FloorBroken), transaction.atomic():
        place(purse, "85.000001", key="b")
    assert stand(purse) == (85, 15, -100)


def test_the_held_account_is_made_for_each_currency_and_may_not_go_below_nothing(alice, purse):
    assert purse.held.floor_micro == 0
    euros = chart.ensure_account(owner=alice, code="book:x", currency="EUR")
    hold = holds.place(account_id=euros.pk, amount_micro=5, key="e", effective_at=MORNING)
    assert (hold.held.code, hold.held.currency, hold.currency) == ("held", "EUR", "EUR")


def test_posting_takes_it_all_and_voiding_gives_it_all_back(purse):
    posted = take(purse, place(purse))
    voided = holds.void(place(purse, key="b"), effective_at=MORNING)

    assert (posted.state, posted.left_micro, posted.posted_micro) == ("posted", 0, aud("15"))
    assert (voided.state, voided.left_micro, voided.posted_micro) == ("voided", 0, 0)
    assert stand(purse) == (85, 0, -85)


def test_parts_leave_the_rest_pending_until_it_is_given_back(purse):
    hold = take(purse, take(purse, place(purse), "4"), "4")
    assert (hold.state, hold.left_micro, hold.posted_micro) == ("pending", aud("7"), aud("8"))

    assert holds.void(hold, effective_at=MORNING).state == "voided"
    assert stand(purse) == (92, 0, -92)


def test_a_final_part_gives_the_rest_back_in_the_same_event(purse):
    hold = take(purse, take(purse, place(purse), "1"), "10", final=True)

    assert (hold.state, hold.left_micro, hold.posted_micro) == ("posted", 0, aud("11"))
    assert stand(purse) == (89, 0, -89)
    steps = list(hold.steps.order_by("id"))
    assert [step.amount_micro for step in steps] == [aud("1"), aud("10"), aud("4")]
    assert steps[1].transaction_id == steps[2].transaction_id is not None
    assert take(purse, hold, "10", final=True).state == "posted"  # a retry
    with pytest.raises(errors.HoldPosted):
        take(purse, hold, "9", final=True)


def test_a_part_that_takes_the_last_of_it_ends_the_hold(purse):
    hold = take(purse, take(purse, place(purse), "5"), "10")
    assert (hold.state, hold.left_micro) == ("posted", 0)


# --- Told twice ----------------------------------------------------------------------------------------------------
def test_each_call_repeated_is_answered_by_the_first(purse):
    hold = place(purse)
    assert place(purse).pk == hold.pk
    assert take(purse, hold, "4", key="part").left_micro == aud("11")
    assert take(purse, hold, "4", key="part").left_micro == aud("11")
    assert take(purse, hold).state == "posted"
    assert take(purse, hold).state == "posted"
    assert place(purse).state == "posted"

    other = place(purse, key="b")
    assert holds.void(other, effective_at=MORNING).state == "voided"
    assert holds.void(other.pk, effective_at=MORNING).state == "voided"
    assert stand(purse) == (85, 0, -85)


@pytest.mark.parametrize(
    "other",
    [
        {"amount_micro": 1},
        {"effective_at": MORNING + timedelta(seconds=1)},
        {"expires_at": clock.now()},
        {"kind": "wager"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_a_key_with_another_content_is_a_conflict(purse, other):
    place(purse)
    with pytest.raises(errors.IdempotencyConflict) as refused:
        place(purse, **other)
    assert refused.value.field == next(iter(other))


def test_a_part_with_a_key_used_for_another_is_a_conflict(purse):
    hold = take(purse, place(purse), "4", key="part")
    for more in ({"amount": "5"}, {"amount": "4", "kind": "fee"}, {"amount": "4", "into_id": purse.other.pk}):
        with pytest.raises(errors.IdempotencyConflict):
            take(purse, hold, key="part", **more)
    assert holds.get(hold.pk).left_micro == aud("11")


def test_a_hold_of_somebody_else_is_no_hold(purse, bob):
    hold = place(purse)
    with acting_as(bob):
        book = create_book(owner=bob)
        for act in (
            lambda: holds.post(hold.pk, into_id=book["book"].pk, effective_at=MORNING),
            lambda: holds.void(hold.pk, effective_at=MORNING),
            lambda: holds.get(hold.pk),
        ):
            with pytest.raises(errors.UnknownHold):
                act()
        with pytest.raises(errors.UnknownAccount):
            place(purse, key="b")
        with pytest.raises(errors.IdempotencyConflict):
            place(purse, account_id=book["book"].pk)
        assert list(Hold.objects.all()) == []


def test_a_hold_is_voided_not_posted_into_its_own_account(purse):
    with pytest.raises(errors.EntryInvalid):
        take(purse, place(purse), into_id=purse.wallet.pk)


# --- In which order it is refused ----------------------------------------------------------------------------------
def ended(purse, how: str) -> Hold:
    hold = place(purse, expires_at=LONG_AGO if "expired" in how else None)
    if how == "posted":
        return take(purse, hold, key="first")
    if how == "voided":
        return holds.void(hold, effective_at=MORNING, key="first")
    if how == "expired":
        holds.expire_due(at=clock.now(), using="default")
    return holds.get(hold.pk)


@pytest.mark.parametrize(
    ("how", "error"),
    [
        ("posted", errors.HoldPosted),
        ("voided", errors.HoldVoided),
        ("expired", errors.HoldExpired),
        ("expired but not given back yet", errors.HoldExpired),
    ],
)
def test_what_has_ended_ends_never_again(purse, how, error):
    hold = ended(purse, how)
    for act in (
        lambda: take(purse, hold),
        lambda: take(purse, hold, "1"),
        lambda: take(purse, hold, "1", final=True),
        lambda: holds.void(hold, effective_at=MORNING),
    ):
        with pytest.raises(error) as refused:
            act()
        assert isinstance(refused.value, errors.HoldEnded)
    with pytest.raises(errors.HoldExceeded):  # said before anything about its end
        take(purse, hold, "15.000001")


def test_more_than_is_left_is_refused_and_changes_nothing(purse):
    hold = take(purse, place(purse), "10")
    with pytest.raises(errors.HoldExceeded):
        take(purse, hold, "5.000001")
    with pytest.raises(errors.EntryInvalid), transaction.atomic():
        take(purse, hold, "0")
    assert stand(purse) == (85, 5, -90)


def test_the_table_of_two_phase_transfers(purse):
    """Pending 15, 15, 15, 7, 1, 1: post 13 of 15, void one, one expires, the others go (after TigerBeetle's)."""
    placed = [place(purse, amount, key=str(n)) for n, amount in enumerate(["15", "15", "15", "7", "1", "1"])]
    assert stand(purse) == (46, 54, -100)
    late = place(purse, "15", key="late", expires_at=LONG_AGO)
    take(purse, placed[0], "13", final=True)
    holds.void(placed[1], effective_at=MORNING)
    assert holds.expire_due(at=clock.now(), using="default") == 1
    for hold in placed[2:]:
        take(purse, hold)

    assert holds.get(late.pk).state == "expired"
    assert stand(purse) == (63, 0, -63)


# --- Expiry --------------------------------------------------------------------------------------------------------
def test_only_what_is_due_expires_and_is_effective_when_it_did(purse):
    due = place(purse, "1", key="due", expires_at=LONG_AGO)
    place(purse, "2", key="later", expires_at=clock.now() + timedelta(hours=1))
    place(purse, "3", key="never")
    take(purse, place(purse, "4", key="posted", expires_at=clock.now() + timedelta(hours=1)))

    assert holds.expire_due(at=LONG_AGO - timedelta(seconds=1), using="default") == 0
    assert holds.expire_due(at=clock.now() + timedelta(days=900), using="default") == 1
    assert holds.expire_due(at=clock.now(), using="default") == 0
    assert due.steps.get().effective_at == LONG_AGO
    assert stand(purse) == (91, 5, -96)


@pytest.mark.django_db(transaction=True, databases=["default", "staff"])
def test_the_command_and_the_task_give_back_what_is_due_to_everybody(alice, bob, capsys):
    for person in (alice, bob):
        with acting_as(person):
            book = create_book(owner=person)
            holds.place(
                account_id=book["book"].pk,
                amount_micro=5,
                key=f"{person.pk}",
                effective_at=MORNING,
                expires_at=LONG_AGO,
            )
    call_command("expire_holds")
    expire_holds()

    assert "2 holds expired" in capsys.readouterr().out
    assert set(Hold.objects.using("staff").values_list("state", flat=True)) == {"expired"}
    assert verify().is_sound


# --- What the database refuses, whatever code runs -----------------------------------------------------------------
WRITE = """
INSERT INTO ledger_movement (debit_id, credit_id, amount_micro, currency, kind, key, effective_at, hold_id, expires_at)
VALUES (%s, %s, %s, 'AUD', %s, 'raw', now(), %s, %s)
"""


def raw(debit, credit, amount=1, hold=None, kind="x", expires_at=None):
    """The rule that refuses this movement, or "accepted"."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                WRITE, [debit.pk, credit.pk, amount, kind, None if hold is None else hold.pk, expires_at]
            )
    except DatabaseError as error:
        return error.__cause__.diag.constraint_name or error.__cause__.sqlstate
    return "accepted"


def test_the_database_refuses_every_way_around_a_hold(alice, purse):
    hold = place(purse)
    done = take(purse, place(purse, key="done"))
    parted = take(purse, place(purse, key="parted"), "10")
    late = place(purse, key="late", expires_at=LONG_AGO)
    second = chart.ensure_account(owner=alice, code="held:more", currency="AUD")
    wallet, held, out = purse.wallet, purse.held, purse.out
    soon = clock.now() + timedelta(hours=1)
    tried = {
        "without a hold": (raw(out, held), "ledger_hold_shape"),
        "of an unknown hold": (raw(out, held, hold=SimpleNamespace(pk=10**9)), "ledger_hold_known"),
        "of a movement that placed none": (
            raw(out, held, hold=Movement.objects.earliest("pk")),
            "ledger_hold_known",
        ),
        "of a hold in another account": (raw(out, second, hold=hold), "ledger_hold_known"),
        "from another account": (raw(out, wallet, hold=hold), "ledger_hold_shape"),
        "from one held account to another": (raw(second, held, hold=hold), "ledger_hold_shape"),
        "into one, naming a hold": (raw(held, wallet, hold=hold), "ledger_hold_shape"),
        "a step that expires": (raw(out, held, hold=hold, expires_at=soon), "ledger_hold_shape"),
        "a movement that expires": (raw(out, wallet, expires_at=soon), "ledger_hold_shape"),
        "more than there was": (raw(out, held, aud("15") + 1, hold), "ledger_hold_exceeded"),
        "more than there was of an ended one": (raw(out, held, aud("15") + 1, done), "ledger_hold_exceeded"),
        "more than is left": (raw(out, held, aud("5") + 1, parted), "ledger_hold_exceeded"),
        "after its end": (raw(out, held, 1, done), "ledger_hold_posted"),
        "after its time": (raw(out, held, 1, late), "ledger_hold_expired"),
        "a void after its time": (raw(wallet, held, aud("15"), late), "ledger_hold_expired"),
        "a part of it back": (raw(wallet, held, 1, hold), "ledger_hold_shape"),
        "an expiry before its time": (raw(wallet, held, aud("15"), hold, "expiry"), "ledger_hold_not_due"),
        "an expiry to elsewhere": (raw(out, held, aud("15"), late, "expiry"), "ledger_hold_not_due"),
    }
    assert {name: found for name, (found, _) in tried.items()} == {
        name: rule for name, (_, rule) in tried.items()
    }
    assert raw(out, held, 1, hold) == "accepted"  # else the refusals would prove nothing


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger_hold SET left_micro = left_micro",
        "DELETE FROM ledger_hold",
        "TRUNCATE ledger_hold",
        "INSERT INTO ledger_hold (movement_id) VALUES (1)",
        "SELECT ledger_keep_holds((SELECT array_agg(movement_id) FROM ledger_hold))",
        "SELECT * FROM ledger_hold FOR UPDATE",
    ],
)
def test_the_application_cannot_write_the_row_of_a_hold(purse, sql):
    place(purse)
    with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert refused.value.__cause__.sqlstate == "42501"


def test_neither_a_placing_nor_a_post_is_reversed(purse):
    hold = take(purse, place(purse), "5")
    for movement in (hold.pk, hold.steps.get().pk):
        with pytest.raises(errors.HoldRequired), transaction.atomic():
            reverse(movement)


def test_the_same_end_twice_in_one_statement_is_refused(purse):
    hold = place(purse)
    with (
        pytest.raises(DatabaseError, match="never that large"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO ledger_movement"
            " (debit_id, credit_id, amount_micro, currency, kind, key, effective_at, hold_id)"
            " SELECT %s, %s, 15000000, 'AUD', 'x', 'twice' || n, now(), %s FROM generate_series(1, 2) n",
            [purse.wallet.pk, purse.held.pk, hold.pk],
        )


# --- Verification --------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True, databases=["default", "owner", "staff"])
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            "UPDATE ledger_hold SET left_micro = 1, posted_micro = 14999999",
            "1 left and 14999999 posted of 15000000",
        ),
        ("UPDATE ledger_hold SET expires_at = now()", "15000000 left"),
        ("ALTER TABLE ledger_hold DISABLE TRIGGER USER; DELETE FROM ledger_hold", "kept nothing"),
        (
            "UPDATE ledger_hold SET state = 'voided', ended_at = now(), left_micro = 0",
            "0 left and 0 posted of 15000000, voided",
        ),
    ],
)
def test_verification_finds_a_hold_that_its_movements_do_not_bear_out(alice, change, said):
    from django.db import connections

    with acting_as(alice):
        book = create_book(owner=alice)
        holds.place(account_id=book["book"].pk, amount_micro=aud("15"), key="a", effective_at=MORNING)
    assert verify().is_sound
    with connections["owner"].cursor() as cursor:
        cursor.execute(change)

    problems = {problem.check: problem.first for problem in verify().problems}
    assert problems.keys() == {"holds"}
    assert said in problems["holds"]
