"""A client with unmistakable names and amounts, and every answer a coach can get, searched for each of them."""

import json
import re
from datetime import timedelta

import pytest

from accounts.models import Notification
from accounts.tests.factories import create_user
from analytics.coaching import consenting
from analytics.coaching.scopes import AMOUNTS, BET_NOTES, BOOKMAKERS, KEYS, PATTERNS, RESULTS, TIMES
from analytics.coaching.tests.made import change, connect, make_coach
from analytics.harm.models import Circumstances
from analytics.tests.factories import create_transfer
from bets.models import Status
from bets.tests.factories import START, create_bet
from web.context import acting_as

pytestmark = pytest.mark.django_db
NAMES = (
    "zelda", "Zelda", "Quartz", "quartz-mail", "Xylophone Rovers", "Ultramarine Cup", "Wombat to win", "REF-77123",
    "Betfair", "betfair", "Smarkets", "smarkets", "AUD", "GBP", "Australia/", "Lord_Howe", "my secret note",
)  # fmt: skip
# stakes, profits, deposits, income: what the client really moved, whole and in parts
AMOUNTS_TOLD = ("137.31", "137", "1,098.48", "843.77", "9,171", "9171.23", "5,551", "£", "$", "A$")
MONTH = "?from=2026-03&to=2026-06"


@pytest.fixture
def bob(db):
    """The coach lives elsewhere: whatever of Australia is on a page came from the client."""
    return create_user(email="bob@example.com", time_zone="America/Toronto", currency="CAD")


@pytest.fixture
def zelda(db):
    """Four months of bets at two bookmakers in two currencies, with everything that must not be seen."""
    user = create_user(
        email="zelda.quartz@quartz-mail.example", name="Zelda Quartz", time_zone="Australia/Lord_Howe"
    )
    for day in range(0, 112):
        at = START + timedelta(days=day)
        create_bet(
            owner=user, placed_at=at, settled_at=at + timedelta(hours=1), stake="137.31", ref=f"REF-77123-{day}",
            bookmaker="betfair", selection="Wombat to win", event_name="Xylophone Rovers v Wombats", sport="afl",
            competition="Ultramarine Cup", note="my secret note" if day == 3 else "",
        )  # fmt: skip
        create_bet(
            owner=user, placed_at=at + timedelta(minutes=90), stake="1098.48", ref=f"REF-77123-{day}b",
            status=Status.WON, profit="843.77", bookmaker="smarkets", selection="Wombat to win",
        )  # fmt: skip
    for day in range(24):
        create_bet(
            owner=user, placed_at=START + timedelta(days=day), currency="GBP", stake="55.51", ref=f"g{day}"
        )
    for hour in range(3):
        create_transfer(owner=user, amount="9171.23", at=START + timedelta(hours=hour), bookmaker="betfair")
    with acting_as(user):
        Circumstances.objects.create(owner=user, income_micro=5_551_000_000, currency="AUD", country="AU")
    return user


def answers(client, relation):
    """(name, everything of the answer) of each page a coach can open of this client, headers and all."""
    pk = relation.pk
    paths = (
        "/clients/", "/clients/?sort=pattern&pattern=escalation", f"/clients/{pk}/", f"/clients/{pk}/{MONTH}",
        f"/clients/{pk}/?country=NZ", f"/clients/{pk}/print/", f"/clients/{pk}/patterns.csv{MONTH}",
        f"/clients/{pk}/periods/", f"/clients/{pk}/periods/?from=2026-05&to=2026-06&than_from=2026-03&than_to=2026-04",
        f"/clients/compare/?client={pk}", f"/clients/{pk}/?from=9999-99", f"/clients/{pk}/nowhere/",
        f"/coach/{pk}/end/", f"/coach/{pk}/", f"/coach/{pk}/seen/", f"/clients/{pk + 999}/", "/settings/notifications/",
    )  # fmt: skip
    for path in paths:
        answer = client.get(path)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code in (200, 404), path
        text = content.decode() + json.dumps(dict(answer.headers))
        yield path, _without_frame(text)
    for path, data in (
        (f"/clients/{pk}/notes/", {"text": ""}),
        (f"/clients/{pk}/notes/", {"text": "x", "is_shared": "on"}),
        (f"/coach/{pk}/name/", {"pseudonym": ""}),
        (f"/coach/{pk}/", {"scopes": ["amounts"]}),
    ):
        answer = client.post(path, data)
        yield f"POST {path}", answer.content.decode() + json.dumps(dict(answer.headers))


def _without_frame(text):
    """Help lines (whose numbers are published) and the coach's own menu are no secrets of the client."""
    text = re.sub(r'<section class="card talk".*?</section>', "", text, flags=re.DOTALL)
    text = re.sub(r'<section class="paper-lines".*?</section>', "", text, flags=re.DOTALL)
    return re.sub(r'"Set-Cookie": "[^"]*"', "", re.sub(r'value="[\w-]{64}"', "", text))


def found_in(text, words):
    return [word for word in words if re.search(rf"(?<![\d,.]){re.escape(word)}(?![\d])", text)]


@pytest.mark.thorough
def test_nothing_of_the_client_stands_anywhere(client, zelda, bob):
    relation = connect(zelda, bob, PATTERNS, RESULTS, TIMES, pseudonym="Wren")
    client.force_login(bob)
    for path, text in answers(client, relation):
        assert found_in(text, NAMES) == [], path
        assert found_in(text, AMOUNTS_TOLD) == [], path
    page = client.get(f"/clients/{relation.pk}/{MONTH}").text
    assert "Bookmaker A" in page
    assert "Currency B" in page
    assert "×" in page
    with acting_as(bob):
        told = " ".join(f"{each.title} {each.body} {each.url}" for each in Notification.objects.all())
    assert found_in(told, NAMES) == []


@pytest.mark.thorough
def test_after_the_end_too(client, zelda, bob):
    relation = connect(zelda, bob, PATTERNS, RESULTS, TIMES)
    client.force_login(bob)
    consenting.end(user=zelda, pk=relation.pk)
    for path, text in answers(client, relation):
        assert found_in(text, (*NAMES, *AMOUNTS_TOLD)) == [], path


def test_each_tick_shows_what_it_says_and_nothing_else(client, zelda, bob):
    relation = connect(zelda, bob, PATTERNS)
    client.force_login(bob)

    def page():
        return _without_frame(client.get(f"/clients/{relation.pk}/{MONTH}").text)

    text = page()
    for hidden in (
        "By bookmaker",
        "Betting at night",
        "Time spent",
        "Times of day<",
        "Loss against income",
        "Put in<",
    ):
        assert hidden not in text, hidden
    change(relation, zelda, PATTERNS, TIMES)
    text = page()
    assert "Betting at night" in text
    assert "By bookmaker" not in text
    change(relation, zelda, RESULTS, BOOKMAKERS)
    text = page()
    assert found_in(text, ("Betfair", "Smarkets")) == ["Betfair", "Smarkets"]
    assert "Stakes after a loss" not in text
    assert found_in(text, (*AMOUNTS_TOLD, "AUD", "GBP")) == []
    change(relation, zelda, PATTERNS, RESULTS, AMOUNTS)
    text = page()
    assert "1,098.48" in text
    assert found_in(text, ("Betfair", "Smarkets", "5,551", "my secret note")) == []
    change(relation, zelda, PATTERNS, BET_NOTES)
    text = page()
    assert "my secret note" in text
    assert "Wombat" not in text
    change(relation, zelda, *KEYS)
    assert found_in(page(), ("Wombat to win", "REF-77123", "Zelda", "5,551", "Ultramarine Cup")) == []


def test_days_before_the_consent_begins_are_not_shown(client, zelda, bob):
    relation = connect(zelda, bob, PATTERNS, RESULTS, from_on=START.date() + timedelta(days=60))
    client.force_login(bob)
    for query in ("", MONTH, "?from=2025-01&to=2026-12"):
        text = client.get(f"/clients/{relation.pk}/{query}").text
        assert "Mar 2026" not in text
        assert "May 2026" in text
    assert (
        "2026-03"
        not in b"".join(client.get(f"/clients/{relation.pk}/patterns.csv").streaming_content).decode()
    )


@pytest.mark.thorough
def test_no_page_can_tell_the_scale(client, bob):
    """The same life with every amount times 7.31: each page is the same to the letter, so none has the factor in it."""
    pages = []
    make_coach(bob)
    for number, factor in enumerate((100, 731)):
        user = create_user(email=f"client{number}@example.com")
        for day in range(100):
            at = START + timedelta(days=day)
            stake = factor * (10 + day % 7)
            create_bet(
                owner=user,
                placed_at=at,
                settled_at=at + timedelta(hours=1),
                stake=f"{stake / 100:.2f}",
                ref=f"a{day}",
            )
            create_bet(
                owner=user, placed_at=at + timedelta(minutes=80), stake=f"{stake * 3 / 100:.2f}", ref=f"b{day}",
                status=Status.WON if day % 3 else Status.LOST,
            )  # fmt: skip
            if day % 9 == 0:
                create_transfer(owner=user, amount=f"{factor * 53 / 100:.2f}", at=at)
        relation = connect(user, bob, PATTERNS, RESULTS, TIMES, pseudonym="Wren")
        client.force_login(bob)
        texts = []
        for path in ("", "print/", "periods/", "patterns.csv"):
            answer = client.get(f"/clients/{relation.pk}/{path}")
            text = (
                b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
            )
            text = re.sub(r'value="[\w]{32,64}"|X-CSRFToken": "\w+"', "", text)
            text = text.partition("<main")[2] or text  # the bell above it counts what the coach was told
            texts.append(text.replace(f"/{relation.pk}/", "/pk/"))
        pages.append(texts)
        consenting.end(user=user, pk=relation.pk)
    assert pages[0] == pages[1]
    assert "×" in pages[0][0]
