"""The help pages in a real browser: the live search, copying a letter, narrow screens."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from imports import bookmaker_help

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_list_follows_what_is_typed(live, page, console_errors):
    page.goto(live.url + reverse("imports:help"))
    page.get_by_label("Your bookmaker").press_sequentially("bet 36")
    expect(page.locator(".book-list a")).to_have_text(["bet365"])
    # What was typed before may have led to the same list already.
    expect(page).to_have_url(live.url + reverse("imports:help") + "?q=bet%2036")
    page.get_by_role("link", name="bet365").click()
    expect(page.locator("h1")).to_have_text("bet365")
    assert console_errors == []


def test_the_search_works_without_script(live, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live.url + reverse("imports:help"))
    page.get_by_label("Your bookmaker").fill("dk")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".book-list a").first).to_have_text("DraftKings")
    page.goto(live.url + reverse("imports:help-page", args=["bet365"]))
    assert page.get_by_role("button", name="Copy the letter").count() == 0
    assert page.get_by_text("Under article 15").first.is_visible()
    context.close()


def test_a_letter_is_copied_whole(live, page, console_errors):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live.url)
    page.goto(live.url + reverse("imports:help-page", args=["tab"]))
    page.get_by_role("button", name="Copy the letter").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("To: TAB, data protection")
    assert page.evaluate("navigator.clipboard.readText()").rstrip().endswith("[date]")
    assert console_errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_sticks_out_of_a_phone(live, page, console_errors, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 360, "height": 740})
    slugs = ("betfair", "draftkings", "bet365", bookmaker_help.ANOTHER, "pikkit")
    paths = [reverse("imports:help-page", args=[slug]) for slug in slugs]
    for path in (
        reverse("imports:help"),
        f"{reverse('imports:help')}?q=nobody",
        reverse("imports:extension"),
        *paths,
    ):
        page.goto(live.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
    assert console_errors == []
