from datetime import date

from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from analytics.filters import SPELLINGS, STATES, TYPES, Filter, read, read_for
from bets import seeds
from web.context import acting_as

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
    once, notices = read(QueryDict(asked.query))
    assert notices == []
    assert once.but(sport="", market="", bookmaker="", currency="") == asked.but(
        sport="", market="", bookmaker="", currency=""
    )
    assert read(QueryDict(once.query)) == (once, [])


def test_names_are_understood_as_people_write_them():
    asked, _ = read(QueryDict("sport=Soccer&market=Head to head&bookmaker=William Hill&currency=aud"))
    assert asked == Filter(sport="football", market="head-to-head", bookmaker="william-hill", currency="AUD")


def test_every_slug_of_the_catalogue_is_its_own_spelling():
    for name, known in (("sport", seeds.SPORTS), ("market", seeds.MARKETS), ("bookmaker", seeds.BOOKMAKERS)):
        for slug, called, *_ in known:
            assert SPELLINGS[name](slug) == slug
            assert name != "bookmaker" or SPELLINGS[name](called) == slug


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


def test_what_no_catalogue_has_is_left_out_and_said(alice):
    with acting_as(alice):
        asked, notices = read_for(alice, QueryDict("sport=Quidditch&bookmaker=sportsbet&market=none"))
    assert asked == Filter(bookmaker="sportsbet", market="none")
    assert notices == ["There is no sport called Quidditch; it was left out."]


def test_a_period_never_widens_the_filter():
    asked = Filter(date_from=date(2026, 3, 15), sport="tennis")
    march = asked.narrowed_to(date(2026, 3, 1), date(2026, 3, 31))
    assert (march.date_from, march.date_to, march.sport) == (date(2026, 3, 15), date(2026, 3, 31), "tennis")
    assert asked.but(date_to=date(2026, 3, 20)).narrowed_to(
        date(2026, 3, 1), date(2026, 3, 31)
    ).date_to == date(2026, 3, 20)
