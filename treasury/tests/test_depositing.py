"""Deposits: seen, confirmed, credited once; taken back when the chain takes them back."""

import pytest
from django.db import DatabaseError

from treasury import depositing, running, scanning
from treasury.chain import simulated
from treasury.models import ChainCursor, Deposit, DepositState
from treasury.tests.money import MICRO, PAYEE, ask, balances, give, whole
from web.clock import now
from web.context import acting_as

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff"])


def only(user):
    return Deposit.objects.using("staff").get(owner=user)


def test_a_deposit_is_seen_confirmed_and_credited(each_lab, alice):
    address = depositing.deposit_address(alice).address
    each_lab.pay(address, 25 * MICRO)
    running.scan()
    assert only(alice).state == DepositState.CONFIRMING
    assert "wallet" not in balances(alice)
    each_lab.mine(each_lab.chain.confirmations)
    running.scan()
    found = only(alice)
    assert (found.state, found.amount_micro) == (DepositState.CREDITED, 25 * MICRO)
    assert balances(alice)["wallet"] == 25 * MICRO
    assert balances()["chain"] == -25 * MICRO
    assert found.movement.key == f"deposit:{each_lab.slug}:{found.tx_hash}:{found.log_index}"


def test_reading_again_and_again_credits_once(each_lab, alice):
    give(each_lab, alice, 25)
    for _ in range(3):
        running.scan()
    assert balances(alice)["wallet"] == 25 * MICRO
    assert Deposit.objects.using("staff").count() == 1


def test_after_an_outage_it_reads_on_from_where_it_was(each_lab, alice, monkeypatch):
    give(each_lab, alice, 1)
    monkeypatch.setattr(scanning, "LOOK_BACK", 0)
    monkeypatch.setattr(scanning, "BLOCKS_AT_ONCE", 7)
    address = depositing.deposit_address(alice).address
    for _ in range(5):
        each_lab.pay(address, MICRO)
        each_lab.mine(6)
    assert running.scan().credited == 5
    assert balances(alice)["wallet"] == 6 * MICRO
    assert ChainCursor.objects.using("staff").get().block_number == each_lab.chain.head()


def test_a_deposit_that_vanishes_before_it_is_deep_enough_was_never_credited(each_lab, alice):
    address = depositing.deposit_address(alice).address
    mark = each_lab.mark()
    each_lab.pay(address, 25 * MICRO)
    running.scan()
    each_lab.reorganise(mark)
    each_lab.mine(3)
    running.scan()
    assert only(alice).state == DepositState.ORPHANED
    assert "wallet" not in balances(alice)


def test_a_deposit_that_vanishes_after_it_was_credited_is_taken_back(each_lab, alice, caplog):
    depositing.deposit_address(alice)
    mark = each_lab.mark()
    found = give(each_lab, alice, 25)
    each_lab.reorganise(mark)
    each_lab.mine(8)
    running.scan()
    found.refresh_from_db(using="staff")
    assert found.state == DepositState.ORPHANED
    assert "reversed" in found.alert
    assert balances(alice)["wallet"] == balances()["chain"] == 0
    assert any(record.levelname == "ERROR" for record in caplog.records)


def test_what_vanishes_after_it_was_spent_is_booked_as_missing(each_lab, alice):
    depositing.deposit_address(alice)
    mark = each_lab.mark()
    found = give(each_lab, alice, 25)
    ask(alice, 20)
    each_lab.reorganise(mark)
    each_lab.mine(8)
    running.scan()
    found.refresh_from_db(using="staff")
    assert found.state == DepositState.ORPHANED
    assert "missing" in found.alert
    assert balances()["chain"] == 0
    assert balances()["orphaned"] == -25 * MICRO
    assert balances(alice) == {"wallet": 5 * MICRO, "held": 20 * MICRO}
    assert set(whole().values()) == {0}


def test_a_deposit_that_comes_back_is_credited_anew(simulated_lab, alice):
    depositing.deposit_address(alice)
    mark = simulated_lab.mark()
    found = give(simulated_lab, alice, 25)
    simulated_lab.reorganise(mark)
    simulated_lab.mine(8)
    running.scan()
    assert simulated.arrive(depositing.deposit_address(alice).address, 25 * MICRO) == found.tx_hash
    simulated_lab.mine(8)
    running.scan()
    found.refresh_from_db(using="staff")
    assert (found.state, found.revision) == (DepositState.CREDITED, 2)
    assert balances(alice)["wallet"] == 25 * MICRO


def test_a_node_that_is_behind_or_down_proves_nothing(evm_lab, alice, monkeypatch):
    found = give(evm_lab, alice, 25)
    evm_lab.provider.is_down = True
    assert running.scan() is None
    assert "does not answer" in ChainCursor.objects.using("staff").get().problem
    evm_lab.provider.is_down = False
    with monkeypatch.context() as patch:
        patch.setattr(type(evm_lab.chain), "head", lambda _: found.block_number - 1)
        running.scan()
    found.refresh_from_db(using="staff")
    assert found.state == DepositState.CREDITED
    running.scan()
    assert balances(alice)["wallet"] == 25 * MICRO


def test_one_scanner_at_a_time(simulated_lab, alice):
    running.scan()
    with scanning._lease(simulated_lab.chain) as cursor:
        assert cursor is not None
        assert scanning.scan() is None
    assert scanning.scan() is not None


def test_a_scanner_whose_lease_ran_out_writes_nothing_and_leaves_the_next_ones_alone(simulated_lab):
    running.scan()
    cursors = ChainCursor.objects.using("staff")
    with scanning._lease(simulated_lab.chain) as slow:
        cursors.update(lease_until=now())  # two minutes have passed
        with scanning._lease(simulated_lab.chain) as fast:
            assert fast is not None
            with pytest.raises(scanning.LeaseLost):
                scanning._advance(slow, 10**6)
            scanning._advance(fast, fast.block_number)
            with scanning._lease(simulated_lab.chain) as third:
                assert third is None
        assert cursors.get().lease_until is None
    assert cursors.get().block_number == fast.block_number


def test_two_people_have_two_addresses_and_each_their_own_money(each_lab, alice, bob):
    give(each_lab, alice, 5)
    give(each_lab, bob, 7)
    assert (balances(alice)["wallet"], balances(bob)["wallet"]) == (5 * MICRO, 7 * MICRO)
    with acting_as(bob):
        assert Deposit.objects.count() == 1


def test_a_person_cannot_write_a_deposit_of_their_own(simulated_lab, alice):
    found = give(simulated_lab, alice, 5)
    with pytest.raises(DatabaseError, match="row-level security"), acting_as(alice):
        Deposit.objects.filter(pk=found.pk).update(alert="x")


@pytest.mark.parametrize("change", [{"amount_micro": 1}, {"tx_hash": "0xaa"}, {"state": "confirming"}])
def test_the_database_refuses_to_rewrite_a_deposit(simulated_lab, alice, change):
    found = give(simulated_lab, alice, 5)
    with pytest.raises(DatabaseError, match="never changes|no deposit goes"):
        Deposit.objects.using("staff").filter(pk=found.pk).update(**change)


def test_the_case_of_a_hash_makes_no_second_deposit(simulated_lab, alice):
    found = give(simulated_lab, alice, 5)
    found.pk, found.tx_hash = None, found.tx_hash.upper()
    with pytest.raises(DatabaseError, match="deposit_hash_lower"):
        found.save(using="staff", force_insert=True)


def test_nothing_of_the_house_goes_to_a_stranger(each_lab, alice):
    each_lab.pay(PAYEE, MICRO)
    each_lab.mine(5)
    running.scan()
    assert not Deposit.objects.using("staff").exists()
