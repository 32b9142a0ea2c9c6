"""The browser extension as a person clicks it: its real popup, in a Chromium in which it is installed."""

import base64
import functools
import http.server
import json
import threading
from types import SimpleNamespace

import pytest

from betsite.tests import chromium
from imports import extension

pytestmark = pytest.mark.browser
PAGES = extension.SOURCE / "tests" / "pages"


class Popup:
    """The popup of a click on the extension's button, spoken to over the debugging protocol."""

    def __init__(self, session, target, wait):
        self._session, self._wait, self._answers, self._asked = session, wait, {}, 0
        session.on("Target.receivedMessageFromTarget", self._hear)
        self._id = session.send("Target.attachToTarget", {"targetId": target, "flatten": False})["sessionId"]

    def _hear(self, event):
        answer = json.loads(event["message"])
        if "id" in answer:
            self._answers[answer["id"]] = answer

    def send(self, method, **parameters):
        self._asked += 1
        message = json.dumps({"id": self._asked, "method": method, "params": parameters})
        self._session.send("Target.sendMessageToTarget", {"sessionId": self._id, "message": message})
        for _ in range(200):
            if self._asked in self._answers:
                return self._answers[self._asked]["result"]
            self._wait(50)
        raise AssertionError(f"no answer to {method}")

    def evaluate(self, expression):
        told = self.send("Runtime.evaluate", expression=expression, returnByValue=True, userGesture=True)
        return told["result"].get("value")

    def text(self, selector):
        return self.evaluate(f"document.querySelector({json.dumps(selector)})?.textContent ?? ''")

    def click(self, selector):
        self.evaluate(f"document.querySelector({json.dumps(selector)}).click()")

    def wait_for(self, selector, text):
        for _ in range(200):
            if text in self.text(selector):
                return
            self._wait(50)
        raise AssertionError(f"{text!r} is not in {self.text(selector)!r}")


@pytest.fixture
def quokka():
    """A bookmaker's site on this machine: the recorded pages."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=PAGES))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def installed(browser, tmp_path):
    """A Chromium with the shipped extension in it; `click()` is a click on its button."""
    unpacked, downloads = tmp_path / "unpacked", tmp_path / "downloads"
    for path in extension.files():
        target = unpacked / path.relative_to(extension.SOURCE)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    context = browser.browser_type.launch_persistent_context(
        str(tmp_path / "profile"),
        executable_path=chromium.find(),
        headless=False,  # Playwright's own headless mode is the old one, which takes no extensions
        args=[
            *chromium.flags(),
            "--headless=new",
            "--enable-unsafe-extension-debugging",
            f"--disable-extensions-except={unpacked}",
            f"--load-extension={unpacked}",
        ],
        ignore_default_args=["--disable-extensions"],
        viewport={"width": 1280, "height": 800},
    )
    page, session = context.pages[0], context.browser.new_browser_cdp_session()
    session.send("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(downloads)})
    try:
        (told,) = session.send("Extensions.getExtensions")["extensions"]
    except Exception as error:  # noqa: BLE001  a browser without the command, or that loads no extension
        context.close()
        pytest.skip(f"this Chromium cannot be asked for its extensions: {error}")

    def click():
        (tab,) = session.send("Target.getTargets", {"filter": [{"type": "tab"}]})["targetInfos"]
        session.send("Extensions.triggerAction", {"id": told["id"], "targetId": tab["targetId"]})
        for _ in range(200):
            targets = session.send("Target.getTargets")["targetInfos"]
            popups = [each["targetId"] for each in targets if each["url"].endswith("/popup.html")]
            if popups:
                return Popup(session, popups[0], page.wait_for_timeout)
            page.wait_for_timeout(50)
        raise AssertionError("no popup opened")

    yield SimpleNamespace(page=page, click=click, downloads=downloads, name=told["name"])
    context.close()


def downloaded(installed):
    for _ in range(200):
        files = [path for path in installed.downloads.glob("*") if not path.name.endswith(".crdownload")]
        if files:
            return files
        installed.page.wait_for_timeout(50)
    raise AssertionError("nothing was saved")


def test_a_click_shows_the_bets_and_saves_them(installed, quokka):
    installed.page.goto(f"{quokka}/cards.html")
    asked = []
    installed.page.context.on("request", lambda request: asked.append(request.url))
    popup = installed.click()
    popup.wait_for("#status", "Found 3 rows")
    assert popup.text("tbody tr:nth-child(3) td:nth-child(3)") == '-3.5 "Roos", <b>home</b>'
    assert popup.evaluate("document.querySelectorAll('tbody b').length") == 0
    popup.click("#save")
    popup.wait_for("#status", "Saved 3 rows")
    (path,) = downloaded(installed)
    assert path.suffix == ".csv"
    assert path.read_bytes() == (PAGES / "cards.csv").read_bytes()
    assert [url for url in asked if not url.startswith(("chrome-extension://", "blob:"))] == []


def test_pages_added_click_by_click_are_kept_and_forgotten(installed, quokka):
    installed.page.goto(f"{quokka}/paged.html")
    popup = installed.click()
    popup.wait_for("#status", "Found 3 rows")
    popup.click("#add")
    popup.wait_for("#status", "3 rows added.")
    installed.page.click("#older")  # which closes the popup
    popup = installed.click()
    popup.wait_for("#kept", "Kept so far: 3 rows")
    popup.click("#add")
    popup.wait_for("#status", "2 rows added, 1 you had already.")
    assert popup.text("#save") == "Save CSV (5 rows)"
    popup.click("#clear")
    popup.wait_for("#status", "Forgotten")
    assert popup.evaluate("localStorage.length") == 0


def test_bets_in_a_frame_of_the_same_site_are_found_and_foreign_frames_do_no_harm(installed, quokka):
    foreign = quokka.replace("127.0.0.1", "localhost")
    installed.page.goto(f"{quokka}/")
    installed.page.set_content(
        f"<iframe src='{foreign}/table.html'></iframe><iframe src='{quokka}/cards.html'></iframe>"
    )
    installed.page.frames[2].wait_for_selector("text=My bets")
    popup = installed.click()
    popup.wait_for("#status", "Found 3 rows")
    assert "QB-1000000" not in popup.text("body")


def test_a_page_without_bets_says_so(installed, quokka):
    installed.page.goto(f"{quokka}/")
    popup = installed.click()
    popup.wait_for("#status", "No list of bets was found")
    assert popup.evaluate("[...document.querySelectorAll('#add, #save')].every((each) => each.disabled)")


def test_the_popup_fits_and_can_be_looked_at(installed, quokka):
    installed.page.goto(f"{quokka}/table.html")
    popup = installed.click()
    popup.wait_for("#status", "Found 4 rows")
    picture = base64.b64decode(popup.send("Page.captureScreenshot")["data"])
    assert picture.startswith(b"\x89PNG")
    assert popup.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert 400 < popup.evaluate("innerWidth") <= 800
    assert popup.evaluate("innerHeight") <= 600
