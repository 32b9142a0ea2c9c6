"""Coach and client in a real browser, from the invitation to the end; every page in both themes, narrow and wide."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from accounts.tests.factories import PASSWORD, create_user
from analytics.coaching.scopes import KEYS, PATTERNS, RESULTS, TIMES
from analytics.coaching.tests.made import connect
from analytics.tests.factories import create_transfer
from bets.models import Status
from bets.tests.factories import START, create_bet
from web.tests.test_browser import overflow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def season(owner):
    """Eight months with bets after losses, nights, deposits and two currencies."""
    for day in range(0, 230, 2):
        at = START + timedelta(days=day)
        create_bet(owner=owner, placed_at=at, settled_at=at + timedelta(hours=1), stake="10", ref=f"a{day}")
        again = at + timedelta(minutes=90)
        create_bet(owner=owner, placed_at=again, stake=f"{20 + day // 10}", status=Status.WON, ref=f"b{day}")
        late = at.replace(hour=14) + timedelta(minutes=day)
        create_bet(
            owner=owner, placed_at=late, stake="12", ref=f"c{day}", bookmaker="betfair", currency="GBP"
        )
    for hour in range(3):
        create_transfer(owner=owner, amount="50", at=START + timedelta(days=31, hours=hour))


def visitor(browser, live, email, **more):
    """A page of this person, signed in."""
    context = browser.new_context(locale="en-AU", **({"viewport": {"width": 1280, "height": 800}} | more))
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(f"{live.url}/accounts/login/?next=/settings/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/settings/")
    return page


def test_from_the_invitation_to_the_end(live, browser):
    season(create_user(email="alice@example.com", name="Alice Quartz"))
    create_user(email="kim@example.com")
    coach, client = (visitor(browser, live, f"{who}@example.com") for who in ("kim", "alice"))

    # Kim becomes a coach and invites; the link is copied.
    coach.goto(f"{live.url}/coach/")
    coach.get_by_role("link", name="I coach others").click()
    coach.get_by_label("Your name").fill("Kim Reed")
    coach.get_by_label("Organisation").fill("Steady Hands")
    coach.get_by_role("button", name="Begin").click()
    coach.get_by_role("main").get_by_role("link", name="Invite a client").first.click()
    coach.get_by_label("What you call this client").fill("Wren")
    coach.get_by_role("button", name="Make the invitation").click()
    link = coach.get_by_label("The link").input_value()

    # Alice reads what is shown, lets results go, adds times of day, and agrees.
    client.goto(link)
    expect(client.get_by_role("heading", level=1)).to_contain_text("Kim Reed, Steady Hands invites you")
    client.get_by_label("The shape of results").uncheck()
    client.get_by_label("Times of day").check()
    client.get_by_label("Everything, and from now on").check()
    client.get_by_role("button", name="I agree to show this").click()
    expect(client.get_by_role("status").first).to_contain_text("Agreed")

    # Kim sees patterns and times, no results, no name.
    coach.get_by_role("navigation", name="Main", exact=True).get_by_role("link", name="Clients").click()
    coach.get_by_role("link", name="Wren").click()
    expect(coach.get_by_role("heading", name="Betting at night")).to_be_visible()
    expect(coach.get_by_role("heading", name="Stakes after a loss")).to_be_visible()
    expect(coach.get_by_role("heading", name="By bookmaker")).to_have_count(0)
    assert "Quartz" not in coach.content()
    assert "alice" not in coach.content().lower()
    paper = coach.context.new_page()
    paper.goto(f"{coach.url}print/")
    expect(paper.get_by_role("heading", level=1)).to_contain_text("patterns of betting")

    # Alice sees that Kim looked, and ends it; both of Kim's open pages are gone at the next reload.
    client.reload()
    expect(client.get_by_role("cell", name="Your patterns")).to_be_visible()
    client.get_by_role("main").get_by_role("link", name="End it").click()
    client.get_by_role("button", name="End it now").click()
    expect(client.get_by_text("Sees nothing: ended")).to_be_visible()
    for page in (coach, paper):
        assert page.reload().status == 404
        expect(page.get_by_text("Betting at night")).to_have_count(0)
    coach.goto(f"{live.url}/clients/")
    expect(coach.get_by_role("link", name="Wren")).to_have_count(0)


@pytest.mark.slow
def test_every_page_fits_and_says_nothing_in_the_console(live, browser):
    client, coach = create_user(email="alice@example.com"), create_user(email="kim@example.com")
    other = create_user(email="ant@example.com")
    season(client)
    season(other)
    wren = connect(client, coach, PATTERNS, RESULTS, TIMES, pseudonym="Wren")
    ant = connect(other, coach, *KEYS, pseudonym="Ant")
    of_coach = {
        "list": "/clients/", "client": f"/clients/{wren.pk}/", "open": f"/clients/{ant.pk}/",
        "periods": f"/clients/{wren.pk}/periods/", "print": f"/clients/{wren.pk}/print/",
        "side": f"/clients/compare/?client={wren.pk}&client={ant.pk}", "invite": "/clients/invite/",
        "profile": "/clients/profile/",
    }  # fmt: skip
    of_client = {
        "mine": "/coach/", "relation": f"/coach/{wren.pk}/", "preview": f"/coach/{wren.pk}/seen/",
        "end": f"/coach/{wren.pk}/end/", "ask": "/coach/invite/",
    }  # fmt: skip
    for scheme, width in (("light", 1440), ("dark", 380)):
        more = {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}
        for email, pages in (("kim@example.com", of_coach), ("alice@example.com", of_client)):
            page = visitor(browser, live, email, **more)
            complaints: list[str] = []
            page.on(
                "console",
                lambda told, seen=complaints: seen.append(told.text) if told.type == "error" else None,
            )
            page.on("pageerror", lambda error, seen=complaints: seen.append(str(error)))
            for name, path in pages.items():
                assert page.goto(f"{live.url}{path}").status == 200, path
                if folder := os.environ.get("BETSITE_SHOTS"):
                    page.screenshot(path=str(Path(folder) / f"{name}-{scheme}-{width}.png"), full_page=True)
                assert overflow(page) <= 0, (path, width)
                assert complaints == [], path


def test_the_paper_fits_on_a4(live, browser):
    client, coach = create_user(email="alice@example.com"), create_user(email="kim@example.com")
    season(client)
    relation = connect(client, coach, PATTERNS, RESULTS, TIMES, pseudonym="Wren")
    page = visitor(browser, live, "kim@example.com")
    page.goto(f"{live.url}/clients/{relation.pk}/print/")
    content = page.pdf(format="A4", prefer_css_page_size=True)
    if folder := os.environ.get("BETSITE_SHOTS"):
        (Path(folder) / "paper.pdf").write_bytes(content)
    assert content.count(b"/Type /Page\n") in range(2, 5)
    page.emulate_media(media="print")
    assert page.get_by_role("navigation", name="Main", exact=True).is_hidden()
    assert page.get_by_role("button", name="Print").is_hidden()
    expect(page.get_by_role("heading", name="Betting at night")).to_be_visible()
