"""Views that are kept, and links by which strangers look at one: what they see, and what they never do."""

import base64
import json
import re
import struct
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import InternalError, connection, transaction
from django.db.utils import DatabaseError

from accounts.models import User
from analytics import saving, sharing
from analytics.models import SavedView, ShareLink
from analytics.tests.factories import create_transfer
from bets.models import Bet, Status
from bets.tests.factories import START, create_bet
from web.clock import now
from web.context import acting_as, acting_uid, reading_as


@pytest.fixture
def book(alice):
    create_bet(
        owner=alice, status=Status.WON, stake="40", profit="60", sport="afl", note="a secret", selection="Carlton"
    )  # fmt: skip
    create_bet(owner=alice, status=Status.LOST, stake="160", sport="tennis", placed_at=START + timedelta(1))
    create_bet(owner=alice, status=Status.LOST, stake="7", currency="GBP", bookmaker="betfair")
    create_transfer(owner=alice, amount="317.50")
    return alice


def kept(owner, query="", page="home", name="Secret Sportsbet view"):
    return saving.save(user=owner, name=name, page=page, query=query)


def token_of(owner, view=None, *, hides_names=True, amounts="scaled", days=7):
    view = view or kept(owner)
    return saving.share(user=owner, pk=view.pk, days=days, hides_names=hides_names, amounts=amounts)


def unpacked(packed):
    return [value for (value,) in struct.iter_unpack("<d", base64.b64decode(packed["bdata"]))]


def test_a_page_is_kept_opened_renamed_and_deleted(client, book):
    client.force_login(book)
    data = {"name": "  My  afl ", "page": "by", "query": "by=hour&sport=afl&utm=1&type=magic", "next": "/by/"}
    assert client.post("/views/keep/", data).status_code == 302
    text = client.get("/views/").text
    assert "My afl" in text
    (address,) = re.findall(r'href="(/by/\?[^"]*sport=afl[^"]*)"', text)
    assert address == "/by/?sport=afl&amp;by=hour"
    with acting_as(book):
        view = SavedView.objects.get()
    client.post(f"/views/{view.pk}/rename/", {"name": "Footy"})
    assert "Footy" in client.get("/views/").text
    assert "have a view of that name" in client.post("/views/keep/", data | {"name": "Footy"}).text
    assert client.post("/views/keep/", data | {"name": " "}).status_code == 422
    assert client.post("/views/keep/", data | {"page": "admin"}).status_code == 404
    client.post(f"/views/{view.pk}/delete/")
    assert "Nothing kept yet" in client.get("/views/").text


def test_every_page_offers_to_keep_it(client, book):
    client.force_login(book)
    for address, page in (("/", "home"), ("/bets/", "bets"), ("/by/", "by"), ("/cross/", "cross")):
        text = client.get(f"{address}?sport=afl").text
        assert f'name="page" value="{page}"' in text
        assert 'name="query" value="sport=afl"' in text


def test_a_link_shows_figures_and_nothing_that_is_private(client, book):
    text = client.get(f"/shared/{token_of(book, kept(book, 'bookmaker=sportsbet'))}/").text
    assert "500.00" in text  # a loss of 100 on a turnover of 200, as if 1,000 had been turned over
    assert "\N{MINUS SIGN}50.00%" in text
    assert "Bookmaker: <b>one, not named</b>" in text
    for private in (
        "Sportsbet", "sportsbet", "Carlton", "a secret", "317.50", "$", "160.00", "alice",
        "/bets/", "/money/", "account", "csrfmiddlewaretoken",
    ):  # fmt: skip
        assert private not in text.partition('<main id="main"')[2].partition("</main>")[0], private


def test_currencies_stay_apart_and_bookmakers_are_numbered(client, book):
    text = client.get(f"/shared/{token_of(book)}/").text
    assert text.count('class="shared-block"') == 2
    assert "Bookmaker 1" in text
    assert "Betfair" not in text


def test_the_owner_may_show_names_and_amounts(client, book):
    text = client.get(f"/shared/{token_of(book, hides_names=False, amounts='plain')}/").text
    assert "Secret Sportsbet view" in text
    assert "$100.00" in text
    assert "£7.00" in text


def test_hidden_amounts_are_neither_written_nor_drawn(client, book):
    text = client.get(f"/shared/{token_of(book, amounts='hidden')}/").text
    assert "•••" in text
    assert "500.00" not in text
    assert not re.search(r"100\.00(?!%)", text)
    figure = json.loads(re.search(r'id="shared-AUD">(.*?)</script>', text, re.DOTALL)[1])
    assert set(figure["data"][0]["text"]) == {"•••"}
    assert unpacked(figure["data"][0]["y"]) == [300.0, -800.0]  # of a thousand turned over


@pytest.mark.parametrize("amounts", ["scaled", "hidden"])
def test_amounts_that_are_not_told_cannot_be_read_off_the_bands_of_stakes(client, book, amounts):
    """A line "25 to under 50" beside a scaled result would tell by what everything was multiplied."""
    whole = client.get(f"/shared/{token_of(book, amounts=amounts)}/").text
    assert "By stake" not in whole
    narrowed = kept(book, query="stake=25-50", name="Small stakes")
    text = client.get(f"/shared/{token_of(book, narrowed, amounts=amounts)}/").text
    assert "Stake: <b>of some size</b>" in text
    assert "25" not in text.partition('class="cluster sum-line"')[2].partition("</p>")[0]
    plain = client.get(f"/shared/{token_of(book, narrowed, amounts='plain')}/").text
    assert "Stake: <b>25 to under 50</b>" in plain
    assert (
        "By stake" in client.get(f"/shared/{token_of(book, kept(book, name='All'), amounts='plain')}/").text
    )


def test_a_revoked_an_expired_and_a_guessed_link_look_alike(client, book, bob):
    revoked, expired, closed = token_of(book), "expired-token", token_of(bob, kept(bob))
    with acting_as(book):
        saving.revoke(user=book, pk=ShareLink.objects.get(digest=saving.digest_of(revoked)).pk)
        view = SavedView.objects.get()
        ShareLink.objects.create(
            owner=book,
            view=view,
            digest=saving.digest_of(expired),
            created_at=now() - timedelta(8),
            expires_at=now() - timedelta(seconds=1),
        )
    User.objects.filter(pk=bob.pk).update(is_active=False)
    pages = [client.get(f"/shared/{token}/") for token in (revoked, expired, closed, "guessed")]
    assert [page.status_code for page in pages] == [404] * 4
    assert len({page.text.partition("<main")[2].partition("</main>")[0] for page in pages}) == 1


def test_revoking_and_deleting_work_at_once(client, book):
    view = kept(book)
    first, second = token_of(book, view), token_of(book, view)
    assert client.get(f"/shared/{first}/").status_code == 200
    client.force_login(book)
    with acting_as(book):
        pk = ShareLink.objects.get(digest=saving.digest_of(first)).pk
    client.post(f"/views/links/{pk}/revoke/")
    assert client.get(f"/shared/{first}/").status_code == 404
    assert client.get(f"/shared/{second}/").status_code == 200
    client.post(f"/views/{view.pk}/delete/")
    assert client.get(f"/shared/{second}/").status_code == 404


def test_a_link_is_kept_as_a_hash_and_shown_once(client, book):
    client.force_login(book)
    view = kept(book)
    text = client.post(f"/views/{view.pk}/share/", {"days": "30", "amounts": "scaled"}).text
    token = re.search(r"/shared/([\w-]+)/", text)[1]
    with acting_as(book):
        link = ShareLink.objects.get()
    assert token not in str(vars(link))
    assert link.hides_names
    assert timedelta(29) < link.expires_at - now() < timedelta(31)
    assert token not in client.get("/views/").text


def test_a_link_gives_nobody_a_session_and_no_search_engine_an_entry(client, book, charlie):
    token = token_of(book)
    create_bet(owner=charlie, stake="77.77")
    for user in (None, charlie):
        if user:
            client.force_login(user)
        answer = client.get(f"/shared/{token}/")
        assert answer.headers["X-Robots-Tag"].startswith("noindex")
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer.headers["Cache-Control"]
        assert "sessionid" not in answer.cookies
        assert "77.77" not in answer.text
        assert "Sign in" in answer.text
    assert client.post(f"/shared/{token}/").status_code == 405
    assert "77.77" in client.get("/").text  # and charlie's own session goes on


def test_reading_as_somebody_can_change_nothing(alice):
    bet = create_bet(owner=alice)
    with transaction.atomic(), pytest.raises((InternalError, DatabaseError), match="read-only"):
        with reading_as(alice):
            Bet.objects.filter(pk=bet.pk).update(note="changed")
    with reading_as(alice):
        assert Bet.objects.get(pk=bet.pk).note == ""
        assert acting_uid() == alice.pk
    assert acting_uid() is None
    with acting_as(alice):
        assert Bet.objects.filter(pk=bet.pk).update(note="own") == 1


def test_strangers_see_neither_views_nor_links(book, charlie):
    token_of(book)
    with acting_as(charlie):
        assert not SavedView.objects.exists()
        assert not ShareLink.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM analytics_sharelink")
        assert cursor.fetchone() == (0,)


def test_nobody_can_link_to_anothers_view(book, charlie):
    view = kept(book)
    with pytest.raises(DatabaseError, match="row-level security"), acting_as(charlie):
        ShareLink.objects.create(
            owner=charlie, view_id=view.pk, digest="x", created_at=now(), expires_at=now() + timedelta(1)
        )


def test_guessing_is_slowed_down(client, book):
    token = token_of(book)
    for number in range(sharing.PER_MINUTE):
        client.get(f"/shared/guess-{number}/")
    assert client.get(f"/shared/{token}/").status_code == 429
    cache.clear()
    assert client.get(f"/shared/{token}/").status_code == 200


def test_one_guesser_behind_a_proxy_shuts_out_nobody_else(client, book, settings):
    settings.TRUSTED_PROXIES = ["127.0.0.0/8"]
    token = token_of(book)
    for number in range(sharing.PER_MINUTE):
        client.get(f"/shared/guess-{number}/", headers={"X-Forwarded-For": "198.51.100.1"})
    path = f"/shared/{token}/"
    assert client.get(path, headers={"X-Forwarded-For": "198.51.100.1"}).status_code == 429
    assert client.get(path, headers={"X-Forwarded-For": "198.51.100.2"}).status_code == 200


def test_those_without_an_address_do_not_count_as_one(book):
    token = token_of(book)
    assert not any(sharing.is_too_fast(None, f"guess-{number}") for number in range(sharing.PER_MINUTE + 1))
    assert not sharing.is_too_fast(None, token)


def test_the_scaled_curve_ends_at_the_scaled_result(client, charlie):
    """Three losses of 1 of 3 staked: 333.33 each would come to 999.99."""
    for day in range(3):
        create_bet(
            owner=charlie, status=Status.LOST, stake="1", ref=f"l{day}", placed_at=START + timedelta(days=day)
        )
    text = client.get(f"/shared/{token_of(charlie)}/").text
    assert "\N{MINUS SIGN}1,000.00" in text
    assert "999.99" not in text
