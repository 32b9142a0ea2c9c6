"""The board in a browser: it refreshes by itself, is quiet while nothing changes, and an edge is taken in it."""

import pytest

from accounts.tests.factories import PASSWORD
from bets.tests.factories import create_bet
from edges import scan
from edges.models import Edge, TakenBet, Taking
from edges.tests.factories import create_arbitrage, create_market, tell
from web.clock import now

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "staff", "owner"]),
]


def sign_in(page, live, user):
    page.goto(live.url + "/accounts/login/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(live.url + "/")


def look(page):
    """What the clock of the page does every ten seconds."""
    with page.expect_response(lambda answer: "stamp=" in answer.url) as told:
        page.evaluate("htmx.trigger(document.querySelector('[data-live]'), 'betsite:look')")
    return told.value.status


def test_the_board_looks_again_by_itself_and_an_edge_is_taken(live, page, alice, console_errors):
    create_market("Nothing v Nobody")
    sign_in(page, live, alice)
    page.goto(live.url + "/edges/")
    page.get_by_text("No prices to look through yet").wait_for()
    assert look(page) == 204, "nothing is new"

    edge = create_arbitrage("Arsenal v Wolves")
    assert look(page) == 200
    row = page.get_by_role("row").filter(has_text="Arsenal v Wolves")
    row.wait_for()
    assert "+2.0%" in row.inner_text()
    assert "2.05" in row.inner_text()
    assert "bet365" in row.inner_text()
    assert "ago" in row.inner_text() or "just now" in row.inner_text()

    page.get_by_role("link", name="Arsenal v Wolves").click()
    page.get_by_text("At least", exact=False).first.wait_for()
    page.get_by_label("In total").fill("1000")
    page.get_by_role("button", name="Work out").click()
    page.get_by_text("Staked in all: 1000.00").wait_for()
    assert page.get_by_role("cell", name="497.55").is_visible()
    bet = create_bet(owner=alice, selection="Arsenal to win", placed_at=now())
    page.get_by_label("Tags").fill("arbs")
    page.get_by_role("button", name="I take it").click()
    page.get_by_text("Taken. Enter its bets").wait_for()
    assert Taking.objects.using("staff").get().edge_id == edge.pk
    assert bet.pk

    page.get_by_label("In total").fill("200")
    page.get_by_role("button", name="Work out").click()
    page.get_by_text("Staked in all: 200.00").wait_for()
    page.get_by_role("button", name="I placed them: enter these bets").click()
    page.get_by_text("Its 2 bets were entered and linked").wait_for()
    assert page.get_by_role("button", name="enter these bets").count() == 0
    assert page.get_by_role("button", name="Unlink").count() == 2
    page.get_by_role("link", name="at 2.05").click()
    page.get_by_role("heading", name="Arsenal").first.wait_for()
    assert TakenBet.objects.using("staff").filter(taking__edge=edge).count() == 2
    assert not console_errors


def test_the_page_asks_by_itself_and_not_while_it_is_hidden(live, page, alice):
    """The interval of ten seconds is played by Playwright's clock; a hidden page is one whose visibility says so."""
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "stamp=" in request.url else None)
    sign_in(page, live, alice)
    page.clock.install()
    page.goto(live.url + "/edges/")
    with page.expect_response(lambda answer: "stamp=" in answer.url):
        page.clock.run_for(10_500)
    page.wait_for_function("() => !document.querySelector('.htmx-request')")
    assert len(asked) == 1
    page.evaluate("Object.defineProperty(document, 'visibilityState', {value: 'hidden', configurable: true})")
    page.clock.run_for(60_000)
    assert len(asked) == 1
    page.evaluate(
        "Object.defineProperty(document, 'visibilityState', {value: 'visible', configurable: true})"
    )
    with page.expect_response(lambda answer: "stamp=" in answer.url):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert len(asked) == 2


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 380)])
def test_no_page_goes_sideways(live, browser, alice, scheme, width):
    create_arbitrage("Arsenal v Wolverhampton Wanderers")
    home, away = create_market("Wrong v Number", market="head-to-head", codes="home away")
    tell(home, "bet365", "2.60")
    tell(away, "unibet", "2.10")
    scan.scan(at=now())
    first = Edge.objects.using("staff").order_by("pk").first()
    assert first
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    page = context.new_page()
    sign_in(page, live, alice)
    for path in (
        "",
        "doubtful/",
        "history/",
        "taken/",
        "performance/",
        "chances/",
        "preferences/",
        f"{first.pk}/",
    ):
        page.goto(f"{live.url}/edges/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()
