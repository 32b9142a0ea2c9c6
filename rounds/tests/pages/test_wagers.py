"""A person's wagers in all rounds."""

import pytest

from rounds.tests.factories import fund, wager
from rounds.tests.playing import UNITS, ended, opened, plain, voided

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "staff"])
PAGE = "/rounds/wagers/"


def body(client, query=""):
    return plain(client.get(PAGE + query))


def test_nothing_yet(client, alice, moved):
    opened(moved)
    client.force_login(alice)

    assert "You have put nothing on a round." in body(client)


def test_wagers_their_states_and_what_they_came_to(client, alice, bob, moved):
    one = opened(moved, (alice, "up", 30 * UNITS), (alice, "down", 4 * UNITS), (bob, "down", 10 * UNITS))
    client.force_login(alice)
    assert "0 decided in USDC staked USDC 0.00 result even USDC 0.00 2 running" in body(client)
    ended(moved, one)
    text = body(client)

    # 14 lost, 13.86 after the fee, all to the only winner
    assert "2 decided in USDC staked USDC 34.00 result profit +USDC 9.86" in text
    assert "Up Won USDC 30.00 USDC 43.86 profit +USDC 13.86" in text
    assert "Down Lost USDC 4.00 USDC 0.00 loss −USDC 4.00" in text
    assert "10.00" not in text


@pytest.mark.parametrize(
    ("query", "shown"),
    [("", {"Won", "Lost"}), ("?state=won", {"Won"}), ("?state=lost", {"Lost"}), ("?state=running", set()),
     ("?state=back", set()), ("?state=nonsense", {"Won", "Lost"})],
)  # fmt: skip
def test_the_filter_leaves_what_it_says(client, alice, moved, query, shown):
    one = opened(moved, (alice, "up", 30 * UNITS), (alice, "down", 4 * UNITS))
    ended(moved, one)
    client.force_login(alice)
    table = body(client, query).partition("Stake back ")[2]  # behind the filter's own words

    assert {word for word in ("Won", "Lost", "Running", "Refunded") if f" {word} " in table} == shown


def test_what_was_void_is_refunded_and_even(client, alice, moved):
    one = opened(moved, (alice, "up", 30 * UNITS))
    voided(moved, one)
    client.force_login(alice)

    assert "Up Refunded USDC 30.00 USDC 30.00 even USDC 0.00" in body(client, "?state=back")


def test_many_wagers_are_paged_by_key(client, alice, moved, django_assert_max_num_queries):
    one = opened(moved)
    fund(alice, 60)
    for _ in range(57):
        wager(alice, one, "up", 1)
    client.force_login(alice)
    with django_assert_max_num_queries(15):
        first = client.get(PAGE)
    following = first.context["table"].page_of_rows.next

    assert first.text.count("row-link") == 50
    assert client.get(PAGE + following).text.count("row-link") == 7
    dear = client.get(f"{PAGE}?sort=-profit")
    assert dear.status_code == 200
