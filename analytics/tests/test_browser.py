"""The pages of figures in a real browser: on a phone, by keyboard, without errors, nothing wider than the page."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from accounts.tests.factories import PASSWORD, create_user
from analytics import saving
from analytics.tests.factories import create_transfer
from bets.models import Status
from bets.tests.factories import START, create_bet

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = ("/", "/by/?by=hour", "/cross/", "/compare/", "/cost/", "/measures/", "/reports/", "/views/")


@pytest.fixture
def signed_in(live, page):
    owner = create_user(email="alice@example.com")
    create_transfer(owner=owner, amount="500")
    for number in range(30):
        create_bet(
            owner=owner,
            ref=f"n{number}",
            status=(Status.WON, Status.LOST, Status.UNDECIDED)[number % 3],
            placed_at=START + timedelta(hours=number * 7),
            odds=Decimal("2.5"),
            sport="tennis" if number % 2 else "football",
        )
    page.goto(f"{live.url}/accounts/login/?next=/")
    page.get_by_label("Email").fill("alice@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{live.url}/")
    return owner


@pytest.mark.parametrize("width", [380, 1440])
def test_no_page_is_wider_than_the_screen_or_complains(live, page, signed_in, console_errors, width):
    token = saving.share(
        user=signed_in,
        pk=saving.save(user=signed_in, name="All", page="home", query="").pk,
        days=7,
        hides_names=True,
        amounts="scaled",
    )
    page.set_viewport_size({"width": width, "height": 900})
    for address in (*PAGES, f"/shared/{token}/"):
        page.goto(f"{live.url}{address}")
        page.wait_for_load_state("networkidle")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, address
    assert console_errors == []


def test_the_filter_of_a_phone_is_folded_and_opens_by_keyboard(live, page, signed_in):
    page.set_viewport_size({"width": 380, "height": 800})
    page.goto(f"{live.url}/?sport=tennis&from=2026-01-01&to=2026-12-31")
    button = page.get_by_role("button", name=re.compile("^Filter"))
    expect(button).to_contain_text("2 set")
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(page.locator("#filter-sport")).to_be_hidden()
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    with page.expect_response(lambda response: "sport=football" in response.url):
        page.locator("#filter-sport").select_option("football")
    expect(page).to_have_url(re.compile("sport=football"))
    expect(page.locator("#filter-sport")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Filter"))).to_have_attribute("aria-expanded", "true")


def test_a_field_of_the_heat_map_and_of_its_table_open_the_same_bets(live, page, signed_in):
    page.goto(f"{live.url}/cross/?rows=sport&columns=type")
    cell = page.locator(".cross-table tbody td a").first
    address = cell.get_attribute("href")
    page.wait_for_selector(".chart-plot .heatmaplayer image")
    box = page.locator(".chart-plot .heatmaplayer image").first.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 4)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 4)
    page.wait_for_url(re.compile(r"/bets/\?"))
    assert page.url.endswith(address)
    page.go_back()
    cell = page.locator(".cross-table tbody td a").first
    cell.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/bets/\?"))
    assert page.url.endswith(address)
