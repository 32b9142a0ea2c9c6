"""A file nobody knows, from the drop to its report, and the next one like it, with a real browser and worker."""

from contextlib import contextmanager

import pytest
from django.urls import reverse

from accounts.tests.factories import PASSWORD, create_user
from imports.tests.test_not_bets import FIXTURES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "staff"])]

UNKNOWN = (
    "When,Shop,Picked,Risk,Came back\n"
    "03/04/2026 14:00,Corner House,Leeds,10.00,19.00\n"
    "05/04/2026 15:30,Corner House,Hull,5.00,0.00\n"
    "07/04/2026 12:15,High Street,Ruud,8.00,\n"
    "09/04/2026 20:00,High Street,Jets,lots,0.00\n"
)
LATER = UNKNOWN + "10/04/2026 20:00,High Street,Betis,4.00,6.00\n"


@pytest.fixture(autouse=True)
def _files_aside(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def importing(live, page, transactional_db):
    create_user(email="dora@example.com")
    page.goto(f"{live.url}{reverse('imports:list')}")
    page.fill("[name=login]", "dora@example.com")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"**{reverse('imports:list')}")
    return page


def drop(page, name, text):
    page.evaluate(
        """([name, text]) => {
            const data = new DataTransfer();
            data.items.add(new File([text], name, {type: "text/csv"}));
            document.querySelector("[data-drop]").dispatchEvent(
                new DragEvent("drop", {bubbles: true, cancelable: true, dataTransfer: data}));
        }""",
        [name, text],
    )
    page.wait_for_url("**/import/*/")


@contextmanager
def answered(page):
    """Wait for the answer to what is changed inside, and until the page shows it: that is some moments later."""
    with page.expect_response("**/mapping/"):
        yield
    page.wait_for_function("() => !document.querySelector('.htmx-request')")


def means(page, column, meaning):
    """Say what a column means, and wait for the new preview."""
    with answered(page):
        page.get_by_label(column, exact=True).focus()
        page.get_by_label(column, exact=True).select_option(label=meaning)


def preview(page):
    """The rows of the preview, cell by cell."""
    rows = page.locator("#mapping-preview table").first.locator("tbody tr")
    return [[" ".join(cell.split()) for cell in row.locator("td").all_inner_texts()] for row in rows.all()]


def begin(page):
    """Send the file and go where its columns are told."""
    drop(page, "my list.csv", UNKNOWN)
    page.get_by_role("link", name="Tell us what its columns mean").click()
    page.wait_for_url("**/mapping/")
    return page.locator("#mapping-preview")


def test_each_change_shows_what_the_rows_become(importing, worker, console_errors):
    page = importing
    said = begin(page)

    # The guess: what two names tell, and a question about the dates.
    assert page.get_by_label("When", exact=True).input_value() == "placed"
    assert page.get_by_label("Risk", exact=True).input_value() == "stake"
    assert page.get_by_label("Shop", exact=True).input_value() == "leave"
    assert page.get_by_text("Is 03/04/2026 the 3 April or the 4 March?").is_visible()
    assert "Say which column is the result" in said.inner_text()

    # What is still missing stops the import, and says so.
    page.get_by_role("button", name="Import with this mapping").click()
    page.get_by_text("Nothing was imported yet.").wait_for()

    # Each change shows at once what the rows become.
    means(page, "Came back", "Amount returned")
    said.get_by_text("3 bets, 1 refused").wait_for()
    assert [row[0] for row in preview(page)] == [
        "3 Apr 2026, 14:00",
        "5 Apr 2026, 15:30",
        "7 Apr 2026, 12:15",
    ]
    assert [row[2] for row in preview(page)] == ["My bets"] * 3
    means(page, "Shop", "Bookmaker")
    means(page, "Picked", "Selection")
    said.get_by_text("High Street").first.wait_for()
    assert [row[1:3] for row in preview(page)] == [
        ["Leeds", "Corner House"],
        ["Hull", "Corner House"],
        ["Ruud", "High Street"],
    ]
    assert "'lots' is not an amount of money" in said.inner_text()

    # A new question came with the column that was told; both are answered.
    assert page.get_by_text("what came back with the stake, or the profit alone?").is_visible()
    assert [row[6] for row in preview(page)][:2] == ["+$9.00", "−$5.00"]
    with answered(page):
        page.get_by_label("The profit alone").check()
    said.get_by_text("+$19.00").wait_for()
    with answered(page):
        page.get_by_label("With the stake").check()
    said.get_by_text("+$9.00").wait_for()
    with answered(page):
        page.get_by_label("Month first: 4 March").check()
    said.get_by_text("4 Mar 2026, 14:00").wait_for()
    assert page.get_by_label("With the stake").is_checked()

    # Two columns of one meaning are not let through.
    means(page, "Picked", "Bookmaker")
    said.get_by_text("“Shop” and “Picked” cannot both be “Bookmaker”").wait_for()
    means(page, "Picked", "Selection")
    said.get_by_text("cannot both be").wait_for(state="detached")
    assert console_errors == []


def test_a_file_nobody_knows_is_told_about_once(importing, worker, console_errors):
    page = importing
    begin(page)
    for column, meaning in (("Came back", "Amount returned"), ("Shop", "Bookmaker"), ("Picked", "Selection")):
        means(page, column, meaning)
    with answered(page):
        page.get_by_label("Month first: 4 March").check()
    page.get_by_role("button", name="Import with this mapping").click()
    page.wait_for_url(lambda url: "mapping" not in url)
    page.get_by_text("“my list” is kept").wait_for()
    page.get_by_role("heading", name="Rows that were refused").wait_for()
    tiles = " ".join(page.locator(".tiles").first.inner_text().split())
    assert "Rows read 4 4 Mar 2026 to 4 Jul 2026 New 3" in tiles
    assert "Refused 1" in tiles
    assert page.get_by_text("read as a format of your own").is_visible()
    assert "not recognised" not in page.locator("main").inner_text().replace("What was not recognised", "")

    # The next file with this header goes straight in.
    page.goto(page.url.split("/import/")[0] + reverse("imports:list"))
    drop(page, "later.csv", LATER)
    page.get_by_text("Its columns are those of “my list”, which you described.").wait_for()
    tiles = " ".join(page.locator(".tiles").first.inner_text().split())
    assert "Rows read 5" in tiles
    assert "New 1" in tiles
    assert "Unchanged 3" in tiles

    # What was said can be looked at and changed.
    page.get_by_role("link", name="What its columns mean").click()
    page.wait_for_url("**/mapping/")
    assert page.get_by_label("Shop", exact=True).input_value() == "bookmaker"
    assert page.get_by_label("Month first: 4 March").is_checked()
    assert page.get_by_label("Name of this format").input_value() == "my list"
    assert console_errors == []


def test_a_question_goes_with_the_column_it_is_about(importing, worker, console_errors):
    page = importing
    drop(page, "my list.csv", UNKNOWN)
    page.get_by_role("link", name="Tell us what its columns mean").click()
    page.wait_for_url("**/mapping/")
    assert not page.get_by_label("Dates").count()
    means(page, "When", "Leave out")
    page.get_by_text("Is 03/04/2026").wait_for(state="detached")
    page.get_by_label("Dates").wait_for()
    means(page, "When", "Date placed")
    page.get_by_text("Is 03/04/2026").wait_for()
    assert not page.get_by_label("Dates").count()
    assert page.get_by_label("When", exact=True).evaluate("one => one === document.activeElement")
    assert console_errors == []


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_sticks_out(importing, worker, width, scheme, console_errors):
    page = importing
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    drop(page, "my list.csv", UNKNOWN)
    page.get_by_role("link", name="Tell us what its columns mean").click()
    page.wait_for_url("**/mapping/")
    means(page, "Came back", "Amount returned")
    page.locator("#mapping-preview").get_by_text("3 bets, 1 refused").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    select = page.get_by_label("When", exact=True).bounding_box()
    assert select["x"] + select["width"] <= width
    assert console_errors == []


def test_a_file_of_prices_is_told_what_it_is(importing, worker, console_errors):
    page = importing
    drop(page, "E0.csv", (FIXTURES / "football-data" / "season_2019_closing.csv").read_text("utf-8-sig"))
    page.get_by_role("heading", name="Prices, not bets").wait_for()
    assert page.get_by_text("results file of league SP1, season 2019/20, 2 matches").is_visible()
    assert page.locator(".badge", has_text="Not bets").is_visible()
    assert not page.get_by_text("Tell us what its columns mean").count()
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert console_errors == []
