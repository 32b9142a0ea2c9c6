"""Adjustments: only what the person confirmed, once, and back again."""

from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection

from ledger.balances import balance
from ledger.errors import UnknownAccount
from ledger.models import Account, Movement
from treasury.adjusting import record_missing, record_other, take_back
from treasury.errors import DifferenceChanged, NothingToAdjust, ReasonMissing, RecordedAlready
from treasury.models import Adjustment, ProvedSpan, Sort, StatementLine
from treasury.reconciling import reconciled
from treasury.spans import refresh_spans
from treasury.statements import standing
from treasury.tests.factories import START, create_account
from web.context import acting_as

pytestmark = pytest.mark.django_db
UNIT = 1_000_000


@pytest.fixture
def account(alice):
    """Deposits of 50, 30 and 20; the bookmaker says 115 in the end: 15 are missing before the last."""
    return create_account(owner=alice, deposits=[50, 30, 20], stated=115)


def found(user, account):
    with acting_as(user):
        return reconciled(user, standing(user, account))


def last_span(user, account):
    with acting_as(user):
        return ProvedSpan.objects.filter(account=account).order_by("-position").first()


def record(user, account, **more):
    said = {"before_line": last_span(user, account).first_line_id, "amount_micro": 15 * UNIT, "note": ""}
    return record_missing(user=user, account_id=account.pk, token=uuid4(), **(said | more))


def test_missing_money_is_recorded_and_the_difference_is_gone(alice, account):
    assert found(alice, account).standing.difference_micro == 15 * UNIT
    made = record(alice, account, note="a gift card")
    now = found(alice, account)
    assert now.standing.difference_micro == 0
    assert [(part.open_micro, part.recorded) for part in now.missing] == [(0, made)]
    assert (made.sort, made.note) == (Sort.GAP, "a gift card")
    with acting_as(alice):
        (movement,) = Movement.objects.filter(transaction=made.transaction_id)
        assert (movement.debit_id, movement.credit.code) == (account.pk, "adjust:sportsbet")
        assert movement.effective_at < last_span(alice, account).first_at
        assert StatementLine.objects.count() == 3


def test_taken_back_it_is_as_before_and_can_be_recorded_anew(alice, account):
    made = record(alice, account)
    assert take_back(user=alice, adjustment_id=made.pk)
    assert not take_back(user=alice, adjustment_id=made.pk)
    now = found(alice, account)
    assert now.standing.difference_micro == 15 * UNIT
    assert [each.pk for each in now.taken_back] == [made.pk]
    record(alice, account)
    assert found(alice, account).is_settled


def test_what_was_there_before_the_files_is_the_opening_balance(alice):
    account = create_account(owner=alice, deposits=[50, 30])
    with acting_as(alice):
        for line in StatementLine.objects.filter(account=account):
            StatementLine.objects.filter(pk=line.pk).update(balance_micro=line.balance_micro + 7 * UNIT)
        refresh_spans(alice.pk, [account.pk])
    assert found(alice, account).missing[0].is_opening
    made = record(alice, account, amount_micro=7 * UNIT)
    assert (made.sort, found(alice, account).is_settled) == (Sort.OPENING, True)


def test_what_the_person_saw_must_still_be_so(alice, account):
    with pytest.raises(DifferenceChanged):
        record(alice, account, amount_micro=14 * UNIT)
    with pytest.raises(DifferenceChanged):
        record(alice, account, before_line=1)
    record(alice, account)
    with pytest.raises(RecordedAlready):
        record(alice, account)


def test_a_form_sent_twice_is_one_adjustment(alice, account):
    token, line = uuid4(), last_span(alice, account).first_line_id
    said = {
        "account_id": account.pk,
        "before_line": line,
        "amount_micro": 15 * UNIT,
        "note": "",
        "token": token,
    }
    assert record_missing(user=alice, **said) == record_missing(user=alice, **said)
    other = {
        "account_id": account.pk,
        "amount_micro": 2,
        "effective_at": START,
        "note": "x",
        "token": uuid4(),
    }
    assert record_other(user=alice, **other) == record_other(user=alice, **other)
    with acting_as(alice):
        assert Adjustment.objects.count() == 2


def test_an_amount_of_ones_own_needs_an_amount_and_a_reason(alice, account):
    said = {"account_id": account.pk, "effective_at": START, "token": uuid4()}
    with pytest.raises(NothingToAdjust):
        record_other(user=alice, amount_micro=0, note="x", **said)
    with pytest.raises(ReasonMissing):
        record_other(user=alice, amount_micro=1, note="  ", **said)
    made = record_other(user=alice, amount_micro=-4 * UNIT, note="a fee", **said)
    with acting_as(alice):
        assert balance(account) == 96 * UNIT
    assert [each.pk for each in found(alice, account).others] == [made.pk]


def test_another_persons_account_is_not_there(alice, bob, account):
    said = {"account_id": account.pk, "effective_at": START, "note": "x", "amount_micro": 5}
    with pytest.raises(UnknownAccount):
        record_other(user=bob, token=uuid4(), **said)
    made = record_other(user=alice, token=uuid4(), **said)
    assert not take_back(user=bob, adjustment_id=made.pk)


def test_rows_that_come_later_make_the_record_superfluous_and_it_is_said(alice, account):
    made = record(alice, account)
    with acting_as(alice):
        StatementLine.objects.create(
            owner=alice,
            account=account,
            key="late",
            kind="deposit",
            occurred_at=last_span(alice, account).first_at,
            currency="AUD",
            amount_micro=15 * UNIT,
            balance_micro=95 * UNIT,
            as_of=START,
        )
        refresh_spans(alice.pk, [account.pk])
        assert ProvedSpan.objects.filter(account=account).count() == 1
    assert [each.pk for each in found(alice, account).others] == [made.pk]


def test_the_database_lets_nobody_change_what_was_recorded(alice, account):
    record(alice, account)
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        acting_as(alice),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE treasury_adjustment SET amount_micro = 1")


def test_the_parts_add_up_to_the_difference(alice, account):
    record_other(
        user=alice, account_id=account.pk, amount_micro=3, effective_at=START, note="odd", token=uuid4()
    )
    now = found(alice, account)
    parts = [part.open_micro for part in now.missing] + [-each.amount_micro for each in now.others]
    assert sum(parts) + now.unstated_micro + now.only_elsewhere_micro == now.standing.difference_micro


def test_the_account_exists_in_the_chart_only_once(alice, account):
    record(alice, account)
    with acting_as(alice):
        assert Account.objects.filter(code="adjust:sportsbet").count() == 1
