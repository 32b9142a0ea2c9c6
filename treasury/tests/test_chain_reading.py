"""The chain read for the reconciliation, on both networks: deposits, payments, what is taken back, and the balance."""

import pytest

from treasury import running
from treasury.chain_reading import read_chain, read_configured
from treasury.models import Match, Statement
from treasury.reconciliation import reconcile_account
from treasury.tests.house import chain
from treasury.tests.money import MICRO, ask, give
from treasury.tests.test_paying import finish
from treasury.tests.test_reconciliation import pending

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff"])


def test_deposits_and_payments_agree_with_the_chain_to_the_last_unit(each_lab, alice):
    before = each_lab.chain.balance(each_lab.signer.address)
    give(each_lab, alice, 1_000)
    each_lab.pay(each_lab.signer.address, 50 * MICRO)
    ask(alice, 20)
    finish(each_lab)
    assert read_chain(each_lab.chain) == 3
    assert read_chain(each_lab.chain) == 0
    outcome = reconcile_account(chain())
    assert outcome.matched == 2
    assert sorted(Match.objects.using("staff").values_list("rule", flat=True)) == ["chain", "reference"]
    statement = Statement.objects.using("staff").get()
    assert statement.closing_micro == before + 1_030 * MICRO
    found = dict(pending(chain()))
    assert found.pop("line") == 50  # the house's own money, which no movement has told yet
    assert found == ({"balance": before // MICRO} if before else {})


def test_a_payment_that_the_journal_does_not_know_is_a_break(each_lab, alice):
    give(each_lab, alice, 10)
    from treasury.depositing import deposit_address

    each_lab.pay(deposit_address(alice).address, 7 * MICRO)
    each_lab.mine(each_lab.chain.confirmations)
    read_chain(each_lab.chain)
    reconcile_account(chain())
    assert ("line", 7) in pending(chain())
    running.scan()
    reconcile_account(chain())
    assert "line" not in dict(pending(chain()))


def test_blocks_that_are_not_deep_wait_and_so_does_the_balance(each_lab, alice):
    from treasury.depositing import deposit_address

    each_lab.pay(deposit_address(alice).address, 7 * MICRO)
    each_lab.mine(1)
    assert read_chain(each_lab.chain) == 0
    assert not Statement.objects.using("staff").exists()
    each_lab.mine(each_lab.chain.confirmations)
    assert read_chain(each_lab.chain) == 1
    assert Statement.objects.using("staff").exists()


@pytest.mark.parametrize("spent", [0, 950])
def test_a_credited_deposit_that_the_chain_takes_back_leaves_no_break_once_it_is_booked(
    each_lab, alice, spent
):
    each_lab.pay(each_lab.signer.address, 5_000 * MICRO)
    each_lab.mine(each_lab.chain.confirmations)
    mark = each_lab.mark()
    give(each_lab, alice, 1_000)
    read_chain(each_lab.chain)
    reconcile_account(chain())
    if spent:
        ask(alice, spent)
    each_lab.reorganise(mark)
    each_lab.mine(each_lab.chain.confirmations + 2)
    running.scan()
    read_chain(each_lab.chain)
    reconcile_account(chain())
    kinds = dict(pending(chain()))
    assert "reorg" not in kinds
    assert "movement" not in kinds


def test_without_a_chain_nothing_is_read(db, settings):
    settings.CHAIN = {**settings.CHAIN, "kind": ""}
    assert read_configured() == 0
