"""The pages of the gates in a real browser: both themes, narrow and wide, nothing sideways, a silent console."""

import os

import pytest

from accounts import tokens
from accounts.notifications import notify
from accounts.protection.limits import set_limit
from accounts.protection.pauses import take_break
from web.tests.test_browser import overflow, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = {
    "limits": "/settings/limits/",
    "exclude": "/settings/limits/exclude/",
    "tokens": "/settings/tokens/",
    "webhooks": "/settings/webhooks/",
    "notifications": "/settings/notifications/",
    "choices": "/settings/notifications/choices/",
    "settings": "/settings/",
    "api": "/api/",
}


@pytest.fixture
def lived_in(live, page):
    """Alice, signed in, with something on every page."""
    from datetime import timedelta

    from accounts.models import User

    sign_in(page, live)
    alice = User.objects.get(email="alice@example.com")
    set_limit(user=alice, kind="loss", period="week", currency="AUD", amount_micro=100_000_000)
    set_limit(user=alice, kind="loss", period="week", currency="AUD", amount_micro=None)
    set_limit(user=alice, kind="deposit", period="month", currency="AUD", amount_micro=400_000_000)
    take_break(user=alice, length=timedelta(days=3))
    tokens.make(user=alice, name="My spreadsheet", scopes=["me:read", "bets:read"])
    notify(alice, "import", title="1,204 rows imported", body="All proved.", url="/money/", key="a")
    notify(alice, "withdrawal", title="Your withdrawal was sent", key="b")
    return page


@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 1440), ("dark", 380), ("dark", 1440), ("light", 380)]
)
def test_every_page_fits_and_says_nothing_in_the_console(live, lived_in, console_errors, scheme, width):
    page = lived_in
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    for name, path in PAGES.items():
        page.goto(f"{live.url}{path}")
        if os.environ.get("SHOTS"):
            page.screenshot(path=f"{os.environ['SHOTS']}/{name}-{scheme}-{width}.png", full_page=True)
        assert overflow(page) <= 0, path
    assert console_errors == []


def test_a_token_is_made_shown_and_used(live, lived_in, console_errors):
    page = lived_in
    page.goto(f"{live.url}/settings/tokens/")
    page.get_by_label("Name").fill("A program")
    page.get_by_role("button", name="Make it").click()
    access = page.locator("code.secret").first.inner_text()
    answer = page.request.get(f"{live.url}/api/v1/me", headers={"Authorization": f"Bearer {access}"})
    assert answer.json()["email"] == "alice@example.com"
    assert page.request.get(f"{live.url}/api/v1/me").status == 401
    assert console_errors == []
