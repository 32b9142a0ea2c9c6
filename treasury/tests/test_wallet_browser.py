"""A deposit and a withdrawal through the pages, against an Ethereum in this process."""

import pytest
from playwright.sync_api import expect

from accounts.tests.factories import PASSWORD, create_user
from treasury import tasks
from treasury.models import Withdrawal
from treasury.running import sign
from treasury.tests.money import MICRO, PAYEE, balances, whole

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "staff"]),
]


def sign_in(page, live, path="/money/wallet/"):
    user = create_user(email="alice@example.com")
    page.goto(f"{live.url}/accounts/login/?next={path}")
    page.get_by_label("Email").fill("alice@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{path}")
    return user


def overflow(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_money_goes_in_and_out_through_the_pages(live, page, console_errors, evm_lab):
    chain = evm_lab.chain
    user = sign_in(page, live)
    evm_lab.pay(evm_lab.signer.address, 500 * MICRO)

    # In: somebody pays to the address on the page.
    address = page.locator("#deposit-address").inner_text()
    assert chain.normalise(address) == chain.deposit_address(user.pk)
    evm_lab.pay(address.lower(), 250 * MICRO)
    tasks.scan_chain()
    page.reload()
    deposits = page.get_by_role("table", name="Deposits")
    expect(deposits).to_contain_text("1 of 3")
    evm_lab.mine(chain.confirmations)
    tasks.scan_chain()
    expect(deposits).to_contain_text("Credited")  # by itself: the page asks again
    expect(page.locator("#available")).to_contain_text("250.00")

    # Out: a wrong address is refused beside its field, a right one is paid.
    page.get_by_label("Amount").fill("1,000")
    page.get_by_label("To address").fill(chain.shown(PAYEE)[:-1])
    page.get_by_role("button", name="Request the withdrawal").click()
    expect(page.get_by_role("alert")).to_contain_text("no address of this network")
    page.get_by_label("To address").fill(chain.shown(PAYEE))
    page.get_by_role("button", name="Request the withdrawal").click()
    expect(page.get_by_role("alert")).to_contain_text("less than that")
    page.get_by_label("Amount").fill("40.50")
    page.get_by_role("button", name="Request the withdrawal").click()
    page.wait_for_url("**/withdrawals/*/")
    steps = page.locator(".timeline li")
    expect(steps).to_have_count(2)
    assert sign() == 1
    expect(steps).to_have_count(4)
    evm_lab.mine(chain.confirmations)
    tasks.pay()
    expect(steps).to_have_count(5)
    expect(page.get_by_role("status").filter(has_text="Paid")).to_be_visible()

    assert chain.balance(PAYEE) == 40_500_000
    page.goto(f"{live.url}/money/wallet/")
    expect(page.locator("#available")).to_contain_text("209.50")
    expect(page.locator("#held")).to_contain_text("0.00")
    assert balances()["chain"] == -209_500_000
    assert set(whole().values()) == {0}
    assert [error for error in console_errors if "422" not in error] == []


def test_a_withdrawal_is_called_off_on_its_page(live, page, console_errors, simulated_lab):
    user = sign_in(page, live)
    page.get_by_role("button", name="Arrive").click()
    page.get_by_role("button", name="Confirm now").click()
    expect(page.locator("#available")).to_contain_text("100.00")
    page.get_by_label("Amount").fill("30")
    page.get_by_label("To address").fill(PAYEE)
    page.get_by_role("button", name="Request the withdrawal").click()
    page.get_by_role("button", name="Call it off").click()
    expect(page.locator(".timeline li").last).to_contain_text("Cancelled")
    assert Withdrawal.objects.using("staff").get(owner=user).state == "cancelled"
    assert balances(user) == {"wallet": 100 * MICRO, "held": 0}
    assert console_errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_wallet_fits_a_phone(live, page, console_errors, simulated_lab, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 380, "height": 800})
    sign_in(page, live)
    assert overflow(page) <= 0
    page.get_by_role("button", name="Arrive").click()
    page.get_by_role("button", name="Confirm now").click()
    assert overflow(page) <= 0
    page.get_by_label("Amount").fill("30")
    page.get_by_label("To address").fill(PAYEE)
    page.get_by_role("button", name="Request the withdrawal").click()
    page.wait_for_url("**/withdrawals/*/")
    assert overflow(page) <= 0
    assert console_errors == []


def test_the_address_is_copied_whole(live, page, simulated_lab):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live.url)
    sign_in(page, live)
    page.get_by_role("button", name="Copy the address").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#deposit-address").inner_text()
