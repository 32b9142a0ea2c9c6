"""Two periods side by side, and the spans of days that people mean."""

import html
import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.periods import DAY, Span, shifted, span_of
from analytics.tests.factories import create_transfer
from bets.models import Status
from bets.tests.factories import create_bet

days = st.dates(date(1990, 1, 1), date(2090, 1, 1))


@given(days, st.sampled_from(["month", "quarter", "year"]))
def test_a_span_before_ends_where_the_span_begins(day, kind):
    span = span_of(day, kind)
    assert span.first <= day <= span.last
    assert span.before.last + DAY == span.first
    assert span.before == span_of(span.first - DAY, kind)
    assert span.year_before == span_of(shifted(span.first, -12), kind)


@given(days, st.integers(0, 400))
def test_a_free_span_before_is_as_long(day, length):
    span = Span(day, day.fromordinal(day.toordinal() + length))
    assert span.before.last + DAY == span.first
    if not span.months:
        assert span.before.days == span.days


def test_a_leap_day_has_a_day_a_year_before():
    assert Span(date(2024, 2, 1), date(2024, 2, 29)).year_before == Span(date(2023, 2, 1), date(2023, 2, 28))
    assert Span(date(2023, 2, 1), date(2023, 2, 28)).before == Span(date(2023, 1, 1), date(2023, 1, 31))


@pytest.fixture
def signed_in(client, alice):
    alice.time_zone = "UTC"
    alice.save(update_fields=["time_zone"])
    client.force_login(alice)
    return client


def flat(response):
    return html.unescape(" ".join(response.text.split()))


def bet(owner, month, stake, *, day=10, **more):
    create_bet(owner=owner, stake=stake, placed_at=datetime(2026, month, day, 8, tzinfo=UTC), **more)


def test_the_latest_month_is_compared_with_the_one_before(signed_in, alice):
    bet(alice, 4, "100")
    bet(alice, 5, "150")
    bet(alice, 5, "10", status=Status.WON, day=31)
    text = flat(signed_in.get("/compare/"))
    assert "The result is $40.00 worse, with $60.00 (60%) more turned over." in text
    for link, count in re.findall(r'href="(/bets/\?[^"]*status=settled)">(\d)</a>', text):
        (total,) = signed_in.get(link).context["totals"]
        assert total.bets == int(count)
    assert "from=2026-05-01&to=2026-05-31&than_from=2025-05-01&than_to=2025-05-31" in text


def test_any_two_spans_live_in_the_address(signed_in, alice):
    bet(alice, 4, "100", sport="tennis")
    bet(alice, 5, "150")
    create_transfer(owner=alice, amount="77", at=datetime(2026, 4, 11, tzinfo=UTC))
    address = "/compare/?from=2026-04-09&to=2026-04-12&than_from=2026-05-01&than_to=2026-05-20"
    text = flat(signed_in.get(address))
    assert "The result is $50.00 better" in text
    assert "The two are 4 and 20 days long" in text
    assert "+$77.00" in text
    assert "Put in" not in flat(signed_in.get(f"{address}&sport=tennis"))
    assert "nothing to compare" in flat(signed_in.get(f"{address}&sport=tennis"))


def test_what_the_files_do_not_tell_of_a_period_is_said(signed_in, alice):
    bet(alice, 4, "100")
    bet(alice, 5, "150", status=Status.WON)
    assert "Not told by your files" not in flat(signed_in.get("/compare/"))
    bet(alice, 5, "12", status=Status.UNDECIDED)
    assert "how 1 bet with $12.00 staked in the first period ended" in flat(signed_in.get("/compare/"))


def test_currencies_are_compared_each_with_itself(signed_in, alice):
    bet(alice, 4, "100")
    bet(alice, 5, "150", currency="GBP")
    text = flat(signed_in.get("/compare/"))
    assert text.count("nothing to compare") == 2
    assert "£150.00" in text


def test_days_that_are_none_are_left_out_and_said(signed_in, alice):
    bet(alice, 4, "100")
    text = flat(signed_in.get("/compare/?from=x&than_from=y&than_to=2026-01-01"))
    assert text.count("is not a day") == 2
    assert "1 Apr 2026" in text
    assert "Nothing in either period" in flat(signed_in.get("/compare/?from=2001-01-01&to=2001-01-31"))


@pytest.mark.parametrize("half", ["from=2026-03-01", "to=2026-03-31", "than_from=2026-02-01"])
def test_half_a_period_is_told_to_be_left_out(client, alice, half):
    create_bet(owner=alice)
    client.force_login(alice)
    assert "needs its first and its last day" in client.get(f"/compare/?{half}").text
    assert "needs its first and its last day" not in client.get("/compare/").text
