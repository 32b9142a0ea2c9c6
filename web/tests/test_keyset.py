"""Pages by key: every row once, whichever way one walks, and no address that breaks them."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import F
from django.http import QueryDict
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from web.keyset import Column, Page, Sorts, paginate

pytestmark = pytest.mark.django_db

SORTS = Sorts(
    {
        "joined": Column("joined_at"),
        "seen": Column("last_login", is_nullable=True),
        "name": Column("name"),
        "shown": Column("shown"),
    },
    default="-joined",
)
START = datetime(2026, 3, 1, tzinfo=UTC)


def make_people(days, seen=None):
    """People who joined on these days after START; `seen` gives days of their last login or None."""
    seen = seen or [None] * len(days)
    User.objects.bulk_create(
        User(
            email=f"p{number}@example.com",
            name=f"name {day % 3}",
            joined_at=START + timedelta(days=day),
            last_login=None if last is None else START + timedelta(days=last),
        )
        for number, (day, last) in enumerate(zip(days, seen, strict=True))
    )
    # auto_now_add sets the moment of the INSERT; a test needs its own.
    for number, day in enumerate(days):
        User.objects.filter(email=f"p{number}@example.com").update(joined_at=START + timedelta(days=day))


def people():
    return User.objects.filter(email__startswith="p").annotate(shown=F("last_login"))


def turn(query, size=3) -> Page:
    return paginate(people(), QueryDict(query.removeprefix("?")), sorts=SORTS, size=size)


def walk(query: str, direction: str, size=3) -> list[list[int]]:
    pages, page = [], turn(query, size)
    while True:
        pages.append([row.pk for row in page])
        address = getattr(page, direction)
        if address is None or len(pages) > 60:
            return pages
        page = turn(address, size)


def in_order(sort: str) -> list[int]:
    name, down = sort.removeprefix("-"), sort.startswith("-")
    path = {"joined": "joined_at", "seen": "last_login", "name": "name"}[name]
    key = F(path).desc(nulls_last=True) if down else F(path).asc(nulls_last=True)
    return list(people().order_by(key, "-pk" if down else "pk").values_list("pk", flat=True))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=st.lists(st.integers(0, 4), max_size=14),
    seen=st.data(),
    sort=st.sampled_from(["joined", "-joined", "seen", "-seen", "name", "-name"]),
    size=st.integers(1, 6),
)
def test_walking_forward_and_back_sees_every_row_exactly_once(days, seen, sort, size):
    _clear()
    lasts = seen.draw(st.lists(st.none() | st.integers(0, 3), min_size=len(days), max_size=len(days)))
    make_people(days, lasts)
    expected = in_order(sort)
    forward = walk(f"sort={sort}", "next", size)
    assert [pk for page in forward for pk in page] == expected
    backward = walk(f"sort={sort}&at=last", "previous", size)
    assert [pk for page in reversed(backward) for pk in page] == expected


def _clear():
    """The application may not delete people: rename the former example's away."""
    for user in people():
        User.objects.filter(pk=user.pk).update(email=f"old{user.pk}@example.com")


def test_the_first_page_has_no_way_back_and_the_last_no_way_on():
    make_people(range(7))
    first, last = turn(""), turn("at=last")
    assert (first.first, first.previous, last.next, last.last) == (None, None, None, None)
    assert first.next
    assert first.last
    assert last.first == "?"
    assert last.previous


def test_a_list_that_fits_one_page_has_no_other():
    make_people(range(3))
    assert not turn("").has_others


def test_an_empty_list_is_an_empty_page():
    page = turn("at=last")
    assert page.rows == []
    assert not page.has_others


def test_an_edge_beyond_the_data_leads_to_the_first_page():
    make_people(range(9))
    last = QueryDict(str(turn(turn("").next).next).removeprefix("?"))
    first_rows = [row.pk for row in turn("")]
    page = paginate(people().filter(pk__in=first_rows), last, sorts=SORTS, size=3)
    assert [row.pk for row in page] == first_rows


@pytest.mark.parametrize(
    "edge",
    [
        "",
        "%%%",
        "e30",
        "bm90IGpzb24",
        "A" * 5000,
        *(
            base64.urlsafe_b64encode(json.dumps(value).encode()).decode()
            for value in (
                None,
                [],
                ["2026-03-01T00:00:00+00:00"],
                ["yesterday", "1"],
                ["2026-03-01T00:00:00", "1"],
                ["2026-03-01T00:00:00+00:00", "one"],
                ["2026-03-01T00:00:00+00:00", "9" * 40],
                ["0001-01-01T00:00:00+14:00", "1"],
                [{"a": 1}, "1"],
                [3, 4],
                ["\0", "1"],
                ["\ud800", "1"],
            )
        ),
    ],
)
@pytest.mark.parametrize("sort", ["-joined", "seen", "name"])
@pytest.mark.parametrize("side", ["after", "before"])
def test_a_garbled_edge_leads_to_a_page_and_never_to_an_error(edge, sort, side):
    make_people(range(5))
    query = QueryDict(mutable=True)
    query.update({"sort": sort, side: edge})
    page = paginate(people(), query, sorts=SORTS, size=3)
    assert 0 < len(page) <= 3


def test_jumping_to_a_date_starts_with_that_day_downwards_and_upwards():
    make_people(range(10))
    assert turn("sort=-joined&on=2026-03-05").rows[0].joined_at == START + timedelta(days=4)
    assert turn("sort=joined&on=2026-03-05").rows[0].joined_at == START + timedelta(days=4)


def test_the_day_jumped_to_is_the_persons_day():
    make_people(range(10))
    with timezone.override("Australia/Sydney"):  # 1 March 00:00 UTC is 11 in the morning there
        assert turn("sort=joined&on=2026-03-05").rows[0].joined_at == START + timedelta(days=4)
    with timezone.override("America/New_York"):  # and the evening before here
        assert turn("sort=joined&on=2026-03-05").rows[0].joined_at == START + timedelta(days=5)


@pytest.mark.parametrize(("day", "last"), [("1990-01-01", True), ("2090-01-01", False)])
def test_jumping_beyond_the_data_shows_the_nearest_page(day, last):
    make_people(range(10))
    assert turn(f"on={day}").rows == turn("at=last" if last else "").rows


@pytest.mark.parametrize("day", ["", "soon", "2026-13-40", "9999-12-31", "0001-01-01", "2026-03-05T10:00"])
def test_a_date_that_is_none_leads_to_a_page(day):
    make_people(range(4))
    assert len(turn(f"on={day}")) == 3


def test_filters_stay_in_every_address_and_the_place_does_not():
    make_people(range(9))
    page = turn("sport=tennis&sport=golf&sort=name&on=2026-03-05&at=last")
    for address in map(str, (page.first, page.previous, page.sorted_by("joined"))):
        assert QueryDict(address.removeprefix("?")).getlist("sport") == ["tennis", "golf"]
        assert "at=last" not in address
        assert "on=" not in address
    assert ("sort", "-joined") in page.kept
    assert ("sport", "golf") in page.kept


def test_a_heading_sorts_and_then_turns_the_sort_round():
    assert turn("sort=name").sorted_by("name") == "?sort=-name"
    assert turn("sort=-name").sorted_by("name") == "?sort=name"
    assert turn("sort=name").sorted_by("joined", is_descending=True) == "?sort=-joined"


def test_an_unknown_sort_is_the_lists_own():
    make_people(range(4))
    assert str(turn("sort=password").sort) == "-joined"


def test_a_page_needs_no_count_and_three_queries(django_assert_num_queries):
    make_people(range(20))
    with django_assert_num_queries(3) as queries:
        turn("")
    assert not any("COUNT(" in query["sql"] for query in queries)
