"""What every page carries: policy headers, navigation, theme, and errors in plain words."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from web.csp import chart_styles
from web.errors import Problem
from web.middleware import Problems
from web.navigation import entries
from web.preferences import Preferences, preferred
from web.templatetags import show


class StakeTooSmall(Problem):
    """The stake is below the smallest
    this bookmaker takes."""


def test_scripts_and_styles_come_from_this_site_only(client, db):
    policy = client.get("/accounts/login/").headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy + ";"
    assert "style-src 'self';" in policy + ";"
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_a_page_with_charts_may_carry_inline_styles_but_no_inline_script(rf):
    from csp.middleware import CSPMiddleware

    view = chart_styles(lambda request: HttpResponse("x"))
    response = CSPMiddleware(view)(rf.get("/"))
    assert isinstance(response, HttpResponse)
    policy = response.headers["Content-Security-Policy"]
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "script-src 'self'" in policy
    assert policy.count("unsafe") == 1


def test_no_page_of_ours_has_an_inline_script_or_style(client, alice):
    client.force_login(alice)
    for path in ("/settings/", "/accounts/email/", "/nowhere/"):
        text = client.get(path).text
        assert "<style" not in text
        assert " style=" not in text
        assert "<script>" not in text


def test_a_page_that_does_not_exist_says_so_kindly(client, db):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "There is nothing here" in response.text


def test_an_error_page_needs_no_database():
    from web.views.errors import broken

    response = broken(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "Something broke on our side" in response.text


def test_a_refusals_docstring_is_the_users_sentence():
    assert StakeTooSmall().message == "The stake is below the smallest this bookmaker takes."
    assert str(StakeTooSmall("Take at least $1.")) == "Take at least $1."


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"HX-Request": "true"}, "text/html"),
        ({"Accept": "application/json"}, "application/problem+json"),
        ({}, "text/html"),
    ],
)
def test_a_refusal_is_answered_in_the_askers_form(client, alice, rf, headers, kind):
    from django_htmx.middleware import HtmxDetails

    request = rf.post("/", headers=headers)
    request.user, request.htmx = alice, HtmxDetails(request)
    response = Problems(lambda _: HttpResponse()).process_exception(request, StakeTooSmall())
    assert response
    assert response.status_code == 422
    assert response.headers["Content-Type"].startswith(kind)
    assert "below the smallest" in response.text
    assert ("HX-Retarget" in response.headers) == ("HX-Request" in headers)


def test_a_bug_is_not_taken_for_a_refusal(rf):
    assert Problems(lambda _: HttpResponse()).process_exception(rf.get("/"), ValueError("no")) is None


def test_hidden_amounts_are_hidden_in_every_form_of_money():
    with preferred(Preferences(currency="AUD", is_masked=True)):
        for shown in (show.money, show.signed_money, show.gain):
            text = shown(1_234_560_000, "AUD")
            assert "•••" in text
            assert "1" not in text.replace("•••", "")


def test_the_phones_bar_has_five_places_and_the_menu_the_rest(client, alice):
    client.force_login(alice)
    text = client.get("/settings/").text
    bar = text.partition('class="bottom-bar"')[2].partition("</nav>")[0]
    menu = text.partition('id="account-menu"')[2].partition("</div>")[0]
    assert bar.count("<a ") == 5
    assert "More" in bar
    mine = [entry for entry in entries() if entry.is_for(alice)]
    missing = [entry for entry in mine if f'href="{entry.url}"' not in bar]
    assert missing
    assert all(f'class="only-phone" href="{entry.url}"' in menu for entry in missing)
