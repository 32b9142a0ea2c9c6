"""Withdrawals: what people decide, and what the database refuses."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connections

from accounts.models import AuditEntry
from accounts.tests.factories import create_user
from treasury import depositing, running, withdrawing
from treasury.chain.contract import AddressInvalid
from treasury.errors import (
    ApprovedAlready,
    AskedOtherwise,
    NotEnough,
    OwnAddress,
    OwnWithdrawal,
    TooLate,
    TooLittle,
)
from treasury.models import Approval, Withdrawal, WithdrawalStep
from treasury.tests.money import MICRO, PAYEE, again, ask, balances, give, states, whole
from web.clock import now
from web.context import acting_as

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff"])


@pytest.fixture
def rich(simulated_lab, alice):
    give(simulated_lab, alice, 50_000)
    simulated_lab.pay(simulated_lab.signer.address, 100_000 * MICRO)
    return alice


@pytest.fixture
def other_staff(db):
    return create_user(email="other@example.com", is_staff=True)


def test_a_request_sets_the_money_aside(rich):
    asked = ask(rich, 20)
    assert (asked.state, states(asked)) == ("approved", ["requested", "approved"])
    assert balances(rich) == {"wallet": 49_980 * MICRO, "held": 20 * MICRO}


def test_the_same_form_sent_twice_is_one_withdrawal(rich):
    token = uuid4()
    assert ask(rich, 20, token=token).pk == ask(rich, 20, token=token).pk
    assert balances(rich)["held"] == 20 * MICRO
    with pytest.raises(AskedOtherwise):
        ask(rich, 21, token=token)


def test_the_same_form_sent_twice_at_once_is_one_withdrawal(rich, monkeypatch):
    token, check = uuid4(), withdrawing._check

    def slow(*args):
        time.sleep(0.5)  # the other one comes meanwhile
        check(*args)

    monkeypatch.setattr(withdrawing, "_check", slow)

    def run(_):
        try:
            return ask(rich, 20, token=token).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(run, range(2))
    assert first == second
    assert balances(rich)["held"] == 20 * MICRO


def test_more_than_there_is_cannot_be_asked_for(rich):
    ask(rich, 49_999)
    with pytest.raises(NotEnough):
        ask(rich, 2)
    assert Withdrawal.objects.using("staff").count() == 1


@pytest.mark.parametrize(
    ("recipient", "why"),
    [("nonsense", AddressInvalid), ("0x52908400098527886E0F7030069857D2E4169Ee7", AddressInvalid)],
)
def test_a_wrong_address_is_refused(rich, recipient, why):
    with pytest.raises(why):
        ask(rich, 5, recipient=recipient)


def test_the_sites_own_addresses_are_refused(rich, simulated_lab):
    for recipient in (depositing.deposit_address(rich).address, simulated_lab.signer.address):
        with pytest.raises(OwnAddress):
            ask(rich, 5, recipient=recipient)


def test_the_least(rich, settings):
    settings.WITHDRAW_LEAST = 10
    with pytest.raises(TooLittle, match="10 USDC"):
        ask(rich, 9)


def test_it_can_be_called_off_until_it_is_signed(rich):
    first, second = ask(rich, 20), ask(rich, 30)
    withdrawing.cancel(user=rich, withdrawal_id=first.pk)
    assert states(first)[-1] == "cancelled"
    assert balances(rich)["held"] == 30 * MICRO
    running.sign()
    with pytest.raises(TooLate):
        withdrawing.cancel(user=rich, withdrawal_id=second.pk)
    with pytest.raises(TooLate):
        withdrawing.cancel(user=rich, withdrawal_id=first.pk)
    assert balances(rich)["held"] == 30 * MICRO


def test_another_persons_withdrawal_does_not_exist(rich, bob):
    asked = ask(rich, 20)
    with pytest.raises(Withdrawal.DoesNotExist):
        withdrawing.cancel(user=bob, withdrawal_id=asked.pk)


def test_above_the_threshold_somebody_must_say_yes(rich, staff):
    asked = ask(rich, 1_001)
    assert asked.state == "requested"
    assert running.sign() == 0
    withdrawing.approve(staff=staff, withdrawal_id=asked.pk, reason="Known customer.")
    assert again(asked).state == "approved"
    entry = AuditEntry.objects.using("staff").get(act="withdrawal.approve")
    assert (entry.actor_id, entry.reason) == (staff.pk, "Known customer.")


def test_many_small_ones_of_a_day_count_together(rich):
    assert [ask(rich, 400).state for _ in range(2)] == ["approved", "approved"]
    over = ask(rich, 400)
    assert (over.state, over.approvals_needed) == ("requested", 1)
    withdrawing.cancel(user=rich, withdrawal_id=over.pk)  # what was given back counts no more
    assert ask(rich, 200).state == "approved"
    assert ask(rich, 9_001).approvals_needed == 2


def test_what_was_asked_for_yesterday_does_not_count(rich, monkeypatch):
    ask(rich, 900)
    later = now() + timedelta(days=1, minutes=1)
    monkeypatch.setattr(withdrawing, "now", lambda: later)
    assert ask(rich, 900).state == "approved"


def test_far_above_it_two_must_and_not_one_twice(rich, staff, other_staff):
    asked = ask(rich, 10_001)
    assert withdrawing.approve(staff=staff, withdrawal_id=asked.pk).state == "requested"
    with pytest.raises(ApprovedAlready):
        withdrawing.approve(staff=staff, withdrawal_id=asked.pk)
    assert withdrawing.approve(staff=other_staff, withdrawal_id=asked.pk).state == "approved"
    with pytest.raises(TooLate):
        withdrawing.approve(staff=staff, withdrawal_id=asked.pk)


def test_nobody_decides_on_their_own(simulated_lab, staff):
    give(simulated_lab, staff, 5_000)
    asked = ask(staff, 2_000)
    for act in (withdrawing.approve, withdrawing.refuse):
        with pytest.raises(OwnWithdrawal):
            act(staff=staff, withdrawal_id=asked.pk, reason="Mine.")


def test_a_refusal_gives_the_money_back_and_says_why(rich, staff):
    asked = ask(rich, 1_001)
    withdrawing.refuse(staff=staff, withdrawal_id=asked.pk, reason="Please prove the address is yours.")
    assert balances(rich) == {"wallet": 50_000 * MICRO, "held": 0}
    step = WithdrawalStep.objects.using("staff").filter(withdrawal_id=asked.pk).last()
    assert (step.state, step.by_id, step.note) == ("refused", staff.pk, "Please prove the address is yours.")
    with pytest.raises(TooLate):
        withdrawing.refuse(staff=staff, withdrawal_id=asked.pk, reason="Again.")
    assert set(whole().values()) == {0}


# --- What the database itself refuses -------------------------------------------------------------------------------
LEGAL = {
    ("requested", "approved"),
    ("requested", "refused"),
    ("requested", "cancelled"),
    ("approved", "signed"),
    ("approved", "refused"),
    ("approved", "cancelled"),
    ("signed", "broadcast"),
    ("signed", "unknown"),
    ("broadcast", "confirmed"),
    ("broadcast", "failed"),
    ("broadcast", "unknown"),
    ("unknown", "broadcast"),
    ("unknown", "confirmed"),
    ("unknown", "failed"),
}
WAYS = {
    "requested": [],
    "approved": ["approved"],
    "signed": ["approved", "signed"],
    "broadcast": ["approved", "signed", "broadcast"],
    "confirmed": ["approved", "signed", "broadcast", "confirmed"],
    "failed": ["approved", "signed", "broadcast", "failed"],
    "unknown": ["approved", "signed", "unknown"],
    "refused": ["refused"],
    "cancelled": ["cancelled"],
}


def test_the_database_knows_exactly_the_legal_steps(rich, settings, simulated_lab):
    settings.WITHDRAW_APPROVE_ABOVE = settings.WITHDRAW_TWO_APPROVE_ABOVE = 1_000_000
    for before, way in WAYS.items():
        for after in WAYS:
            if after == before:
                continue
            asked = ask(rich, 1)
            Withdrawal.objects.using("staff").filter(pk=asked.pk).update()
            made = _lead(asked, way, simulated_lab)
            if not made:
                continue
            rows = Withdrawal.objects.using("staff").filter(pk=asked.pk)
            assert rows.get().state == before
            if (before, after) in LEGAL:
                if after != "signed":
                    rows.update(state=after)
            else:
                with pytest.raises(DatabaseError, match="no withdrawal goes"):
                    rows.update(state=after)


def _lead(asked, way, lab):
    """Bring it there by legal steps; a request below the threshold begins as approved."""
    rows = Withdrawal.objects.using("staff").filter(pk=asked.pk)
    if not way:
        return False
    for state in way:
        if state == "signed":
            running.paying.sign_due(lab.chain, lab.signer)
        elif rows.get().state != state:
            rows.update(state=state)
    return True


def test_a_request_above_the_threshold_goes_nowhere_unapproved(rich):
    rows = Withdrawal.objects.using("staff").filter(pk=ask(rich, 1_001).pk)
    with pytest.raises(DatabaseError, match="0 of 1 approvals"):
        rows.update(state="approved")
    for state in ("signed", "broadcast", "confirmed", "unknown", "failed"):
        with pytest.raises(DatabaseError, match="no withdrawal goes"):
            rows.update(state=state)


def test_it_cannot_be_called_signed_without_a_signature(rich):
    rows = Withdrawal.objects.using("staff").filter(pk=ask(rich, 20).pk)
    with pytest.raises(DatabaseError, match="nothing signed"):
        rows.update(state="signed")


@pytest.mark.parametrize("state", ["approved", "signed", "refused"])
def test_the_owner_may_only_call_it_off(rich, state):
    asked = ask(rich, 1_001)
    with pytest.raises(DatabaseError, match="owner's to make|approvals|no withdrawal goes"), acting_as(rich):
        Withdrawal.objects.filter(pk=asked.pk).update(state=state)


def test_the_approver_is_another_by_the_databases_own_word(rich):
    asked = ask(rich, 1_001)
    with pytest.raises(DatabaseError, match="of their own"):
        Approval.objects.using("staff").create(
            withdrawal_id=asked.pk, staff_id=rich.pk, approved_at=asked.requested_at
        )


def test_one_person_approves_once_by_the_databases_own_word(rich, staff):
    asked = ask(rich, 10_001)
    withdrawing.approve(staff=staff, withdrawal_id=asked.pk)
    with pytest.raises(IntegrityError, match="approval_once_each"):
        Approval.objects.using("staff").create(
            withdrawal_id=asked.pk, staff_id=staff.pk, approved_at=asked.requested_at
        )


@pytest.mark.parametrize(
    "change", [{"amount_micro": 1}, {"recipient": PAYEE[:-1] + "c"}, {"approvals_needed": 0}]
)
def test_what_it_pays_never_changes(rich, change):
    asked = ask(rich, 1_001)
    with pytest.raises(DatabaseError, match="never changes|permission denied"):
        Withdrawal.objects.using("staff").filter(pk=asked.pk).update(**change)


def test_the_history_is_written_by_the_database_alone(rich):
    asked = ask(rich, 20)
    with pytest.raises(DatabaseError, match="permission denied|append-only"):
        asked.steps.using("staff").update(note="It was otherwise.")
    with pytest.raises(DatabaseError, match="permission denied|append-only"):
        asked.steps.using("staff").all().delete()
