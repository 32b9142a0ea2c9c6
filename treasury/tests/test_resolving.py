"""Four eyes: one proposes, another confirms, and the database lets nobody do both."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connections, transaction

from ledger.balances import balance
from ledger.errors import FloorBroken
from ledger.models import Account
from ledger.verification import verify
from treasury import resolving
from treasury.chain_lines import record_chain_lines, take_back_chain_lines
from treasury.errors import MayNot, ReasonMissing, ResolutionRefused, SecondPersonNeeded, SettledAlready
from treasury.house import held
from treasury.models import Break, HouseLine
from treasury.reconciliation import reconcile_account
from treasury.tests.house import bank, chain, create_staff, money_in, take, wallet
from treasury.tests.test_reconciliation import deposit_key, pending, states, transfer
from web.clock import now
from web.context import acting_as

pytestmark = pytest.mark.django_db(databases=["default", "staff"], transaction=True)
RIGHTS = ("treasury.propose_break", "treasury.confirm_break", "treasury.explain_break")


@pytest.fixture
def ann(db):
    return create_staff("ann", *RIGHTS)


@pytest.fixture
def ben(db):
    return create_staff("ben", *RIGHTS)


def the_break():
    return Break.objects.using("staff").pending().get()


def settle(ann, ben, resolution, **more):
    """Propose and confirm the one pending break, then reconcile; the break."""
    found = the_break()
    resolving.propose(found.pk, by=ann, resolution=resolution, reason="The bank said so.", **more)
    resolving.confirm(found.pk, by=ben)
    reconcile_account(found.account)
    return Break.objects.using("staff").get(pk=found.pk)


def test_a_line_is_entered_against_the_houses_adjustments(ann, ben):
    account = bank()
    take(account, (1, 50))
    reconcile_account(account)
    found = settle(ann, ben, "adjust")
    assert (found.status, found.proposed_by, found.confirmed_by) == ("resolved", ann, ben)
    assert held([account]) == {account.pk: 50_000_000}
    assert pending(account) == []
    assert states(account) == ["reconciled"]
    assert [each.act for each in found.events.using("staff")] == ["opened", "proposed", "confirmed"]
    assert verify().is_sound


def test_a_line_is_set_aside_with_its_reason(ann, ben):
    account = bank()
    take(account, (1, 50))
    reconcile_account(account)
    settle(ann, ben, "ignore")
    assert pending(account) == []
    fate = HouseLine.objects.using("staff").get()
    assert (fate.state, fate.reason) == ("ignored", "The bank said so.")
    assert held([account]) == {account.pk: 0}


def test_a_line_is_matched_by_hand_with_a_movement_out_of_the_window(alice, ann, ben):
    account = bank()
    moved = money_in(alice, account, 50, day=20)
    other = money_in(alice, account, 51, day=20)
    take(account, (1, 50))
    reconcile_account(account)
    assert the_break().suggested_id == moved
    with pytest.raises(ResolutionRefused, match="another amount"):
        resolving.propose(the_break().pk, by=ann, resolution="match", reason="So.", movement_id=other)
    with pytest.raises(ResolutionRefused, match="no such movement"):
        resolving.propose(the_break().pk, by=ann, resolution="match", reason="So.", movement_id=999)
    settle(ann, ben, "match")
    assert pending(account) == []
    assert states(account) == ["reconciled"]


def test_a_movement_without_line_is_written_off(alice, ann, ben):
    account = bank()
    money_in(alice, account, 50, day=1)
    money_in(alice, account, 1, day=20)
    take(account, (20, 1))
    reconcile_account(account)
    assert pending(account) == [("movement", -50)]
    settle(ann, ben, "write_off")
    assert pending(account) == []
    assert held([account]) == {account.pk: 1_000_000}
    assert balance(wallet(alice), using="staff") == 51_000_000
    lost = Account.objects.using("staff").get(code="written-off")
    assert balance(lost, using="staff") == -50_000_000
    assert verify().is_sound


def test_a_movement_set_aside_stays_outstanding_and_never_comes_back(alice, ann, ben):
    account = bank()
    money_in(alice, account, 50, day=1)
    money_in(alice, account, 1, day=20)
    take(account, (20, 1))
    reconcile_account(account)
    settle(ann, ben, "ignore")
    assert pending(account) == []
    assert reconcile_account(account).opened == 0


@pytest.mark.parametrize("resolution", ["adjust", "write_off"])
def test_an_amount_that_differs_is_entered_and_the_line_matched(alice, ann, ben, resolution):
    account = bank()
    money_in(alice, account, 50, day=1, key="deposit:bank:named")
    take(account, (1, 48, "deposit:bank:named"))
    reconcile_account(account)
    settle(ann, ben, resolution)
    assert pending(account) == []
    assert held([account]) == {account.pk: 48_000_000}
    assert states(account) == ["reconciled"]


@pytest.mark.parametrize(("resolution", "holds"), [("adjust", 57), ("ignore", 50)])
def test_a_balance_that_differs_is_entered_or_accepted(alice, ann, ben, resolution, holds):
    account = bank()
    money_in(alice, account, 50, day=1)
    take(account, (1, 50), opening=7)
    reconcile_account(account)
    settle(ann, ben, resolution)
    assert pending(account) == []
    assert states(account) == ["reconciled"]
    assert held([account]) == {account.pk: holds * 1_000_000}
    take(account, (1, 50), (2, 3), opening=7, name="more.csv")
    money_in(alice, account, 3, day=2)
    reconcile_account(account)
    assert pending(account) == []


def test_a_deposit_taken_back_by_the_chain_is_reversed_or_is_the_houses_loss(alice, ann, ben):
    account = chain()
    for number in (1, 2):
        money_in(alice, account, 50, key=deposit_key(number))
        record_chain_lines(account, [transfer(number, 50)])
    reconcile_account(account)
    take_back_chain_lines(account, [(transfer(1, 50).tx_hash, 0)])
    reconcile_account(account)
    settle(ann, ben, "adjust")
    assert pending(account) == []
    assert balance(wallet(alice, "USDC"), using="staff") == 50_000_000
    money_in(alice, account, -50, key="withdrawal:1:sent", day=2)
    record_chain_lines(account, [transfer(9, 50, direction="out", day=2, reference="withdrawal:1")])
    take_back_chain_lines(account, [(transfer(2, 50).tx_hash, 0)])
    reconcile_account(account)
    settle(ann, ben, "write_off")
    assert pending(account) == []
    assert verify().is_sound


def test_a_reversal_below_the_floor_of_the_wallet_is_refused_and_nothing_changes(alice, ann, ben):
    account = chain()
    with acting_as(alice):
        Account.objects.create(owner=alice, code="wallet", kind="asset", currency="USDC", floor_micro=0)
    money_in(alice, account, 50, key=deposit_key(1))
    money_in(alice, account, -40, day=2)
    record_chain_lines(account, [transfer(1, 50)])
    reconcile_account(account)
    take_back_chain_lines(account, [(transfer(1, 50).tx_hash, 0)])
    reconcile_account(account)
    found = the_break()
    resolving.propose(found.pk, by=ann, resolution="adjust", reason="Gone.")
    with pytest.raises(FloorBroken):
        resolving.confirm(found.pk, by=ben)
    found.refresh_from_db(using="staff")
    assert found.status == "proposed"


# --- Four eyes -----------------------------------------------------------------------------------------------------
@pytest.fixture
def found(db):
    account = bank()
    take(account, (1, 50))
    reconcile_account(account)
    return the_break()


def test_nobody_confirms_what_they_proposed(found, ann):
    resolving.propose(found.pk, by=ann, resolution="adjust", reason="So.")
    with pytest.raises(SecondPersonNeeded):
        resolving.confirm(found.pk, by=ann)
    assert held([found.account]) == {found.account_id: 0}


def test_the_database_refuses_one_person_too(found, ann, ben):
    resolving.propose(found.pk, by=ann, resolution="adjust", reason="So.")
    row = Break.objects.using("staff").filter(pk=found.pk)
    for who, constraint in ((ann, "break_four_eyes"), (None, "break_four_eyes")):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic(using="staff"):
            row.update(status="resolved", confirmed_by=who, settled_at=now())
    with pytest.raises(IntegrityError, match="is not changed when"), transaction.atomic(using="staff"):
        row.update(status="resolved", proposed_by=ben, confirmed_by=ann, settled_at=now())
    resolving.confirm(found.pk, by=ben)
    with pytest.raises(IntegrityError, match="refused"), transaction.atomic(using="staff"):
        row.update(status="open", settled_at=None)


def test_without_the_right_or_a_reason_nothing_is_done(found, alice, ann):
    with pytest.raises(MayNot):
        resolving.propose(found.pk, by=alice, resolution="adjust", reason="So.")
    with pytest.raises(ReasonMissing):
        resolving.propose(found.pk, by=ann, resolution="adjust", reason=" ")
    with pytest.raises(ReasonMissing):
        resolving.explain(found.pk, by=ann, text="")
    with pytest.raises(ResolutionRefused):
        resolving.propose(found.pk, by=ann, resolution="forget", reason="So.")
    with pytest.raises(SettledAlready):
        resolving.confirm(found.pk, by=ann)


def test_a_proposal_can_be_refused_and_made_anew(found, ann, ben):
    resolving.propose(found.pk, by=ann, resolution="adjust", reason="So.")
    with pytest.raises(SettledAlready):
        resolving.propose(found.pk, by=ben, resolution="ignore", reason="No.")
    resolving.refuse(found.pk, by=ben, reason="Ask the bank first.")
    resolving.explain(found.pk, by=ben, text="The bank looks for it.")
    resolving.propose(found.pk, by=ben, resolution="ignore", reason="Theirs.")
    resolving.confirm(found.pk, by=ann)
    acts = [each.act for each in found.events.using("staff")]
    assert acts == ["opened", "proposed", "refused", "explained", "proposed", "confirmed"]


def test_a_proposal_for_figures_that_changed_is_void(alice, ann, ben):
    account = bank()
    money_in(alice, account, 50, day=1)
    take(account, (1, 50), opening=7)
    reconcile_account(account)
    found = the_break()
    resolving.propose(found.pk, by=ann, resolution="adjust", reason="So.")
    with transaction.atomic(using="staff"):
        Break.objects.using("staff").filter(pk=found.pk).update(amount_micro=1)
    reconcile_account(account)
    with pytest.raises(SettledAlready):
        resolving.confirm(found.pk, by=ben)
    found.refresh_from_db(using="staff")
    assert (found.status, found.amount_micro, found.proposed_by) == ("open", 7_000_000, None)


def test_of_two_who_confirm_at_once_one_does_it(found, ann, ben):
    resolving.propose(found.pk, by=ann, resolution="adjust", reason="So.")
    cid = create_staff("cid", *RIGHTS)

    def confirm(who):
        try:
            resolving.confirm(found.pk, by=who)
        except SettledAlready:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(confirm, [ben, cid])) == [False, True]
    assert held([found.account]) == {found.account_id: 50_000_000}


def test_two_runs_at_once_leave_what_one_leaves(alice):
    account = bank()
    for day in range(1, 15):
        money_in(alice, account, 5, day=day)
    take(account, *[(day, 5) for day in range(1, 10)], (20, 9))

    def run(_):
        try:
            return reconcile_account(account)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as four:
        outcomes = list(four.map(run, range(4)))
    assert sum(each.matched for each in outcomes) == 9
    assert sum(each.opened for each in outcomes) == len(pending(account)) == 6
