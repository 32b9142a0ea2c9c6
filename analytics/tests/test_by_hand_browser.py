"""A multi entered, settled and seen on the overview, with a real browser; the same without a mouse."""

import pytest
from django.urls import reverse

from accounts.tests.factories import PASSWORD, create_user
from bets.models import Bet
from imports.by_hand import trash, verbs
from imports.tests.by_hand import entry, leg
from web.context import acting_as

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "staff"])]


@pytest.fixture
def dora(transactional_db):
    return create_user(email="dora@example.com")


@pytest.fixture
def entering(live, page, dora):
    """The page to enter a bet, signed in."""
    page.goto(f"{live.url}{reverse('hand:enter')}")
    page.fill("[name=login]", "dora@example.com")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"**{reverse('hand:enter')}")
    return page


def test_a_multi_is_entered_settled_and_seen_on_the_overview(entering, live, dora, console_errors):
    page = entering
    assert page.locator("#legs").is_hidden()
    page.get_by_label("Multi", exact=True).check()
    assert page.locator("#id_selection").is_hidden()
    page.fill("#id_bookmaker", "Sportsbet")
    page.fill("#id_stake", "10")
    page.click("text=Add a leg")
    page.wait_for_selector("#id_leg-2-selection")
    for place, (name, odds) in enumerate((("Sydney FC", "2"), ("Carlton", "6/4"), ("Storm", "3"))):
        page.fill(f"#id_leg-{place}-selection", name)
        page.fill(f"#id_leg-{place}-odds", odds)
    page.press("#id_leg-2-odds", "Enter")
    page.wait_for_selector("text=Entered and posted")
    assert page.locator("dd", has_text="15.00").count()
    page.get_by_role("link", name="Settle").click()
    for place, result in enumerate(("won", "won", "void")):
        page.select_option(f"#id_leg_{place}", result)
    page.get_by_role("button", name="Settle").click()
    page.wait_for_selector("text=Said and posted")
    assert "+$40.00" in page.locator("dl.facts").first.inner_text()
    page.goto(live.url)
    assert "+$40.00" in page.locator("main").inner_text()
    assert console_errors == []
    with acting_as(dora):
        assert Bet.objects.get().status == "won"


def test_by_keyboard_alone(entering, dora, console_errors):
    page = entering
    page.focus("#id_bookmaker")
    page.keyboard.type("Betfair")
    for typed in ("Carlton", "Carlton v Essendon", "2.5", "12.50"):
        page.keyboard.press("Tab")
        page.keyboard.type(typed)
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Entered and posted")
    assert console_errors == []
    with acting_as(dora):
        assert Bet.objects.get().stake_micro == 12_500_000


def test_the_bar_appears_with_what_is_chosen(entering, live, dora, console_errors):
    page = entering
    for name in ("One", "Two"):
        page.goto(f"{live.url}{reverse('hand:enter')}")
        page.fill("#id_bookmaker", "Sportsbet")
        page.fill("#id_selection", name)
        page.fill("#id_stake", "5")
        page.fill("#id_odds", "2")
        page.press("#id_odds", "Enter")
        page.wait_for_selector("text=Entered and posted")
    page.goto(f"{live.url}{reverse('bets:list')}")
    assert page.locator(".many-acts").is_hidden()
    page.get_by_label("All on this page").check()
    assert page.locator("[name=bet]:checked").count() == 2
    page.locator(".many-acts [name=tags]").fill("both")
    page.get_by_role("button", name="Tag", exact=True).click()
    page.wait_for_selector("text=2 bets were tagged")
    page.locator("[name=bet]").first.check()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Put 1 bet into the trash").click()
    page.wait_for_selector("text=1 bet was put into the trash")
    page.get_by_role("link", name="Trash").click()
    page.get_by_role("button", name="Bring back").click()
    page.wait_for_selector("text=It is back")
    assert console_errors == []


@pytest.mark.parametrize("width", [380, 1440])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_is_wider_than_the_screen(entering, live, dora, console_errors, width, theme):
    page = entering
    legs = (leg("A selection with quite a long name of its own", "2"), leg("B"), leg("C"))
    bet_id = verbs.enter(user=dora, entry=entry("10", None, kind="multi", legs=legs, selection="", event=""))
    trash.delete(user=dora, bet_id=verbs.enter(user=dora, entry=entry()))
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 900})
    ways = ("enter/", f"{bet_id}/", f"{bet_id}/edit/", f"{bet_id}/settle/", f"{bet_id}/copy/", "trash/", "")
    for address in ways:
        page.goto(f"{live.url}/bets/{address}")
        page.evaluate("document.querySelectorAll('.by-hand details').forEach(each => { each.open = true; })")
        if not address:
            page.locator("[name=bet]").first.check()
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, address
    assert console_errors == []
