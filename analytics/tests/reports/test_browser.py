"""A report asked for in a real browser: by keyboard, on a phone, followed until it is there, taken."""

import pytest
from playwright.sync_api import expect

from accounts.tests.factories import PASSWORD, create_user
from analytics.reports import queue
from analytics.reports.models import State
from analytics.tests.reports.factories import ask
from bets.tests.factories import create_bet
from imports.tests.books import take

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "staff"])]


@pytest.fixture
def signed_in(live, page, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    owner = create_user(email="alice@example.com")
    create_bet(owner=owner, selection="Carlton by 12")
    page.goto(f"{live.url}/accounts/login/?next=/reports/")
    page.get_by_label("Email").fill("alice@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{live.url}/reports/")
    return owner


def test_only_the_days_of_the_chosen_kind_are_asked_for_and_the_keyboard_is_enough(live, page, signed_in):
    expect(page.get_by_label("Month", exact=True)).to_be_visible()
    expect(page.get_by_label("First day")).to_be_hidden()
    page.get_by_role("radio", name="A month").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Year", exact=True)).to_be_visible()
    expect(page.get_by_label("Month", exact=True)).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("First day")).to_be_visible()
    page.get_by_role("button", name="Make the report").press("Enter")
    expect(page.get_by_role("status").filter(has_text="Ready")).to_be_visible()


def test_a_long_one_is_followed_without_a_click_and_taken(
    live, page, signed_in, worker, monkeypatch, console_errors, tmp_path
):
    monkeypatch.setattr(queue, "SMALL", 0)
    page.set_viewport_size({"width": 380, "height": 800})
    page.get_by_text("Any days", exact=True).click()
    page.get_by_role("button", name="Make the report").click()
    expect(page.get_by_role("status").filter(has_text="Ready")).to_be_visible(timeout=30_000)
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download").click()
    assert coming.value.suggested_filename == "betsite_all.pdf"
    coming.value.save_as(tmp_path / "taken.pdf")
    assert (tmp_path / "taken.pdf").read_bytes().startswith(b"%PDF-")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert console_errors == []


def test_the_page_of_a_waiting_report_cancels_it(live, page, signed_in):
    report = ask(signed_in)
    page.goto(f"{live.url}/reports/{report.pk}/")
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text(f"{State.CANCELLED.label}", exact=True)).to_be_visible()
    expect(page.get_by_text("You cancelled this report.")).to_be_visible()


def test_an_anonymous_one_goes_from_the_form_into_a_coachs_book(
    live, page, signed_in, console_errors, tmp_path
):
    page.set_viewport_size({"width": 380, "height": 800})
    page.get_by_text("Any days", exact=True).click()
    page.get_by_text("Excel workbook", exact=True).click()
    page.get_by_label("Nobody can tell whose it is").check()
    page.get_by_role("button", name="Make the report").click()
    expect(page.get_by_text("Nobody can tell from the file whose it is.")).to_be_visible()
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download").click()
    assert coming.value.suggested_filename == "betsite_anonymous.xlsx"
    taken = tmp_path / "from somebody.xlsx"
    coming.value.save_as(taken)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    coach = create_user(email="kim@example.com", time_zone="America/Toronto")
    upload = take(coach, taken.read_bytes(), "from somebody.xlsx")
    assert (upload.format, upload.inserted, upload.rejected) == ("betsite-anonymous", 1, 0)
    assert console_errors == []
