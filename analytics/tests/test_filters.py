from datetime import date

from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from analytics.filters import STATES, TYPES, Filter, read

words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20).map(str.strip)
days = st.none() | st.dates(date(1901, 1, 1), date(2199, 1, 1))


@given(
    st.builds(
        Filter,
        date_from=days,
        date_to=days,
        bookmaker=words,
        sport=words,
        competition=words,
        market=words,
        type=st.sampled_from(["", *TYPES]),
        status=st.sampled_from(["", *STATES]),
        currency=words,
        q=words,
    )
)
def test_a_filter_survives_its_address(asked):
    if asked.date_from and asked.date_to and asked.date_from > asked.date_to:
        asked = asked.but(date_from=asked.date_to, date_to=asked.date_from)
    assert read(QueryDict(asked.query)) == (asked, [])


def test_what_is_not_understood_is_left_out_and_said():
    asked, notices = read(QueryDict("from=yesterday&type=magic&status=lucky&sport=tennis&utm_source=x"))
    assert asked == Filter(sport="tennis")
    assert len(notices) == 3
    assert "yesterday is not a day" in " ".join(notices)


def test_days_the_wrong_way_round_are_exchanged():
    asked, notices = read(QueryDict("from=2026-02-01&to=2026-01-01"))
    assert (asked.date_from, asked.date_to) == (date(2026, 1, 1), date(2026, 2, 1))
    assert notices


def test_an_empty_filter_has_no_address():
    assert Filter().query == ""
    assert Filter().prefix == ""
    assert Filter(sport="tennis", status="won").prefix == "sport=tennis&"
