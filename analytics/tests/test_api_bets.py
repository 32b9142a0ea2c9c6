"""Bets, legs and events over the API: what an import brought, every row once, nobody else's."""

import json
import re
from decimal import Decimal
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.tests.calling import Api
from analytics.api.asked import BetFilter
from analytics.columns import picked
from analytics.filters import Filter
from analytics.tests.columns import BETS, write
from analytics.tests.factories import import_file
from analytics.tests.test_columns import FILTERS
from analytics.views.bets_list import SORTS
from bets.models import Bet, Event, Leg, Sport, Status
from bets.tests.factories import create_bet
from imports.tests.exports import statement
from ledger.money import MOST_MICRO, to_micro
from web.context import acting_as

ZONE = ZoneInfo("Australia/Sydney")
FREELY: Any = {"suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]}
NUMBERS = count(1)


@pytest.fixture(autouse=True)
def files_aside(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.READ_STORE = tmp_path / "columns"
    picked.forget()
    yield
    picked.forget()


@pytest.fixture
def api(client, alice):
    return Api(client, alice, "bets:read")


@pytest.fixture
def book(alice):
    import_file(alice, statement(9, first=0, last=12))
    with acting_as(alice):
        return list(Bet.objects.order_by("-placed_at", "-pk"))


def ids(items):
    return [each["id"] for each in items]


def test_the_filter_has_every_name_of_the_pages_filter():
    names = {field.alias or name for name, field in BetFilter.model_fields.items()}
    assert names == {"from", "to", *(name for name in Filter.__dataclass_fields__ if "date" not in name)}


def test_an_imported_book_is_told_bet_by_bet(api, book):
    items = list(api.walk("bets", 4))
    assert ids(items) == [bet.pk for bet in book]
    for told, bet in zip(items, book, strict=True):
        assert (told["status"], told["ref"], told["currency"]) == (bet.status, bet.ref, "AUD")
        assert to_micro(told["stake"]) == bet.stake_micro == 10_000_000
        assert (told["profit"] and to_micro(told["profit"])) == bet.profit_micro
        assert told["bookmaker"] == "sportsbet"
        assert told["placed_at"].endswith("Z")
    won = next(each for each in items if each["status"] == "won")
    assert (won["odds"], won["returned"], won["profit"]) == ("2.00", "20.00", "10.00")


def test_one_bet_with_the_rows_it_was_read_from(api, book):
    bet = next(each for each in book if each.status == Status.WON)
    whole = api.get(f"bets/{bet.pk}")
    assert [line["kind"] for line in whole["lines"]] == ["stake", "win"]
    assert [line["amount"] for line in whole["lines"]] == ["-10.00", "20.00"]
    assert whole["lines"][0]["balance"] is not None
    assert (whole["legs"], whole["closing"]) == ([], None)
    assert whole.items() >= api.get(f"bets?status=won&q={bet.ref}")["items"][0].items()


def test_the_closing_line_value_where_it_is_known(api, alice):
    bet = create_bet(owner=alice, odds=Decimal("2.10"), closing_odds=Decimal("2.00"))
    closing = api.get(f"bets/{bet.pk}")["closing"]
    assert (closing["price"], closing["points"]) == ("0.050000", "0.023810")
    assert Decimal(closing["worth_lowest"]) <= Decimal(closing["worth_highest"])


def test_the_legs_of_some_bets_in_one_question(api, alice, bob):
    with_legs = [_multi(alice, legs) for legs in (3, 2)]
    single, theirs = create_bet(owner=alice), _multi(bob, 2)
    items = api.get(f"legs?bet={with_legs[1].pk}&bet={with_legs[0].pk}&bet={single.pk}")["items"]
    assert [(each["bet"], each["position"]) for each in items] == [
        (with_legs[0].pk, 1),
        (with_legs[0].pk, 2),
        (with_legs[0].pk, 3),
        (with_legs[1].pk, 1),
        (with_legs[1].pk, 2),
    ]
    assert (items[0]["sport"], items[0]["odds"], items[0]["result"]) == ("tennis", "1.50", "won")
    assert api.get(f"bets/{with_legs[1].pk}")["legs"] == items[3:]
    api.get(f"legs?bet={single.pk}&bet={theirs.pk}", status=404)
    assert "bet" in api.get("legs", status=422)["detail"]
    api.get("legs?" + "&".join(f"bet={number}" for number in range(201)), status=422)


def _multi(owner, legs):
    bet = create_bet(owner=owner, legs_count=legs, structure="multi")
    with acting_as(owner):
        sport = Sport.objects.get(slug="tennis", owner=None)
        for position in range(legs, 0, -1):
            Leg.objects.create(
                owner=owner, bet=bet, position=position, sport=sport, odds=Decimal("1.5"), result="won"
            )
    return bet


def test_the_events_of_the_persons_bets(api, alice, bob):
    with acting_as(alice):
        events = [Event.objects.create(owner=alice, name=f"Event {letter}") for letter in "CAB"]
        Event.objects.create(owner=alice, name="Nothing on it")
    for event, bets in zip(events, (1, 2, 3), strict=True):
        for _ in range(bets):
            create_bet(owner=alice, event=event)
    assert [(each["name"], each["bets"]) for each in api.walk("events", 1)] == [
        ("Event C", 1),
        ("Event A", 2),
        ("Event B", 3),
    ]
    assert [each["name"] for each in api.walk("events?sort=-name", 2)] == ["Event C", "Event B", "Event A"]
    assert len(list(api.walk("events?sort=starts", 2))) == 3
    assert api.get("events?sort=owner", status=422)


def test_an_import_names_its_events(api, book):
    items = api.get("events")["items"]
    assert {each["name"] for each in items} >= {"Home 0 v Away 0"}
    assert sum(each["bets"] for each in items) == len([bet for bet in book if bet.event_id])


def test_a_stranger_sees_nothing(client, alice, bob):
    bet = create_bet(owner=alice, selection="Secret of Alice", event_name="Secret")
    with acting_as(alice):
        bet.event = Event.objects.create(owner=alice, name="Secret event")
        bet.save()
    api = Api(client, bob, "bets:read")
    for path in ("bets", "events"):
        assert api.get(path) == {"items": [], "next": None}
    for path in (f"bets/{bet.pk}", f"legs?bet={bet.pk}"):
        assert "Secret" not in json.dumps(api.get(path, status=404))
    assert api.get("figures")["bets"] == 0


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("sport=quidditch", "quidditch"),
        ("status=nearly", "nearly"),
        ("from=yesterday", "yesterday"),
        ("from=2026-03-02&to=2026-03-01", "first day"),
        ("odds=cheap", "cheap"),
        ("sort=colour", "placed, settled"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("cursor=eyJ9", "cursor"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_not_left_out(api, alice, query, said):
    create_bet(owner=alice)
    answer = api.get(f"bets?{query}", status=422)
    assert said in answer["detail"]
    assert not re.search("left out|exchanged", answer["detail"])


def test_questions_do_not_grow_with_the_bets(api, alice):
    for number in range(12):
        with acting_as(alice):
            event = Event.objects.create(owner=alice, name=f"Event {number}")
        create_bet(owner=alice, sport="tennis", competition=f"Cup {number}", event=event)
    legs = "&".join(f"bet={bet}" for bet in ids(api.get("bets")["items"]))
    for path in ("bets", "events"):
        assert api.questions(f"{path}?limit=2") == api.questions(f"{path}?limit=12") <= 20
    assert api.questions(f"legs?{legs}") == api.questions(f"legs?{legs[: legs.index('&')]}")


@pytest.mark.thorough
@pytest.mark.parametrize("from_columns", [False, True])
def test_bets_are_met_once_though_others_come_meanwhile(api, alice, settings, from_columns):
    settings.READ_STORE_FROM = 1 if from_columns else 10**9
    first = {create_bet(owner=alice, stake=str(10 + place % 3)).pk for place in range(9)}
    for sort in SORTS.columns:
        met = []
        for each in api.walk(f"bets?sort=-{sort}", 2):
            if not len(met) % 3:
                create_bet(owner=alice, ref=f"new {next(NUMBERS)}", stake="11")
            met.append(each["id"])
        assert len(met) == len(set(met))
        assert first <= set(met)


@settings(max_examples=8, **FREELY)
@given(
    drawn=st.lists(BETS, min_size=1, max_size=20),
    asked=FILTERS,
    sort=st.sampled_from([*SORTS.columns, *(f"-{name}" for name in SORTS.columns)]),
    size=st.integers(1, 7),
)
def test_large_books_and_small_ones_give_the_same_pages(api, alice, drawn, asked, sort, size):
    """A large book is read from its columns, a small one by SQL."""
    with transaction.atomic():
        write(alice, drawn)
        query = asked.but(date_from=None, date_to=None).query
        path = f"bets?sort={sort}&{query}"
        if _means_something(api, path):
            with override_settings(READ_STORE_FROM=10**9):
                by_sql = list(api.walk(path, size))
            with override_settings(READ_STORE_FROM=1):
                assert list(api.walk(path, size)) == by_sql
            with acting_as(alice):
                wanted = set(
                    asked.but(date_from=None, date_to=None).bets(alice, ZONE).values_list("pk", flat=True)
                )
            assert len(by_sql) == len(wanted)
            assert set(ids(by_sql)) == wanted
        transaction.set_rollback(True)


def _means_something(api, path):
    """A filter drawn may name what the catalogue has not: the page leaves that out, the API refuses it."""
    return api.call("get", path).status_code == 200


@settings(max_examples=15, **FREELY)
@given(micro=st.integers(0, MOST_MICRO), odds=st.decimals(1, 9_999_999, places=6))
def test_the_largest_amounts_and_odds_come_through_exactly(api, alice, micro, odds):
    bet = create_bet(owner=alice, ref=f"large {next(NUMBERS)}", odds=odds)
    with acting_as(alice):
        Bet.objects.filter(pk=bet.pk).update(
            stake_micro=micro, profit_micro=-micro, returned_micro=micro, commission_micro=micro
        )
    told = api.get(f"bets/{bet.pk}")
    for name, sign in (("stake", 1), ("profit", -1), ("returned", 1), ("commission", 1)):
        assert isinstance(told[name], str)
        assert to_micro(told[name]) == sign * micro
    assert Decimal(told["odds"]) == odds
