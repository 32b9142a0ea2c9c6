"""The first minute of a newcomer in a real browser: sign up, send a file, watch it, see the truth, open a bar."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from imports import generator

PASSWORD = "quiet-harbour-41"  # noqa: S105
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "staff"])]


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "my sportsbet.csv"
    path.write_bytes(generator.make("sportsbet", 900, 21))
    return path


def shot(page, name):
    """A picture for whoever asks for pictures (BETSITE_SHOTS names the folder)."""
    if folder := os.environ.get("BETSITE_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def sign_up(page, live, email="new@example.com"):
    page.goto(f"{live.url}/accounts/signup/")
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=password1]").fill(PASSWORD)
    page.locator("input[name=password1]").press("Enter")
    expect(page.get_by_role("heading", name="Let us see what betting costs")).to_be_visible()


def send(page, live, export):
    """Choose the file on the import page; with script it goes at once, and its own page tells how it gets on."""
    page.goto(f"{live.url}/import/")
    page.locator("input[name=files]").set_input_files(export)
    page.wait_for_url(re.compile(r"/import/\d+/$"))
    expect(page.get_by_text("Rows read").first).to_be_visible(timeout=30_000)


@pytest.mark.journey
def test_from_sign_up_to_the_bets_behind_a_bar(live, worker, page, console_errors, export):
    sign_up(page, live)
    shot(page, "1-empty")
    send(page, live, export)
    expect(page.get_by_text("Proved to the cent").first).to_be_visible()
    shot(page, "2-report")
    page.get_by_role("link", name="Overview").first.click()
    expect(page.locator(".truth .sentence").first).to_contain_text("betting")
    bars = page.locator("[data-chart^=profit] .bars .point")
    expect(bars.first).to_be_visible()
    shot(page, "3-overview")
    bars.nth(2).scroll_into_view_if_needed()
    bar = bars.nth(2).bounding_box()
    middle = bar["x"] + bar["width"] / 2, bar["y"] + bar["height"] / 2
    page.mouse.move(middle[0] - 2, middle[1])
    page.mouse.move(*middle)
    expect(page.locator("[data-chart^=profit] .hoverlayer text").first).to_be_visible()
    page.mouse.click(*middle)
    page.wait_for_url("**/bets/?from=*")
    expect(page.locator("#bet-table tbody tr").first).to_be_visible()
    shot(page, "4-bets")
    page.locator("a.row-link").first.click()
    expect(page.get_by_role("heading", name="In the journal")).to_be_visible()
    assert console_errors == []


def not_given_up(errors):
    """Without what htmx says of a request that a later one has replaced."""
    return [error for error in errors if not error.startswith(("htmx:afterRequest", "htmx:sendAbort"))]


def test_the_list_is_filtered_and_sorted_without_loading_the_page_anew(
    live, worker, page, console_errors, export
):
    sign_up(page, live)
    send(page, live, export)
    page.goto(f"{live.url}/bets/")
    page.evaluate("window.stayed = true")
    page.get_by_role("combobox", name="State").select_option("won")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**status=won*")
    expect(page.locator("#bet-table tbody .badge").first).to_have_text("Won")
    page.get_by_role("link", name="Result").click()
    page.wait_for_url("**sort=*profit*")
    expect(page.locator("th[aria-sort=descending]")).to_have_text("Result")
    assert page.evaluate("window.stayed") is True
    page.go_back()
    expect(page.get_by_role("heading", name="Bets")).to_be_visible()
    assert not_given_up(console_errors) == []


def test_the_same_file_again_changes_nothing(live, worker, page, console_errors, export):
    sign_up(page, live)
    for told in ("New", "Unchanged"):
        send(page, live, export)
        expect(page.locator(".tile", has_text=told).first).to_contain_text("900")
    assert console_errors == []


@pytest.mark.parametrize(
    ("scheme", "width"),
    [
        ("dark", 380),
        ("light", 1440),
        pytest.param("light", 380, marks=pytest.mark.slow),
        pytest.param("dark", 1440, marks=pytest.mark.slow),
    ],
)
def test_no_page_of_a_member_complains_or_scrolls_sideways(live, worker, browser, export, width, scheme):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    context.set_default_timeout(15_000)
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    sign_up(page, live)
    send(page, live, export)
    for path in (
        "/",
        "/bets/",
        "/bets/decide/",
        "/money/",
        "/money/trial-balance/",
        "/import/",
        "/import/help/",
    ):
        page.goto(f"{live.url}{path}")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        shot(page, f"{scheme}-{width}{path.replace('/', '-')}")
    assert complaints == []
    context.close()


def test_a_late_answer_to_an_earlier_question_changes_nothing(live, worker, page, console_errors, export):
    """Whoever filters and sorts in haste sees what was asked last, however slow the answer before it is."""
    sign_up(page, live)
    send(page, live, export)
    page.goto(f"{live.url}/bets/")
    page.route("**/bets/?*status=won", lambda route: (page.wait_for_timeout(1500), route.continue_()))
    page.get_by_role("button", name="Show").wait_for()
    page.evaluate("document.querySelector('form.filter-bar [name=status]').value = 'won'")
    page.get_by_role("button", name="Show").click(no_wait_after=True)
    page.get_by_role("link", name="Result").click()
    page.wait_for_url("**sort=*profit*")
    page.wait_for_timeout(2500)
    expect(page.locator("th[aria-sort=descending]")).to_have_text("Result")
    assert "sort=" in page.url
    assert not_given_up(console_errors) == []
