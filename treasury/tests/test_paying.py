"""Paying on the chain, on both networks: once, whatever breaks in the middle."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connections

from ledger.models import Hold
from treasury import giving_back, paying, running
from treasury.chain.contract import ChainUnavailable
from treasury.errors import NotProved
from treasury.models import SignedTransaction, WalletNonce, Withdrawal
from treasury.tests.money import MICRO, PAYEE, again, ask, balances, give, states, whole

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff"])
LATER = timedelta(hours=3)


@pytest.fixture
def funded(each_lab, alice):
    return fund(each_lab, alice)


def fund(lab, user):
    give(lab, user, 1_000)
    lab.pay(lab.signer.address, 5_000 * MICRO)
    return user


def finish(lab):
    """Let everything run to its end."""
    for _ in range(4):
        Withdrawal.objects.using("staff").update(next_try_at=None)
        running.sign()
        running.pay()
        lab.mine(lab.chain.confirmations)


def is_sound(lab, user, *, paid=0, held=0, given=1_000):
    assert lab.chain.balance(PAYEE) == paid * MICRO
    assert balances(user) == {"wallet": (given - paid - held) * MICRO, "held": held * MICRO}
    assert balances()["chain"] == (paid - given) * MICRO
    assert set(whole().values()) == {0}


def test_a_withdrawal_goes_from_request_to_paid(each_lab, funded):
    asked = ask(funded, 20)
    running.sign()
    assert again(asked).state == "broadcast"
    running.pay()
    assert again(asked).state == "broadcast"
    each_lab.mine(each_lab.chain.confirmations)
    assert running.pay() == 1
    assert states(asked) == ["requested", "approved", "signed", "broadcast", "confirmed"]
    is_sound(each_lab, funded, paid=20)
    assert running.sign() == running.pay() == 0


def test_the_network_fee_is_the_houses_expense(evm_lab, alice):
    fund(evm_lab, alice)
    for _ in range(3):
        ask(alice, 1)
    finish(evm_lab)
    wei = sum(int(one.fee_wei) for one in SignedTransaction.objects.using("staff"))
    assert wei > 0
    assert balances()["fees:network"] == -balances()["gas"] == wei // 10**12


def test_each_payment_has_its_own_number(each_lab, funded):
    asked = [ask(funded, 1) for _ in range(4)]
    finish(each_lab)
    numbers = [one.nonce for one in WalletNonce.objects.using("staff").order_by("withdrawal_id")]
    assert numbers == list(range(numbers[0], numbers[0] + 4))
    assert {again(one).state for one in asked} == {"confirmed"}
    is_sound(each_lab, funded, paid=4)


def test_a_number_is_taken_once(simulated_lab, alice):
    fund(simulated_lab, alice)
    ask(alice, 1)
    running.sign()
    other = ask(alice, 2)
    taken = WalletNonce.objects.using("staff").get()
    taken.pk, taken.withdrawal_id = None, other.pk
    with pytest.raises(IntegrityError, match="nonce_once"):
        taken.save(using="staff", force_insert=True)


def test_a_treasury_that_is_short_waits_and_tells(each_lab, alice, caplog):
    give(each_lab, alice, 1_000)
    asked = ask(alice, 20)
    assert running.sign() == 0
    found = again(asked)
    assert (found.state, found.tries) == ("approved", 1)
    assert found.next_try_at is not None
    assert found.problem
    each_lab.pay(each_lab.signer.address, 5_000 * MICRO)
    finish(each_lab)
    is_sound(each_lab, alice, paid=20)


def test_the_pauses_double(simulated_lab, alice):
    give(simulated_lab, alice, 1_000)
    asked = ask(alice, 20)
    pauses = []
    for _ in range(4):
        Withdrawal.objects.using("staff").update(next_try_at=None)
        before = running.paying.now()
        running.sign()
        pauses.append(round((again(asked).next_try_at - before).total_seconds()))
    assert pauses == [5, 10, 20, 40]


def test_an_answer_that_got_lost_leaves_the_hold_and_pays_once(evm_lab, alice):
    """The node took the bytes and the connection broke: the classic way to pay twice."""
    fund(evm_lab, alice)
    asked = ask(alice, 20)
    evm_lab.provider.dies_after_sending = True
    running.sign()
    assert again(asked).state == "unknown"
    assert balances(alice)["held"] == 20 * MICRO
    evm_lab.provider.dies_after_sending = False
    finish(evm_lab)
    assert again(asked).state == "confirmed"
    assert len(set(evm_lab.provider.sent)) == 1
    is_sound(evm_lab, alice, paid=20)


def test_a_node_that_is_down_leaves_the_hold(evm_lab, alice, monkeypatch):
    fund(evm_lab, alice)
    asked = ask(alice, 20)
    paying.sign_due(evm_lab.chain, evm_lab.signer)
    evm_lab.provider.is_down = True
    running.pay()
    assert again(asked).state == "unknown"
    monkeypatch.setattr(paying, "ALERT_AFTER", timedelta(0))
    Withdrawal.objects.using("staff").update(next_try_at=None)
    running.pay()
    assert again(asked).alerted_at is not None
    evm_lab.provider.is_down = False
    finish(evm_lab)
    is_sound(evm_lab, alice, paid=20)


def test_what_the_pool_forgot_is_sent_again_the_same_bytes(evm_lab, alice, monkeypatch):
    fund(evm_lab, alice)
    asked = ask(alice, 20)
    evm_lab.hold_back()
    running.sign()
    evm_lab.provider.drop()
    monkeypatch.setattr(paying, "SEND_AGAIN_AFTER", timedelta(0))
    running.pay()
    evm_lab.let_go()
    finish(evm_lab)
    assert again(asked).state == "confirmed"
    assert len(evm_lab.provider.sent) == 2
    assert len(set(evm_lab.provider.sent)) == 1
    is_sound(evm_lab, alice, paid=20)


def test_what_is_stuck_is_replaced_under_the_same_number(evm_lab, alice, monkeypatch):
    fund(evm_lab, alice)
    asked = ask(alice, 20)
    evm_lab.hold_back()
    running.sign()
    assert paying.replace_stuck(evm_lab.chain, evm_lab.signer) == 0
    monkeypatch.setattr(paying, "STUCK_AFTER", timedelta(0))
    assert paying.replace_stuck(evm_lab.chain, evm_lab.signer) == 1
    monkeypatch.undo()
    first, second = paying.signed_of(asked)
    assert first.nonce_id == second.nonce_id
    assert second.max_fee_wei >= first.max_fee_wei * 11 / 10
    evm_lab.let_go()
    finish(evm_lab)
    assert again(asked).state == "confirmed"
    assert WalletNonce.objects.using("staff").count() == 1
    is_sound(evm_lab, alice, paid=20)


def test_a_payment_the_token_refuses_fails_and_gives_back(evm_lab, alice):
    """It could be paid when it was signed, and not when its block came: the treasury was emptied in between."""
    fund(evm_lab, alice)
    asked = ask(alice, 20)
    evm_lab.hold_back()
    running.sign()
    evm_lab.empty_the_treasury()
    evm_lab.let_go()
    finish(evm_lab)
    assert states(asked)[-1] == "failed"
    assert balances(alice) == {"wallet": 1_000 * MICRO, "held": 0}
    assert evm_lab.chain.balance(PAYEE) == 0
    assert balances()["fees:network"] > 0
    assert set(whole().values()) == {0}


def test_a_number_used_by_a_stranger_is_unknown_until_the_staff_gives_back(evm_lab, alice, staff):
    """Somebody else signed with the same key: this payment can never be made, and the chain proves it."""
    fund(evm_lab, alice)
    asked = ask(alice, 20)
    evm_lab.hold_back()
    running.sign()
    evm_lab.provider.drop()
    evm_lab.let_go()
    nonce = WalletNonce.objects.using("staff").get().nonce
    chain, signer = evm_lab.chain, evm_lab.signer
    other = PAYEE[:-1] + "c"
    fees = chain.fees(signer.address, other, MICRO)
    chain.broadcast(signer.sign(chain.build(nonce=nonce, recipient=other, amount_micro=MICRO, fees=fees)).raw)
    running.pay()
    assert again(asked).state == "broadcast"
    evm_lab.mine(chain.confirmations)
    running.pay()
    assert again(asked).state == "unknown"
    assert balances(alice)["held"] == 20 * MICRO
    giving_back.give_back(staff=staff, withdrawal_id=asked.pk, reason="The key was used by hand.")
    assert states(asked)[-1] == "failed"
    is_sound(evm_lab, alice)


def test_nothing_is_given_back_without_the_chains_proof(evm_lab, alice, staff):
    fund(evm_lab, alice)
    asked = ask(alice, 20)
    evm_lab.provider.dies_after_sending = True
    running.sign()
    evm_lab.provider.dies_after_sending = False
    for _ in range(2):
        with pytest.raises(NotProved):
            giving_back.give_back(staff=staff, withdrawal_id=asked.pk, reason="It takes long.")
        evm_lab.mine(evm_lab.chain.confirmations)
    evm_lab.provider.is_down = True
    with pytest.raises(ChainUnavailable):
        giving_back.give_back(staff=staff, withdrawal_id=asked.pk, reason="It takes long.")
    assert balances(alice)["held"] == 20 * MICRO


def test_a_payment_that_leaves_the_chain_before_it_is_deep_is_sent_again(evm_lab, alice, monkeypatch):
    fund(evm_lab, alice)
    mark = evm_lab.mark()
    asked = ask(alice, 20)
    running.sign()
    running.pay()
    evm_lab.reorganise(mark)
    monkeypatch.setattr(paying, "SEND_AGAIN_AFTER", timedelta(0))
    finish(evm_lab)
    assert again(asked).state == "confirmed"
    assert len(set(evm_lab.provider.sent)) == 1
    is_sound(evm_lab, alice, paid=20)


# --- Crashes ---------------------------------------------------------------------------------------------------------
class Crash(Exception):
    """The process ends here."""


class Counter:
    """Raises at the k-th statement sent to the database, or call of the chain, before it or after it."""

    def __init__(self, k):
        self.k, self.calls = k, 0

    def __call__(self, execute, *args):
        self.calls += 1
        is_here = self.calls == self.k
        if is_here and not self.k % 2:
            raise Crash
        answer = execute(*args)
        if is_here:
            raise Crash
        return answer


def crashing(chain, counter):
    """The chain's adapter, each of its calls a point at which the process may die."""

    class Crashing:
        def __getattr__(self, name):
            value = getattr(chain, name)
            if not callable(value):
                return value
            return lambda *args, **more: counter(lambda: value(*args, **more))

    return Crashing()


@pytest.mark.thorough
def test_a_crash_at_any_point_pays_once(simulated_lab, alice):
    """At statement k or chain call k, for each k until nothing crashes; then all is run to its end and compared."""
    lab = simulated_lab
    give(lab, alice, 1_000)
    lab.pay(lab.signer.address, 5_000 * MICRO)
    paid, k = 0, 0
    while True:
        k += 1
        asked = ask(alice, 1)
        counter = Counter(k)
        chain = crashing(lab.chain, counter)
        is_over = _run_until_it_crashes(lab, chain, counter)
        finish(lab)
        paid += 1
        assert again(asked).state == "confirmed", k
        assert Hold.objects.using("staff").get(pk=asked.hold).state == "posted", k
        is_sound(lab, alice, paid=paid)
        if is_over:
            break
    assert k > 40
    assert SignedTransaction.objects.using("staff").count() == paid


def _run_until_it_crashes(lab, chain, counter):
    try:
        with connections["staff"].execute_wrapper(counter):
            paying.sign_due(chain, lab.signer)
            paying.send_due(chain)
            paying.watch_due(chain)
            counter(lambda: lab.mine(lab.chain.confirmations))
            paying.watch_due(chain)
    except Crash:
        connections["staff"].close()
        return False
    return True
