"""The frame in a real browser: theme, keyboard, narrow screens, and a silent console."""

import pytest
from playwright.sync_api import expect

from accounts.tests.factories import PASSWORD, create_user
from web.navigation import MAP

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DOOR = ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/")


def sign_in(page, live, alice=None):
    alice or create_user(email="alice@example.com")
    page.goto(f"{live.url}/accounts/login/?next=/settings/")
    page.get_by_label("Email").fill("alice@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/settings/")


def overflow(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_the_theme_changes_without_a_reload_and_stays(live, page, console_errors):
    page.emulate_media(color_scheme="light")
    page.goto(f"{live.url}/accounts/login/")
    light = page.evaluate("getComputedStyle(document.body.parentElement).backgroundColor")
    page.get_by_label("Email").fill("not lost by a reload")
    with page.expect_response("**/theme/"):
        page.get_by_role("button", name="Dark theme").click()
    assert page.get_by_label("Email").input_value() == "not lost by a reload"
    assert page.evaluate("getComputedStyle(document.body.parentElement).backgroundColor") != light
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.get_by_role("button", name="Light theme").is_visible()
    assert console_errors == []


def test_errors_are_summed_up_and_the_focus_moves_there(live, page, console_errors):
    page.goto(f"{live.url}/accounts/signup/")
    page.get_by_label("Email").fill("no address")
    page.get_by_role("button", name="Create the account").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("need your attention")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.click()
    expect(page.get_by_label("Email")).to_be_focused()
    assert console_errors == []


def test_the_first_tab_offers_to_skip_to_the_content(live, page):
    page.goto(f"{live.url}/accounts/login/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    assert skip.evaluate("element => element === document.activeElement")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_account_menu_opens_and_closes_by_keyboard(live, page, console_errors):
    sign_in(page, live)
    page.get_by_role("button", name="Account menu").focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("button", name="Sign out").is_visible()
    page.keyboard.press("Escape")
    assert page.get_by_role("button", name="Sign out").is_hidden()
    assert console_errors == []


ALWAYS = ["Overview", "Bets", "Money", "Well-being", "Import"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_place_has_room_at_every_width(live, browser, scheme):
    """As a coach who is staff: whoever has the most."""
    alice = create_user(email="alice@example.com", is_staff=True, is_coach=True)
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    sign_in(page, live, alice)
    labels = [place.label for place in MAP]
    bar, more = page.locator(".places-row"), page.locator("details.more")
    for width in (769, 800, 900, 1024, 1055, 1056, 1279, 1280, 1440):
        page.set_viewport_size({"width": width, "height": 700})
        assert overflow(page) <= 0, width
        assert bar.evaluate("row => row.scrollWidth - row.clientWidth") <= 0, width
        shown = bar.get_by_role("link").all_inner_texts()
        assert set(shown) >= set(ALWAYS), width
        if width >= 1280:
            assert more.is_hidden()
            assert set(shown) == set(labels)
            continue
        more.locator("summary").click()
        further = [text.strip() for text in more.get_by_role("link").all_inner_texts()]
        assert sorted(shown + further) == sorted(labels), (width, "each of them once")
        last = more.get_by_role("link").last.bounding_box()
        assert last["x"] + last["width"] <= width
        page.keyboard.press("Escape")
        assert more.get_by_role("link").last.is_hidden()
    context.close()


def test_further_places_open_without_script(live, browser):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 800, "height": 700})
    page = context.new_page()
    sign_in(page, live)
    page.locator("details.more summary").click()
    page.get_by_role("navigation", name="Main", exact=True).get_by_role("link", name="Calculators").click()
    page.wait_for_url("**/calculators/")
    assert (
        page.locator("details.more summary").evaluate("more => getComputedStyle(more, '::before').display")
        != "none"
    )
    assert page.get_by_role("link", name="Betsite").is_visible(), "the mark keeps its name"
    context.close()


def test_nothing_sticks_out_of_a_narrow_screen(live, page, console_errors):
    page.set_viewport_size({"width": 320, "height": 640})
    for path in DOOR:
        page.goto(live.url + path)
        assert overflow(page) <= 0, path
    sign_in(page, live)
    for path in ("/settings/", "/accounts/email/", "/accounts/password/change/"):
        page.goto(live.url + path)
        assert overflow(page) <= 0, path
    assert console_errors == []


def test_it_all_works_without_script(live, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live)
    page.get_by_label("Fractional").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.get_by_role("button", name="Hide amounts").click()
    expect(page.get_by_role("button", name="Show amounts")).to_be_visible()
    context.close()
