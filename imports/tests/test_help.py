"""Where to get an export: a page per bookmaker, found by any of its names, with three ways where there is no file."""

import hashlib
import io
import zipfile

import pytest
from django.urls import reverse

from imports import bookmaker_help, extension, formats
from imports.bookmaker_help import letters
from imports.bookmaker_help.books import BOOKS, EVERYWHERE, Way
from imports.models import State
from imports.tests.factories import create_upload

pytestmark = pytest.mark.django_db


def shown(client, slug):
    response = client.get(reverse("imports:help-page", args=[slug]))
    assert response.status_code == 200
    return response.content.decode()


def listed(client, asked="", **headers):
    return client.get(
        reverse("imports:help"), {"q": asked} if asked else {}, headers=headers
    ).content.decode()


# --- The list -------------------------------------------------------------------------------------------------------
def test_every_bookmaker_and_every_format_is_on_the_list_or_on_a_page_of_it(client):
    text = listed(client)
    for one in bookmaker_help.all_bookmakers():
        assert f'href="{reverse("imports:help-page", args=[one.slug])}"' in text, one.slug
    claimed = {slug for one in BOOKS for slug in one.formats}
    for found in formats.all_formats():
        where = text if found.slug not in claimed else shown(client, _owner(found.slug))
        assert found.slug in where, found.slug


def _owner(slug):
    return next(one.slug for one in BOOKS if slug in one.formats)


def test_the_groups_are_told_apart(client):
    groups = {
        way: [one.slug for one in books]
        for way, _, _, books in client.get(reverse("imports:help")).context["groups"]
    }
    assert {"sportsbet", "betfair", "smarkets", "matchbook"} <= set(groups[Way.EXPORT])
    assert {"draftkings", "fanduel"} <= set(groups[Way.TRACKER])
    assert {"bet365", "betmgm", "ladbrokes", "tab", "paddy-power"} <= set(groups[Way.NONE])


@pytest.mark.parametrize(
    ("asked", "slug"),
    [
        *(("bet 365", "bet365"), ("B365", "bet365"), ("dk", "draftkings"), ("Draft Kings", "draftkings")),
        *(
            ("mgm", "betmgm"),
            ("paddypower", "paddy-power"),
            ("ps3838", "pinnacle"),
            ("WILLIAM", "william-hill"),
        ),
        *(("ladbrokes australia", "ladbrokes-au"), ("betfair exchange", "betfair"), (" sky  bet ", "skybet")),
    ],
)
def test_search_finds_by_any_name(asked, slug):
    assert slug in [one.slug for one in bookmaker_help.search(asked)]


def test_search_leaves_out_the_others_and_finds_trackers_too(client):
    text = listed(client, "pikkit")
    assert reverse("imports:help-page", args=["pikkit"]) in text
    assert reverse("imports:help-page", args=["bet365"]) not in text


def test_a_search_without_result_leads_on_and_is_no_markup(client):
    text = listed(client, "<b>nobody's</b>")
    assert "&lt;b&gt;nobody" in text
    assert "<b>nobody" not in text
    assert reverse("imports:help-page", args=[bookmaker_help.ANOTHER]) in text


def test_the_live_search_gets_the_list_alone(client):
    text = listed(client, "tab", **{"HX-Request": "true", "HX-Target": "help-list"})
    assert text.lstrip().startswith('<div id="help-list">')
    assert "</html>" not in text


# --- The pages ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("one", BOOKS, ids=lambda one: one.slug)
def test_every_bookmaker_has_a_page_with_its_letters(client, one):
    text = shown(client, one.slug)
    assert one.name in text
    assert "Last checked on" in text
    for law in letters.for_regions(one.regions):
        assert law.name in text
        assert f'id="letter-{law.key}"' in text
    if one.way != Way.EXPORT:
        for url in (reverse("imports:extension"), 'id="mapping"', 'id="letter"'):
            assert url in text


def test_what_is_said_of_a_bookmaker_hangs_together():
    slugs = [one.slug for one in BOOKS]
    assert len(slugs) == len(set(slugs))
    names = [name.lower() for one in BOOKS for name in (one.name, *one.aliases)]
    assert [name for name in set(names) if names.count(name) > 1 and name not in slugs] == []
    for one in BOOKS:
        assert [each.slug for each in one.own_formats] == list(one.formats)
        assert [each.slug for each in one.tracker_formats] == list(one.trackers)
        assert set(one.regions) <= set(EVERYWHERE)
        assert all(fact.source.startswith(("https://", "")) and fact.text.endswith(".") for fact in one.facts)


def test_a_bookmakers_page_has_the_steps_of_all_its_exports(client):
    text = shown(client, "betfair")
    for slug in ("betfair-account-statement", "betfair-profit-and-loss", "betfair-bets"):
        assert f'id="{slug}"' in text
    assert "Australia/Sydney" in shown(client, "sportsbet")


def test_a_trackers_format_has_its_own_page(client):
    assert "Open Pikkit and its settings." in shown(client, "pikkit")
    assert reverse("imports:help-page", args=["scout-draftkings"]) in shown(client, "draftkings")


@pytest.mark.parametrize("slug", ["nonsense", "mapped", "bet365-"])
def test_an_unknown_one_is_not_found(client, slug):
    assert client.get(reverse("imports:help-page", args=[slug])).status_code == 404


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("paddy-power", ("To: Paddy Power,", "article 15", "article 20", "One month", "Two months more")),
        ("draftkings", ("California Consumer Privacy Act", "within 45 days", "10 business days")),
        ("tab", ("Australian Privacy Principle 12", "30 days")),
        ("another", ("To: [the bookmaker],", "article 15", "California", "Australian Privacy Principle 12")),
    ],
)
def test_the_letter_is_the_one_of_the_law_with_its_limits(client, slug, words):
    text = shown(client, slug)
    for word in words:
        assert word in text


def test_a_letter_asks_for_bets_and_money_in_a_file():
    for law in letters.LAWS:
        text = law.letter("Quokka Bet")
        assert text.startswith("To: Quokka Bet,")
        for word in ("every bet I placed", "deposits, withdrawals", "CSV", "[your full name]"):
            assert word in text


# --- The ways there -------------------------------------------------------------------------------------------------
def test_the_import_page_leads_there(client, alice):
    client.force_login(alice)
    text = client.get(reverse("imports:list")).content.decode()
    assert reverse("imports:help") in text
    assert reverse("imports:extension") in text


@pytest.mark.parametrize(
    ("filename", "slug"),
    [
        ("bet365_2026.csv", "bet365"),
        ("My William Hill bets.xlsx", "william-hill"),
        ("table.csv", ""),
        ("x.csv", ""),
    ],
)
def test_a_failed_file_leads_to_the_bookmaker_it_is_named_after(client, alice, filename, slug):
    upload = create_upload(owner=alice, state=State.FAILED, error="That is a PDF.", filename=filename)
    client.force_login(alice)
    text = client.get(reverse("imports:detail", args=[upload.pk])).content.decode()
    assert reverse("imports:help-page", args=[bookmaker_help.ANOTHER]) in text
    assert (reverse("imports:help-page", args=[slug]) if slug else f'"{reverse("imports:help")}"') in text


# --- The extension --------------------------------------------------------------------------------------------------
def test_the_extension_is_explained_and_offered(client):
    text = client.get(reverse("imports:extension")).content.decode()
    package = extension.build()
    for word in (
        package.sha256,
        package.version,
        "about:debugging",
        "chrome://extensions",
        "edge://extensions",
    ):
        assert word in text
    assert reverse("imports:extension-zip") in text


def test_the_download_is_the_file_that_make_makes(client):
    response = client.get(reverse("imports:extension-zip"))
    package = extension.build()
    assert response.content == package.content
    assert response["ETag"] == f'"{hashlib.sha256(response.content).hexdigest()}"'
    assert response["Content-Disposition"] == f'attachment; filename="{package.name}"'
    assert zipfile.ZipFile(io.BytesIO(response.content)).testzip() is None


def test_what_one_has_is_not_sent_again(client):
    url = reverse("imports:extension-zip")
    tag = client.get(url)["ETag"]
    again = client.get(url, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(url, headers={"If-None-Match": '"other"'}).status_code == 200
    assert client.post(url).status_code == 405
