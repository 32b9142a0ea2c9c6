"""The pages in a real browser: both themes, a phone and a wide screen, a silent console, nothing sideways."""

import os
from pathlib import Path

import pytest

from accounts.tests.factories import PASSWORD, create_user
from analytics.harm.tests.test_page import season
from bets.tests.factories import START, create_bet

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = {
    "wellbeing": "/wellbeing/",
    "statement": "/wellbeing/statement/?month=2026-03",
    "learn": "/learn/",
    "learn-page": "/learn/asian-handicap/",
    "overview": "/",
}


@pytest.mark.slow
def test_pages_fit_and_say_nothing_to_the_console(live, browser):
    owner = create_user(email="alice@example.com")
    season(owner)
    for number in range(6):
        create_bet(owner=owner, currency="GBP", bookmaker="betfair", placed_at=START, ref=f"g{number}")
    for scheme, width in (("light", 1440), ("dark", 380)):
        context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
        page = context.new_page()
        complaints: list[str] = []
        page.on(
            "console", lambda told, seen=complaints: seen.append(told.text) if told.type == "error" else None
        )
        page.on("pageerror", lambda error, seen=complaints: seen.append(str(error)))
        page.goto(f"{live.url}/accounts/login/?next=/settings/")
        page.get_by_label("Email").fill("alice@example.com")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/settings/")
        for name, address in PAGES.items():
            page.goto(f"{live.url}{address}")
            page.wait_for_load_state("networkidle")
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if folder := os.environ.get("BETSITE_SHOTS"):
                page.screenshot(path=str(Path(folder) / f"{name}-{scheme}-{width}.png"), full_page=True)
            assert wide <= 0, f"{name} at {width}"
            assert complaints == [], name
        page.goto(f"{live.url}/")
        page.get_by_role("link", name="Yield", exact=True).first.click()
        page.wait_for_url("**/learn/yield/")
        context.close()
