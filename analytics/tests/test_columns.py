"""The columns against the database: every figure of the pages, for books and filters drawn at random."""

from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics import breakdowns, figures, series, swings, truth
from analytics.columns import order, picked, store, sums
from analytics.columns.pages import ColumnWalk
from analytics.filters import NONE, STATES, TYPES, Filter
from analytics.terms import TERMS
from analytics.tests.columns import BETS, BOOKMAKERS, FROM, MARKETS, MICRO, SPORTS, write
from analytics.views.bets_list import SORTS
from bets.models import Bet
from web import keyset
from web.context import acting_as

ZONES = ("UTC", "Australia/Sydney", "America/New_York", "Asia/Kathmandu")
UTC = ZoneInfo("UTC")
DAY = st.none() | st.integers(-3, 420).map(lambda days: FROM.date() + timedelta(days=days))


def word(name):
    return st.sampled_from(["", "", "", *TERMS[name].words])


FILTERS = st.builds(
    Filter,
    date_from=DAY,
    date_to=DAY,
    bookmaker=st.sampled_from(["", "", *BOOKMAKERS, NONE]),
    sport=st.sampled_from(["", "", *SPORTS, NONE]),
    competition=st.sampled_from(["", "", "Cup", "League", NONE]),
    market=st.sampled_from(["", "", *MARKETS, NONE]),
    type=st.sampled_from(["", "", *TYPES]),
    status=st.sampled_from(["", "", *STATES]),
    currency=st.sampled_from(["", "", "AUD", "EUR", "USD"]),
    q=st.sampled_from(["", "", "", "å", "over"]),
    team=st.sampled_from(["", "", "", NONE]),
    **{name: word(name) for name in ("legs", "built", "odds", "stake", "weekday", "hour", "live", "money")},
)
ONE_THING = st.builds(
    lambda asked, name: Filter(**{name: getattr(asked, name)}),
    FILTERS,
    st.sampled_from(list(Filter.__dataclass_fields__)),
)
EVERY = [dimension.columns for dimension in breakdowns.DIMENSIONS.values()]
BY_COLUMNS = [columns for columns in EVERY if columns[0] not in ("term_team", "term_opponent")]
PERIODS_OF = (("week", "month"), ("quarter", "year"))
CROSSED = [
    ("sport__slug", "sport__name", "term_hour"),
    ("term_odds", "term_weekday"),
    ("structure", "term_live"),
    ("status",),
]


@pytest.fixture
def kept(settings, tmp_path):
    """Columns for every book, however small."""
    settings.READ_STORE = tmp_path / "columns"
    settings.READ_STORE_FROM = 1
    picked.forget()
    yield settings.READ_STORE
    picked.forget()


def plain(rows):
    """Rows in one order; a number is written in one way, whatever it is."""
    return sorted(sorted((name, said(value)) for name, value in row.items()) for row in rows)


def said(value):
    return f"{Decimal(value).normalize():f}" if isinstance(value, (int, Decimal)) else str(value)


def compare(user, asked, zone, groupings):
    """Both ways of the figures."""
    found = picked.pick(user, asked, zone)
    assert found is not None
    for names in groupings:
        assert plain(sums.summed(found, names)) == plain(figures.by_sql(user, asked, zone, *names)), names
    assert order.spans(found) == unordered(truth.spans_by_sql(user, asked, zone), order.spans(found))
    assert sorted(order.swings(found)) == sorted(
        (*told[:2], int(told[2]), *told[3:]) for told in swings.swings_by_sql(user, asked, zone)
    )
    for currency in ("AUD", "EUR"):
        mine = asked.but(currency=currency)
        for period in ("day", *PERIODS_OF[len(groupings) % 2]):
            told = series.results_by_sql(user, mine, zone, period)
            assert order.periods(picked.pick(user, mine, zone), currency, period) == told
        for is_best in (True, False):
            ids = order.largest(found, currency, 3, is_best=is_best)
            assert ids == largest_by_sql(user, asked, zone, currency, is_best=is_best)
    assert found.rows("id").tolist() == list(
        asked.bets(user, zone).order_by("happened_at", "pk").values_list("pk", flat=True)
    )


def unordered(rows, like):
    by_currency = {row["currency"]: row for row in rows}
    assert len(by_currency) == len(like)
    return [by_currency[row["currency"]] for row in like]


def largest_by_sql(user, asked, zone, currency, *, is_best):
    rank, bound = ("-profit_micro", "profit_micro__gt") if is_best else ("profit_micro", "profit_micro__lt")
    bets = asked.bets(user, zone).settled().filter(currency=currency, **{bound: 0})
    return list(bets.order_by(rank, "pk").values_list("pk", flat=True)[:3])


DRAWN = {
    "drawn": st.lists(BETS, min_size=1, max_size=40),
    "filters": st.tuples(FILTERS, ONE_THING),
    "zone": st.sampled_from(ZONES).map(ZoneInfo),
}
MANY = st.lists(st.sampled_from([*BY_COLUMNS, *CROSSED]), min_size=3, max_size=4, unique=True)
FREELY: Any = {"suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]}


@pytest.mark.thorough
@settings(max_examples=12, **FREELY)
@given(**DRAWN, groupings=MANY)
def test_columns_say_what_the_database_says(kept, alice, drawn, filters, zone, groupings):
    with transaction.atomic():
        write(alice, drawn)
        with acting_as(alice):
            for asked in filters:
                compare(alice, asked, zone, groupings)
        transaction.set_rollback(True)


@pytest.mark.slow
@settings(max_examples=150, **FREELY)
@given(**DRAWN)
def test_columns_say_what_the_database_says_of_every_dimension(kept, alice, drawn, filters, zone):
    with transaction.atomic():
        write(alice, drawn)
        with acting_as(alice):
            for asked in {Filter(), *filters}:
                compare(alice, asked, zone, [*BY_COLUMNS, *CROSSED])
        transaction.set_rollback(True)


@pytest.mark.thorough
@settings(max_examples=8, **FREELY)
@given(
    drawn=st.lists(BETS, min_size=2, max_size=30),
    later=st.lists(BETS, max_size=6),
    changes=st.lists(
        st.tuples(st.integers(0, 30), MICRO, st.sampled_from(["won", "lost"])), min_size=1, max_size=5
    ),
    asked=FILTERS,
    groupings=MANY,
)
def test_columns_follow_changes_without_being_read_anew(
    kept, alice, monkeypatch, drawn, later, changes, asked, groupings
):
    with transaction.atomic():
        write(alice, drawn)
        with acting_as(alice):
            store.opened(store.fit_now(alice.pk, "UTC"))
            for place, profit, status in changes:
                bets = Bet.objects.order_by("pk")[place % len(drawn) :][:1].values("pk")
                Bet.objects.filter(pk__in=bets).update(
                    status=status,
                    profit_micro=profit,
                    settled_at=FROM + timedelta(days=profit % 300, seconds=place),
                )
            write(alice, later, first=len(drawn))
            with monkeypatch.context() as patch:
                patch.delattr(store, "build")  # all of them need not be read
                compare(alice, asked, UTC, groupings)
                compare(alice, Filter(), UTC, groupings[:1])
        transaction.set_rollback(True)


@settings(max_examples=10, **FREELY)
@given(
    drawn=st.lists(BETS, min_size=1, max_size=25),
    asked=FILTERS | ONE_THING,
    sort=st.sampled_from([sign + name for name in SORTS.columns for sign in ("", "-")]),
    day=st.dates(FROM.date(), FROM.date() + timedelta(days=400)),
)
def test_pages_are_those_of_the_database(kept, alice, drawn, asked, sort, day):
    with transaction.atomic():
        write(alice, drawn)
        with acting_as(alice):
            for place in ("", "at=last", f"on={day}"):
                walk_both(alice, asked, f"sort={sort}&{place}")
        transaction.set_rollback(True)


def walk_both(user, asked, address):
    """Every page forwards from one address, and the page before each."""
    found = picked.pick(user, asked, UTC)
    walking = partial(ColumnWalk, picked=found)
    mine, theirs = Bet.objects.visible_to(user), asked.bets(user, UTC)
    addresses, seen = [address], set()
    while addresses:
        query = QueryDict(addresses.pop().removeprefix("?"))
        one = keyset.paginate(mine, query, sorts=SORTS, size=4, walking=walking)
        other = keyset.paginate(theirs, query, sorts=SORTS, size=4)
        assert [bet.pk for bet in one] == [bet.pk for bet in other], query
        assert (one.first, one.previous, one.next, one.last) == (
            other.first,
            other.previous,
            other.next,
            other.last,
        )
        seen.add(query.urlencode())
        near = [link for link in (one.next, one.previous) if link]
        addresses += [link for link in near if QueryDict(link.removeprefix("?")).urlencode() not in seen]
