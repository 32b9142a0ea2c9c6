"""page(): the whole page, or the part HTMX replaces."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.template import Engine
from django_htmx.middleware import HtmxDetails

from web.http import back, page

TEMPLATE = "web/tests_page.html"
SOURCE = "<title>Whole</title>{% partialdef bet-table inline %}<div id='bet-table'>{{ word }}</div>{% endpartialdef %}"


@pytest.fixture
def template(tmp_path, settings):
    """A page with one part, beside the real templates."""
    (tmp_path / "web").mkdir()
    (tmp_path / TEMPLATE).write_text(SOURCE)
    engine = Engine.get_default()
    cached: Any = engine.template_loaders[0].loaders[0]  # type: ignore[attr-defined]
    loaders = cached.loaders
    before, loaders[0].dirs = loaders[0].dirs, [tmp_path, *engine.dirs]
    yield
    loaders[0].dirs = before
    cached.reset()


def ask(rf, **headers) -> HttpResponse:
    request = rf.get("/", headers={name.replace("_", "-"): value for name, value in headers.items()})
    request.user = AnonymousUser()
    request.htmx = HtmxDetails(request)
    return page(request, TEMPLATE, {"word": "rows"}, partials={"bet-table"}).render()


def test_a_plain_get_is_the_whole_page(rf, template):
    assert "Whole" in ask(rf).text


def test_a_sort_or_page_link_gets_only_its_part(rf, template):
    response = ask(rf, HX_Request="true", HX_Target="bet-table")
    assert response.text == "<div id='bet-table'>rows</div>"


def test_the_back_button_gets_the_whole_page(rf, template):
    headers = {"HX_Request": "true", "HX_Target": "bet-table", "HX_History_Restore_Request": "true"}
    assert "Whole" in ask(rf, **headers).text


def test_boosted_navigation_gets_the_whole_page(rf, template):
    assert "Whole" in ask(rf, HX_Request="true", HX_Boosted="true").text


@pytest.mark.parametrize("target", ["main", "bet-table#x", "../secret", "web/style.html"])
def test_a_forged_target_gets_the_whole_page(rf, template, target):
    assert "Whole" in ask(rf, HX_Request="true", HX_Target=target).text


def test_a_target_without_htmx_gets_the_whole_page(rf, template):
    assert "Whole" in ask(rf, HX_Target="bet-table").text


def test_caches_are_told_that_the_answer_varies(rf, template):
    assert {"HX-Request", "HX-Target"} <= set(ask(rf).headers["Vary"].split(", "))


@pytest.mark.parametrize(
    ("posted", "referer", "expected"),
    [
        ("/bets/?a=1", "", "/bets/?a=1"),
        ("", "http://testserver/money/", "http://testserver/money/"),
        ("https://evil.example/", "", "/"),
        ("//evil.example/", "https://evil.example/", "/"),
        ("javascript:alert(1)", "", "/"),
    ],
)
def test_back_leads_only_to_our_own_pages(rf, posted, referer, expected):
    request = rf.post("/", {"next": posted}, headers={"Referer": referer})
    assert back(request).headers["Location"] == expected
