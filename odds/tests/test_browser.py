"""The pages about odds in a real browser: nothing wider than the screen, no complaint in the console."""

import pytest

from accounts.tests.factories import PASSWORD, create_user
from odds.ingest import take_file
from odds.matching import bets
from odds.models import Selection
from odds.tests import files, strangers
from odds.tests.test_matching import bet

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "staff", "owner"]),
]


@pytest.fixture
def addresses(live, page):
    """A person with a bet that matches, a doubtful one and prices of their own, signed in; the pages to look at."""
    owner = create_user(email="alice@example.com")
    take_file(files.season(files.put(files.ARSENAL, {"BFECH": "1.05"}), files.LEEDS), name="E0.csv")
    mine = bet(owner)
    doubtful = strangers.doubtful(owner)
    bets.match(owner)
    page.goto(f"{live.url}/accounts/login/?next=/")
    page.get_by_label("Email").fill("alice@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{live.url}/")
    event = Selection.objects.using("staff").filter(owner=None, code="draw").earliest("pk").offer.event_id
    assert doubtful
    return [
        "/odds/",
        "/odds/?when=past",
        f"/odds/{event}/",
        "/odds/new/",
        "/odds/review/",
        f"/bets/{mine.pk}/",
    ]


@pytest.mark.parametrize("width", [380, 1440])
def test_no_page_is_wider_than_the_screen_or_complains(live, page, addresses, console_errors, width):
    page.set_viewport_size({"width": width, "height": 900})
    for address in addresses:
        page.goto(f"{live.url}{address}")
        page.wait_for_load_state("networkidle")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, address
    assert console_errors == []


def test_a_movement_is_drawn_and_another_selection_chosen(live, page, addresses):
    page.goto(f"{live.url}{addresses[2]}")
    page.locator("#movement ~ figcaption, .chart-plot .main-svg").first.wait_for()
    page.get_by_role("link", name="Draw").first.click()
    page.get_by_role("heading", name="How Draw moved").wait_for()


def test_a_doubtful_match_is_answered_with_one_press(live, page, addresses):
    page.goto(f"{live.url}/odds/review/")
    page.get_by_role("button", name="Yes").click()
    page.get_by_text("Remembered").wait_for()
    page.get_by_role("button", name="Take back").wait_for()
