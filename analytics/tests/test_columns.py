"""The columns against the database: every figure of the pages, for books and filters drawn at random."""

from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics import breakdowns, figures, series, swings, truth
from analytics.columns import order, picked, sums
from analytics.filters import NONE, STATES, TYPES, Filter
from analytics.terms import TERMS
from analytics.tests.columns import BETS, BOOKMAKERS, FROM, MARKETS, SPORTS, write
from web.context import acting_as

ZONES = ("UTC", "Australia/Sydney", "America/New_York", "Asia/Kathmandu")
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
CROSSED = [
    ("sport__slug", "sport__name", "term_hour"),
    ("term_odds", "term_weekday"),
    ("structure", "term_live"),
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


def compare(user, asked, zone):
    """Both ways of every figure."""
    found = picked.pick(user, asked, zone)
    assert found is not None
    for names in [*BY_COLUMNS, *CROSSED]:
        assert plain(sums.summed(found, names)) == plain(figures.by_sql(user, asked, zone, *names)), names
    assert order.spans(found) == unordered(truth.spans_by_sql(user, asked, zone), order.spans(found))
    assert sorted(order.swings(found)) == sorted(
        (*told[:2], int(told[2]), *told[3:]) for told in swings.swings_by_sql(user, asked, zone)
    )
    for currency in ("AUD", "EUR"):
        mine = asked.but(currency=currency)
        for period in series.PERIODS:
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


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    drawn=st.lists(BETS, min_size=1, max_size=40),
    filters=st.tuples(FILTERS, ONE_THING),
    zone=st.sampled_from(ZONES).map(ZoneInfo),
)
def test_columns_say_what_the_database_says(kept, alice, drawn, filters, zone):
    with transaction.atomic():
        write(alice, drawn)
        with acting_as(alice):
            for asked in {Filter(), *filters}:
                compare(alice, asked, zone)
        transaction.set_rollback(True)
