"""A person wagers in a browser, sees the round lock and settle, and checks the pay-outs with nothing of ours."""

import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import expect

from accounts.tests.factories import PASSWORD, create_user
from rounds import ticking
from rounds.models import Round
from rounds.tests.factories import REFERENCE, fund, publish, wager
from rounds.tests.playing import MORNING, UNITS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "owner", "staff"]),
]
HERE = "/rounds/nasdaq-composite/20261118/"


def sign_in(page, live):
    page.goto(f"{live.url}/accounts/login/?next=/rounds/")
    page.get_by_label("Email").fill("alice@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/rounds/")


def overflow(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def look(page):
    """What the page does every five seconds, at once."""
    page.wait_for_timeout(1_100)  # the standing is kept for a second
    page.evaluate("htmx.trigger('[data-round-live]', 'betsite:look')")


def test_a_wager_from_the_wallet_to_its_proof(live, page, console_errors, moved, tmp_path):
    moved.to(MORNING)
    publish(date(2026, 11, 17), REFERENCE)
    assert ticking.tick() == ["opened 20261118 against 23639.08"]
    alice, bob = create_user(email="alice@example.com"), create_user(email="bob@example.com")
    one = Round.objects.get()
    fund(bob, 20 * UNITS)
    wager(bob, one, "down", 10 * UNITS)
    sign_in(page, live)

    # Without money the page leads to the wallet; a deposit arrives.
    expect(page.get_by_text("Pay in first")).to_be_visible()
    fund(alice, 25 * UNITS)
    page.reload()
    expect(page.get_by_text("in your wallet")).to_contain_text("25.00")
    expect(page.locator(".countdown").first).to_have_text(re.compile(r"6 h 5\d min left"))

    # What it would pay, while the amount is typed.
    page.get_by_label("Up", exact=True).check()
    page.get_by_label("Amount in USDC").fill("12.50")
    expect(page.locator(".round-preview")).to_contain_text("22.40")

    # Seen once more, and placed: the pools move, the money is gone from the wallet.
    page.get_by_role("button", name="Look at the wager").click()
    page.get_by_role("button", name="Place the wager").click()
    page.wait_for_url("**/rounds/")
    expect(page.get_by_role("status").first).to_contain_text("is placed")
    expect(page.get_by_role("table", name="Your wagers on this round")).to_contain_text("22.40")
    expect(page.get_by_text("in your wallet")).to_contain_text("12.50")

    # Somebody else's wager arrives without a reload.
    wager(bob, one, "down", 10 * UNITS)
    look(page)
    expect(page.locator(".round-sides")).to_contain_text("20.00")

    # The lock, then the settlement, each seen by itself.
    moved.to(one.locks_at)
    assert ticking.tick() == ["locked 20261118"]
    look(page)
    expect(page.locator(".round-state")).to_contain_text("Locked")
    moved.to(one.closes_at + timedelta(minutes=1))
    publish(one.session, "23700.10")
    moved.to(one.settle_due_at)
    assert ticking.tick()[0] == "settled 20261118 at 23700.10"
    look(page)
    expect(page.locator(".round-state")).to_contain_text("Up was right")
    expect(page.locator("[data-round-live]")).to_have_count(0)  # nobody asks any more

    # What it paid, in the person's own list and on the round's page.
    page.get_by_role("link", name="All your wagers").click()
    expect(page.get_by_role("table", name="Your wagers")).to_contain_text("+USDC\N{NO-BREAK SPACE}19.80")
    page.get_by_role("link", name="NASDAQ Composite, 18 Nov 2026").click()
    expect(page.locator("#journal-head")).to_have_text(re.compile(r"^[0-9a-f]{64}$"))
    downloaded = tmp_path / "round.json"
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Everything, as JSON").click()
    waiting.value.save_as(downloaded)
    script = tmp_path / "recompute_round.py"
    with page.expect_download() as waiting:
        page.get_by_role("link", name="recompute_round.py").click()
    waiting.value.save_as(script)
    assert script.read_text() == Path(finders.find("rounds/recompute_round.py")).read_text()
    for source in (downloaded, live.url + HERE):
        done = subprocess.run(
            [sys.executable, "-I", "-S", script, source],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "OK"), done.stdout + done.stderr

    # Nothing sticks out of a narrow screen.
    page.set_viewport_size({"width": 360, "height": 740})
    for path in ("/rounds/", "/rounds/history/", "/rounds/wagers/", HERE):
        page.goto(live.url + path)
        assert overflow(page) <= 0, path
    assert console_errors == []


def test_the_servers_time_is_new_also_when_nothing_has_changed(live, page, moved, console_errors):
    """A 304 leaves the stored part as it is, but the countdown must not go by the time stored with it."""
    moved.to(MORNING)
    publish(date(2026, 11, 17), REFERENCE)
    ticking.tick()
    asked = []
    page.on("request", lambda request: asked.append(request) if "/live/" in request.url else None)
    page.goto(f"{live.url}/rounds/")
    ask = """() => new Promise((done) => {
        document.addEventListener("htmx:afterRequest",
            (event) => done(Number(event.detail.xhr.getResponseHeader("X-Betsite-Now"))), { once: true });
        htmx.trigger("[data-round-live]", "betsite:look");
    })"""
    first = page.evaluate(ask)
    moved.by(timedelta(hours=2))
    second = page.evaluate(ask)

    known = asked[0].response().all_headers()["etag"]
    assert asked[-1].all_headers()["if-none-match"] == known
    assert (
        asked[-1].response().all_headers()["content-length"] == "0"
    )  # the browser shows a 304 as what it has
    assert 7_199_000 < second - first < 7_260_000
    expect(page.locator(".countdown b").first).to_have_text(re.compile(r"4 h 5\d min"))
    assert console_errors == []
