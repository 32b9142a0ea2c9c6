"""Files dropped on the page, with a real browser and a real worker."""

import pytest
from django.urls import reverse

from accounts.tests.factories import PASSWORD, create_user
from imports.tests.test_import_export import GOOD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "staff"])]


@pytest.fixture(autouse=True)
def _files_aside(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def files(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    good, bad = folder / "history.csv", folder / "letter.csv"
    good.write_text(GOOD)
    bad.write_bytes(b"%PDF-1.7\n")
    return good, bad


@pytest.fixture
def importing(live, page, transactional_db):
    """The import page, signed in."""
    create_user(email="dora@example.com")
    page.goto(f"{live.url}{reverse('imports:list')}")
    page.fill("[name=login]", "dora@example.com")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"**{reverse('imports:list')}")
    return page


@pytest.mark.journey
def test_one_file_is_sent_at_once_and_its_report_comes_by_itself(importing, worker, files, console_errors):
    importing.set_input_files("#files", files[0])
    importing.wait_for_url("**/import/*/")
    importing.wait_for_selector("text=Proved to the cent")
    assert importing.locator("h1").inner_text() == "history.csv"
    assert importing.locator("text=Refresh").count() == 0
    assert console_errors == []


def test_several_files_dropped_together_are_told_apart(importing, worker, files, console_errors):
    contents = [{"name": path.name, "text": path.read_bytes().decode()} for path in files]
    importing.evaluate(
        """files => {
            const data = new DataTransfer();
            for (const file of files) data.items.add(new File([file.text], file.name, {type: "text/csv"}));
            document.querySelector("[data-drop]").dispatchEvent(
                new DragEvent("drop", {bubbles: true, cancelable: true, dataTransfer: data}));
        }""",
        contents,
    )
    table = importing.locator("#upload-table")
    table.locator("tr", has_text="history.csv").get_by_text("Done").wait_for()
    table.locator("tr", has_text="letter.csv").get_by_text("Failed").wait_for()
    assert console_errors == []


def test_it_works_without_script(browser, live, worker, files, transactional_db):
    create_user(email="dora@example.com")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live.url}{reverse('imports:list')}")
    page.fill("[name=login]", "dora@example.com")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.set_input_files("#files", files[0])
    page.click("text=Import the chosen files")
    for _ in range(50):
        if page.locator("text=Proved to the cent").count():
            break
        page.wait_for_timeout(200)
        page.reload()
    assert page.locator("text=Proved to the cent").count() == 1
    context.close()


def test_nothing_sticks_out_of_a_phone(importing, worker, files, console_errors):
    importing.set_viewport_size({"width": 360, "height": 740})
    importing.set_input_files("#files", files[1])
    importing.wait_for_selector("text=Nothing was changed")
    for path in (reverse("imports:list"), reverse("imports:help"), importing.url):
        importing.goto(path if path.startswith("http") else importing.url.split("/import/")[0] + path)
        assert importing.evaluate("document.documentElement.scrollWidth") <= 360, path
    assert console_errors == []
