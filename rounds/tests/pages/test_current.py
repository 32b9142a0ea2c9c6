"""The round that is on: for everybody, for who is signed in, and the part of it that changes."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from markets.models import Instrument
from rounds import live, opening
from rounds.models import Payout, Round
from rounds.tests.factories import fund, open_now, wager
from rounds.tests.playing import MORNING, UNITS, ended, opened, plain, voided
from web.numbers import amount_text

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "staff"])
LIVE = "/rounds/nasdaq-composite/20261118/live/"


def test_anybody_sees_what_is_bet_on_the_pools_and_the_rules(client, alice, bob, moved):
    opened(moved, (alice, "up", 30 * UNITS), (bob, "down", 10 * UNITS))
    page = client.get("/rounds/")
    text = plain(page)

    assert page.status_code == 200
    assert "Will the NASDAQ Composite close above 23,639.08 on Wednesday, 18 November?" in text
    assert "USDC 30.00 pays 1.33, 75.0% of the pools" in text  # 30 and 9.9 of the other 10
    assert "USDC 10.00 pays 3.97, 25.0% of the pools" in text  # 10 and 29.7 of the other 30
    assert "fee 1.00% of the losing pool" in text
    assert "Whoever bets late knows most of the answer" in text
    assert "Wed 18 Nov, 15:59:59 EST" in text
    assert "Wed 18 Nov, 20:59:59 UTC" in text
    assert "Sign in to wager" in text
    assert "In your wallet" not in text


def test_coming_rounds_tell_of_early_closes(client, moved):
    moved.to(MORNING + timedelta(days=7))
    text = plain(client.get("/rounds/"))

    assert "No round is open at the moment" in text
    assert "Fri 27 Nov Early close until Fri 27 Nov, 17:59:59 UTC" in text


def test_an_early_close_is_marked_on_its_round(client, moved):
    moved.to(MORNING + timedelta(days=9))
    assert open_now().code == "20261127"
    text = plain(client.get("/rounds/"))
    assert "The exchange closes earlier than usual on this day" in text
    assert "Fri 27 Nov, 12:59:59 EST" in text


def test_who_is_signed_in_sees_the_wallet_and_their_wagers_only(client, alice, bob, moved):
    one = opened(moved, (alice, "up", 30 * UNITS), (bob, "down", 7 * UNITS))
    fund(alice, 5 * UNITS)
    client.force_login(alice)
    text = plain(client.get("/rounds/"))

    assert "You have USDC 5.00 in your wallet" in text
    mine = text.partition("Your wagers on this round")[2].partition("The rules, and why")[0]
    assert "USDC 30.00 USDC 36.93" in mine
    assert "7.00" not in mine
    assert one.code in text


def test_times_are_the_readers(client, alice, moved):
    opened(moved)
    client.force_login(alice)  # in Sydney

    assert "Thu 19 Nov, 07:59:59 AEDT" in plain(client.get("/rounds/"))


def test_odds_are_in_the_readers_format(client, alice, bob, moved):
    opened(moved, (alice, "up", 10 * UNITS), (bob, "down", 10 * UNITS))
    alice.odds_format = "american"
    alice.save()
    client.force_login(alice)

    assert "pays −101" in plain(client.get("/rounds/"))


def test_amounts_of_everybody_are_not_masked_but_a_persons_own_are(client, alice, moved):
    opened(moved, (alice, "up", 31 * UNITS))
    alice.mask_amounts = True
    alice.save()
    client.force_login(alice)
    text = plain(client.get("/rounds/"))

    assert text.count("31.00") == 1  # the pool
    assert "You have USDC •••" in text


def test_between_two_rounds_the_page_says_so_and_shows_the_last_result(client, alice, bob, moved):
    one = opened(moved, (alice, "up", 30 * UNITS), (bob, "down", 10 * UNITS))
    ended(moved, one)
    text = plain(client.get("/rounds/"))

    assert "No round is open at the moment" in text
    assert "Wed 18 Nov Up 23,700.10" in text


def test_two_instruments_have_a_question_each(client, moved, settings):
    settings.ROUND_INSTRUMENTS = ["nasdaq-composite", "nasdaq-100"]
    opened(moved)
    hundred = Instrument.objects.using("staff").get(slug="nasdaq-100")
    opening.open_round(instrument=hundred, reference=Decimal("20000.00"))
    page = client.get("/rounds/")
    ids = re.findall(r'\sid="([^"]+)"', page.text)

    assert "Will the NASDAQ Composite close above 23,639.08" in plain(page)
    assert "Will the NASDAQ-100 close above 20,000.00" in plain(page)
    assert len(ids) == len(set(ids))


def test_a_locked_round_takes_no_wagers(client, alice, moved):
    one = opened(moved, (alice, "up", UNITS))
    moved.to(one.locks_at)
    text = plain(client.get("/rounds/"))

    assert "This round takes no wagers any more" in text
    assert "Sign in to wager" not in text


# --- The part that changes ---------------------------------------------------------------------------------------
def test_the_live_part_is_answered_304_until_something_changes(client, alice, bob, moved):
    one = opened(moved, (alice, "up", 3 * UNITS))
    first = client.get(LIVE)
    again = client.get(LIVE, headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, again.status_code) == (200, 304)
    assert again.content == b""
    assert first["Cache-Control"] == "private, no-cache"
    fund(bob, UNITS)
    wager(bob, one, "down", UNITS)
    live.forget(Round.objects.select_related("instrument").get(pk=one.pk))
    changed = client.get(LIVE, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_the_servers_time_comes_with_every_answer(client, moved):
    opened(moved)
    first = client.get(LIVE)
    moved.by(timedelta(hours=1))
    again = client.get(LIVE, headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304
    assert 3_599_000 < int(again["X-Betsite-Now"]) - int(first["X-Betsite-Now"]) < 3_700_000


def test_a_thousand_watchers_ask_the_database_once_a_second(client, moved):
    opened(moved)
    client.get(LIVE)
    cache.touch("rounds:live:nasdaq-composite:20261118", 60)  # however slow this machine is
    with CaptureQueriesContext(connection) as queries:
        for _ in range(20):
            assert client.get(LIVE).status_code == 200
    assert len(queries) == 0


def test_the_live_part_asks_no_more_when_the_round_has_ended(client, alice, moved):
    one = opened(moved, (alice, "up", UNITS))
    assert "hx-trigger" in client.get(LIVE).text
    voided(moved, one)
    cache.clear()
    text = client.get(LIVE).text
    assert "hx-trigger" not in text
    assert "Void" in text
    assert "No source agreed. Every stake is back." in text


@pytest.mark.parametrize(
    "path", ["", "live/", "preview/", "round.json", "facts.csv", "wagers.csv", "journal.csv"]
)
def test_a_round_that_is_not_there_is_404(client, moved, path):
    assert client.get(f"/rounds/nasdaq-composite/20990101/{path}").status_code == 404


# --- Preview -----------------------------------------------------------------------------------------------------
def preview(client, **said):
    return plain(client.get("/rounds/nasdaq-composite/20261118/preview/", said))


def test_the_preview_is_exact_to_the_millionth(client, alice, bob, moved):
    opened(moved, (alice, "up", 3 * UNITS), (bob, "down", 7 * UNITS))

    # 7 less one percent is 6.93; of it 1/4 for one beside three
    assert "USDC 2.7325 back, profit +USDC 1.7325 , as at odds of 2.73" in preview(
        client, side="up", amount="1"
    )
    assert "USDC 0.000003 back" in preview(client, side="up", amount="0.000001")


def test_what_is_lost_is_said_and_that_a_lone_side_loses_nothing(client, alice, bob, moved):
    opened(moved, (alice, "up", 3 * UNITS))

    assert "If not, nobody is right as the pools stand" in preview(client, side="up", amount="1")
    assert "If not, the USDC 1.00 are gone." in preview(client, side="down", amount="1")


def test_what_is_typed_is_what_the_round_then_pays(client, alice, bob, moved):
    one = opened(moved, (bob, "down", 7 * UNITS + 1))
    said = preview(client, side="up", amount="3.000001")
    fund(alice, 4 * UNITS)
    mine = wager(alice, one, "up", 3_000_001)
    ended(moved, one)
    paid = Payout.objects.using("staff").get(wager_id=mine.pk).amount_micro
    assert f"USDC {amount_text(paid)} back" in said


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, ""),
        ({"side": "up"}, ""),
        ({"side": "up", "amount": ""}, ""),
        ({"side": "up", "amount": "0"}, "A wager is at least one millionth."),
        ({"side": "up", "amount": "0.0000001"}, "Write an amount, such as 50 or 1,250.50."),
        ({"side": "up", "amount": "-3"}, "An amount from 0 upwards."),
        ({"side": "up", "amount": "a lot"}, "Write an amount, such as 50 or 1,250.50."),
        ({"side": "sideways", "amount": "3"}, ""),
    ],
)
def test_a_preview_of_nothing_says_nothing_or_what_is_wrong(client, moved, said, words):
    opened(moved)

    assert preview(client, **said) == words
