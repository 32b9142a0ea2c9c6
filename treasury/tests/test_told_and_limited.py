"""What people are told of their money, and what their limits mean for what comes in."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts import protection
from accounts.forms_gates import EVENTS
from accounts.models import Notification, WebhookDelivery, WebhookEndpoint
from accounts.protection.limits import set_limit
from accounts.protection.pauses import exclude
from accounts.webhooks import secrets
from treasury import depositing, hooks, running, telling, withdrawing
from treasury.chain import simulated
from treasury.models import BANK, Deposit, SimulatedTransaction
from treasury.tests.money import MICRO, ask, balances, give
from treasury.usage import deposited_micro
from web.clock import now
from web.context import acting_as

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff"])


@pytest.fixture(autouse=True)
def endpoint(alice):
    """Programs of Alice's that hear everything."""
    with acting_as(alice):
        return WebhookEndpoint.objects.create(
            owner=alice, url="https://example.com/", secret=secrets.encrypt("whsec_x")
        )


def events():
    return list(WebhookDelivery.objects.using("staff").order_by("pk").values_list("event", flat=True))


def told(user, kind):
    rows = Notification.objects.using("staff").filter(owner=user, kind=kind).order_by("pk")
    return [title.replace("\N{NO-BREAK SPACE}", " ") for title in rows.values_list("title", flat=True)]


def allowed(user, micro):
    with acting_as(user):
        return protection.problems(user, "deposit", amount_micro=micro, currency="USDC", at=now())


def test_each_step_of_a_deposit_is_told_once(each_lab, alice):
    depositing.deposit_address(alice)
    mark = each_lab.mark()
    give(each_lab, alice, 25)
    running.scan()
    assert events() == ["deposit.seen.v1", "deposit.credited.v1"]
    each_lab.reorganise(mark)
    each_lab.mine(8)
    running.scan()
    running.scan()
    assert events()[2:] == ["deposit.reversed.v1"]
    assert told(alice, "deposit") == [
        "A deposit of USDC 25.00 is on its way",
        "USDC 25.00 was credited",
        "A deposit of USDC 25.00 was taken back by the network",
    ]


def test_a_deposit_that_vanishes_uncredited_is_told_too(each_lab, alice):
    address = depositing.deposit_address(alice).address
    mark = each_lab.mark()
    each_lab.pay(address, MICRO)
    running.scan()
    each_lab.reorganise(mark)
    each_lab.mine(3)
    running.scan()
    assert events() == ["deposit.seen.v1", "deposit.gone.v1"]


def test_a_bank_deposit_is_told(simulated_lab, alice):
    depositing.ensure_address(alice, BANK, 0, hooks.bank_reference(alice), using="staff")
    said = {"provider": BANK, "event": "e1", "reference": hooks.bank_reference(alice)}
    for _ in range(2):
        depositing.credit_from_provider(**said, amount_micro=MICRO, currency="EUR")
    assert events() == ["deposit.credited.v1"]


def test_each_step_of_a_withdrawal_is_told_once(each_lab, alice):
    give(each_lab, alice, 25)
    each_lab.pay(each_lab.signer.address, 100 * MICRO)
    asked = ask(alice, 20)
    running.sign()
    running.sign()
    each_lab.mine(each_lab.chain.confirmations)
    running.pay()
    running.pay()
    assert events()[2:] == [
        "withdrawal.requested.v1", "withdrawal.approved.v1", "withdrawal.sent.v1", "withdrawal.confirmed.v1",
    ]  # fmt: skip
    assert told(alice, "withdrawal")[-1] == "Your withdrawal of USDC 20.00 was paid"
    first = Notification.objects.using("staff").get(owner=alice, key=f"withdrawal:{asked.pk}:requested")
    assert first.mail_due is True


def test_a_refusal_and_a_calling_off_are_told_with_the_reason(simulated_lab, alice, staff):
    give(simulated_lab, alice, 25)
    withdrawing.refuse(staff=staff, withdrawal_id=ask(alice, 5).pk, reason="Wrong network.")
    withdrawing.cancel(user=alice, withdrawal_id=ask(alice, 5).pk)
    assert [event for event in events() if event.split(".")[1] in ("refused", "cancelled")] == [
        "withdrawal.refused.v1", "withdrawal.cancelled.v1",
    ]  # fmt: skip
    told_why = Notification.objects.using("staff").get(owner=alice, key__endswith=":refused")
    assert "Wrong network." in told_why.body


def test_what_does_not_happen_is_not_told(simulated_lab, alice, monkeypatch):
    """The telling is in the transaction of the step: a step that is rolled back told nobody."""
    give(simulated_lab, alice, 25)
    before = events()

    def fail(*_, **__):
        raise RuntimeError

    asked = ask(alice, 5)
    after = events()
    monkeypatch.setattr(withdrawing.holds, "void", fail)
    with pytest.raises(RuntimeError):
        withdrawing.cancel(user=alice, withdrawal_id=asked.pk)
    assert events() == after != before
    asked.refresh_from_db(using="staff")
    assert asked.state == "approved"


def test_what_was_credited_counts_towards_the_deposit_limit(each_lab, alice):
    set_limit(user=alice, kind="deposit", period="day", currency="USDC", amount_micro=30 * MICRO)
    depositing.deposit_address(alice)
    mark = each_lab.mark()
    give(each_lab, alice, 25)
    assert not allowed(alice, 5 * MICRO)
    assert [stop.code for stop in allowed(alice, 5 * MICRO + 1)] == ["deposit_limit"]
    each_lab.reorganise(mark)  # what the chain took back is not deposited
    each_lab.mine(8)
    running.scan()
    assert not allowed(alice, 30 * MICRO)


def test_a_limit_on_the_wallets_currency_is_set_by_its_page(client, simulated_lab, alice):
    client.force_login(alice)
    said = {"kind": "deposit", "period": "day", "currency": "USDC", "amount_micro": "10"}
    assert client.post(reverse("accounts:limits"), said).status_code == 302
    assert [stop.code for stop in allowed(alice, 11 * MICRO)] == ["deposit_limit"]


def test_only_deposits_of_the_period_and_the_currency_count(simulated_lab, alice, bob):
    give(simulated_lab, alice, 25)
    give(simulated_lab, bob, 3)
    with acting_as(alice):
        ago = now() - timedelta(hours=1)
        assert deposited_micro(alice, "deposit", "USDC", ago, "default") == 25 * MICRO
        assert deposited_micro(alice, "deposit", "USDC", now() + timedelta(hours=1), "default") == 0
        assert deposited_micro(alice, "deposit", "AUD", ago, "default") == 0
        assert deposited_micro(alice, "wager", "USDC", ago, "default") == 0


def test_who_has_excluded_themselves_is_shown_no_address(client, simulated_lab, alice):
    client.force_login(alice)
    assert b'id="deposit-address"' in client.get("/money/wallet/").content
    exclude(user=alice, length=timedelta(days=90))
    page = client.get("/money/wallet/").content.decode()
    assert "You have excluded yourself until" in page
    assert 'id="deposit-address"' not in page
    assert depositing.deposit_address(alice).address not in page.lower()
    limits = reverse("accounts:limits")
    assert f'href="{limits}"' in page
    assert client.get(limits).status_code == 200


def test_a_limit_that_is_used_up_hides_the_address_until_the_period_ends(client, simulated_lab, alice):
    client.force_login(alice)
    set_limit(user=alice, kind="deposit", period="day", currency="USDC", amount_micro=25 * MICRO)
    assert b'id="deposit-address"' in client.get("/money/wallet/").content
    give(simulated_lab, alice, 25)
    page = client.get("/money/wallet/").content.decode()
    assert "Your limit for deposits is" in page
    assert 'id="deposit-address"' not in page


def test_what_comes_in_spite_of_an_exclusion_is_credited_flagged_and_told(each_lab, alice):
    address = depositing.deposit_address(alice).address
    exclude(user=alice, length=None)
    each_lab.pay(address, 25 * MICRO)
    each_lab.mine(each_lab.chain.confirmations)
    running.scan()
    found = Deposit.objects.using("staff").get(owner=alice)
    assert (found.state, balances(alice)["wallet"]) == ("credited", 25 * MICRO)
    assert "asked to be kept from depositing: You have excluded yourself for good." in found.alert
    assert told(alice, "limit") == ["USDC 25.00 came in beyond your limits or in a break"]


def test_every_event_can_be_chosen_for_a_webhook():
    deposits = {f"deposit.{what}.v1" for what in telling.DEPOSIT_TITLES}
    withdrawals = {f"withdrawal.{name}.v1" for name, _ in telling.WITHDRAWAL_STEPS.values()}
    offered = {name for name in EVENTS if name.startswith(("deposit.", "withdrawal."))}
    assert offered == deposits | withdrawals


def test_no_money_comes_from_a_spent_deposit_that_left_the_chain_and_came_back(simulated_lab, alice):
    """Its first credit was never taken back: only the house's loss is."""
    depositing.deposit_address(alice)
    mark = simulated_lab.mark()
    found = give(simulated_lab, alice, 25)
    ask(alice, 20)
    for number in (2, 3):
        simulated_lab.reorganise(mark)
        simulated_lab.mine(8)
        running.scan()
        assert balances()["orphaned"] == -25 * MICRO
        mark = simulated_lab.mark()
        _arrives_again(simulated_lab, found)
        simulated_lab.mine(simulated_lab.chain.confirmations)
        running.scan()
        found = Deposit.objects.using("staff").filter(owner=alice, state="credited").get()
        assert balances(alice) == {"wallet": 5 * MICRO, "held": 20 * MICRO}, number
        assert balances()["orphaned"] == 0
        assert balances()["chain"] == -25 * MICRO


def test_nor_when_it_comes_back_at_another_place_of_its_block(simulated_lab, alice, bob):
    depositing.deposit_address(alice)
    to_bob = depositing.deposit_address(bob).address
    mark = simulated_lab.mark()
    found = give(simulated_lab, alice, 25)
    ask(alice, 20)
    simulated_lab.reorganise(mark)
    simulated_lab.mine(8)
    running.scan()
    _arrives_again(simulated_lab, found, after=to_bob)
    simulated_lab.mine(8)
    running.scan()
    places = Deposit.objects.using("staff").filter(owner=alice, tx_hash=found.tx_hash)
    assert sorted(places.values_list("log_index", "state")) == [(0, "orphaned"), (1, "credited")]
    assert balances(alice) == {"wallet": 5 * MICRO, "held": 20 * MICRO}
    assert balances()["chain"] == -26 * MICRO


def _arrives_again(lab, found, *, after=""):
    """The very same transaction in a later block; behind another one if told so."""
    if after:
        SimulatedTransaction(
            tx_hash="0x" + "ab" * 32, sender=simulated.MINT, nonce=-1, recipient=after,
            amount_micro=MICRO, max_fee_wei=0,
        ).save(using="staff", force_insert=True)  # fmt: skip
    made = simulated.arrive(found.address.address, found.amount_micro)
    assert made == found.tx_hash
    lab.mine()
