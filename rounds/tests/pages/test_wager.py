"""A wager from its first look to the pool, and everything that may be said against it."""

from uuid import uuid4

import pytest

from accounts.protection.limits import set_limit
from ledger.verification import verify
from rounds.models import Wager
from rounds.tests.factories import fund
from rounds.tests.playing import UNITS, opened, plain
from treasury.wallet import standing
from web.context import acting_as

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "staff"])
PAGE = "/rounds/nasdaq-composite/20261118/wager/"


def said(**more):
    return {"side": "up", "amount": "2.50", "token": str(uuid4())} | more


def available(user):
    with acting_as(user):
        return standing(user, "USDC").available_micro


def made():
    return list(
        Wager.objects.using("staff").order_by("pk").values_list("owner__email", "side", "amount_micro")
    )


def test_a_look_takes_nothing_and_says_everything(client, alice, bob, moved):
    opened(moved, (bob, "down", 10 * UNITS))
    fund(alice, 5 * UNITS)
    client.force_login(alice)
    text = plain(client.get(PAGE, {"side": "up", "amount": "2,50"}))

    assert "USDC 2.50 on Up" in text
    assert "USDC 12.40" in text  # the stake and 10 less one percent
    assert "+USDC 9.90" in text
    assert "−USDC 2.50" in text
    assert "In your wallet now USDC 5.00 and then USDC 2.50" in text
    assert available(alice) == 5 * UNITS
    assert made() == [("bob@example.com", "down", 10 * UNITS)]


def test_a_wager_moves_the_money_and_is_confirmed(client, alice, moved):
    opened(moved)
    fund(alice, 5 * UNITS)
    client.force_login(alice)
    response = client.post(PAGE, said(), follow=True)
    text = plain(response)

    assert response.redirect_chain == [("/rounds/", 302)]
    assert "Your wager of USDC 2.50 on Up is placed." in text
    assert "You have USDC 2.50 in your wallet" in text
    assert "pays 1.00, 100.0% of the pools" in text  # the page shows the new pools at once
    assert made() == [("alice@example.com", "up", 2_500_000)]


def test_the_same_form_sent_twice_is_one_wager(client, alice, moved):
    opened(moved)
    fund(alice, 5 * UNITS)
    client.force_login(alice)
    form = said()
    answers = [client.post(PAGE, form).status_code for _ in range(3)]

    assert answers == [302, 302, 302]
    assert made() == [("alice@example.com", "up", 2_500_000)]
    assert available(alice) == 2_500_000


def test_the_same_form_with_another_wager_is_refused(client, alice, moved):
    opened(moved)
    fund(alice, 5 * UNITS)
    client.force_login(alice)
    form = said()
    client.post(PAGE, form)
    response = client.post(PAGE, form | {"amount": "1"})

    assert response.status_code == 422
    assert "This form was sent before, with another wager." in plain(response)
    assert made() == [("alice@example.com", "up", 2_500_000)]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"amount": "5.000001"}, "There is not so much in your wallet. Nothing was taken from it."),
        ({"amount": "0"}, "A wager is at least one millionth."),
        ({"amount": "1.0000001"}, "Write an amount, such as 50 or 1,250.50."),
        ({"amount": ""}, "This field is required."),
        ({"side": "both"}, "Select a valid choice."),
        ({"amount": "-1"}, "An amount from 0 upwards."),
        ({"amount": "99999999999999"}, "Write an amount, such as 50 or 1,250.50."),
    ],
)
def test_what_is_refused_is_said_and_nothing_is_taken(client, alice, moved, changed, words):
    opened(moved)
    fund(alice, 5 * UNITS)
    client.force_login(alice)
    response = client.post(PAGE, said(**changed))

    assert response.status_code == 422
    assert words in plain(response)
    assert made() == []
    assert available(alice) == 5 * UNITS


def test_a_form_without_its_token_places_nothing(client, alice, moved):
    opened(moved)
    fund(alice, 5 * UNITS)
    client.force_login(alice)

    for token in ("", "no token"):
        assert client.post(PAGE, said(token=token)).status_code == 422
    assert made() == []


def test_after_the_lock_nothing_is_taken_whoever_had_the_form_open(client, alice, moved):
    one = opened(moved)
    fund(alice, 5 * UNITS)
    client.force_login(alice)
    form = said()
    client.get(PAGE, form)
    moved.to(one.locks_at)  # the round is still open in its row: only the clock has gone on
    response = client.post(PAGE, form)

    assert response.status_code == 422
    assert "This round takes no wagers any more" in plain(response)
    assert "Place the wager" not in response.text
    assert made() == []


def test_a_limit_is_told_before_and_refuses_after(client, alice, moved):
    opened(moved)
    fund(alice, 5 * UNITS)
    with acting_as(alice):
        set_limit(user=alice, kind="wager", period="day", currency="USDC", amount_micro=2 * UNITS)
    client.force_login(alice)
    look = client.get(PAGE, {"side": "up", "amount": "2.50"})
    sent = client.post(PAGE, said())

    assert "Place the wager" not in look.text
    assert "USDC 2.00" in plain(look)
    assert sent.status_code == 422
    assert "USDC 2.00" in plain(sent)
    assert made() == []
    assert "Place the wager" in client.get(PAGE, {"side": "up", "amount": "2"}).text


def test_who_is_not_signed_in_comes_back_to_the_same_wager(client, moved):
    opened(moved)
    response = client.get(PAGE, {"side": "down", "amount": "3"})

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=/rounds/nasdaq-composite/20261118/wager/")
    assert "amount%3D3" in response["Location"]
    assert client.post(PAGE, said()).status_code == 302


def test_the_books_are_sound_after_it_all(client, alice, bob, moved):
    opened(moved, (bob, "down", 10 * UNITS))
    fund(alice, 5 * UNITS)
    client.force_login(alice)
    for side, amount in (("up", "0.000001"), ("down", "1.999999"), ("up", "3")):
        assert client.post(PAGE, said(side=side, amount=amount)).status_code == 302

    assert available(alice) == 0
    assert verify().is_sound
