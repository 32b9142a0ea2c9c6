"""The page about the API: every operation is on it, found from its contents, with a command that can be pasted."""

import html
import json
import re
import shlex

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.api_auth import offered
from betsite.api import api
from web.tests.test_browser import overflow

SIZES = [(380, 800), (1440, 900)]


def operations():
    document = api.get_openapi_schema(path_prefix="/api/v1/")
    return [
        (method, path, what)
        for path, methods in document["paths"].items()
        for method, what in methods.items()
    ]


@pytest.fixture
def text(client, db):
    return client.get(reverse("api-docs")).text


def examples(text):
    return [
        html.unescape(each)
        for each in re.findall(r'<pre id="[^"]+-example"[^>]*>(.*?)</pre>', text, re.DOTALL)
    ]


def test_the_contents_lead_to_every_operation(text):
    nav = re.search(r'<nav class="api-contents".*?</nav>', text, re.DOTALL)[0]
    anchors = re.findall(r'href="#([^"]+)"', nav)
    assert len(anchors) == len(set(anchors))
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert set(anchors) <= set(ids)
    assert len(re.findall(r"<article", text)) == len(operations())
    for _, _, what in operations():
        assert html.escape(what["summary"]).replace("&#x27;", "&#39;") in nav.replace("&#x27;", "&#39;")


def test_every_example_is_a_command_for_an_operation_there_is(text):
    told = {(method.upper(), re.sub(r"\{[^}]*\}", "[^/]+", path)) for method, path, _ in operations()}
    commands = examples(text)
    assert len(commands) == len(operations())
    for command in commands:
        words = shlex.split(command.replace("\\\n", " "))
        assert words[0] == "curl"
        method = words[words.index("-X") + 1] if "-X" in words else "GET"
        path = words[-1].removeprefix("http://testserver").partition("?")[0]
        assert "{" not in path
        assert any(method == known and re.fullmatch(pattern, path) for known, pattern in told), command
        if "-d" in words:
            assert json.loads(words[words.index("-d") + 1])


def test_examples_say_what_must_be_said(text):
    commands = examples(text)
    asking = next(each for each in commands if each.endswith('/api/v1/withdrawals"') and "-X POST" in each)
    assert "Idempotency-Key: $(uuidgen)" in asking
    assert '{"amount": "12.50", "address": "0x…"}' in asking
    assert '-F "file=@export.csv"' in next(each for each in commands if "-F" in each)
    assert any(each.endswith('/legs?bet=1"') for each in commands)
    assert any(each.endswith('/metrics/sport"') for each in commands)
    refreshing = next(each for each in commands if "token/refresh" in each)
    assert "Authorization" not in refreshing


def test_scopes_that_open_nothing_are_not_told_of(text):
    assert all(f"<code>{scope}</code>" in text for scope in offered())
    assert "rounds:write" not in text or "rounds:write" in offered()


def test_every_list_gives_items_and_the_next_cursor():
    document = api.get_openapi_schema(path_prefix="/api/v1/")
    schemas = document["components"]["schemas"]
    lists = [schema for name, schema in schemas.items() if "items" in schema.get("properties", {})]
    assert len(lists) >= 12
    for schema in lists:
        assert "next" in schema["properties"], schema["title"]


def test_money_and_odds_are_never_numbers():
    """A reply's fraction would be a binary one: there is none in the whole document."""
    assert '"number"' not in json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"))


def test_every_operation_and_field_that_needs_words_has_them():
    for method, path, what in operations():
        assert what.get("description"), (method, path)
        assert what["summary"], (method, path)
        assert "default" in what["responses"] or "security" not in what, (method, path)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_an_example_is_copied_as_it_stands(live, page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(live.url + reverse("api-docs"))
    example = page.locator("#post-withdrawals")
    example.get_by_role("button", name="Copy the example: Ask for a withdrawal").click()
    expect(example.get_by_role("status")).to_have_text("Copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == example.locator("pre").inner_text()
    assert copied.startswith("curl -X POST \\\n  -H")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_and_its_fields_unfold(live, page, console_errors, size, scheme):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=scheme)
    page.goto(live.url + reverse("api-docs"))
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    assert overflow(page) <= 0
    page.goto(f"{live.url}{reverse('api-docs')}#get-bets")
    assert page.locator("#get-bets").is_visible()
    contents = page.get_by_role("navigation", name="On this page")
    assert contents.get_by_role("link", name="Bets", exact=True).is_visible()
    assert contents.get_by_role("link", name="Your bets").is_visible() == (size[0] > 1_000)
    assert console_errors == []
