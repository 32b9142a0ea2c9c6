"""Lists by cursor: every row once, whatever is added meanwhile, and no silent beginning anew."""

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Notification
from web.api_lists import MOST, CursorUnknown, Paged, SortUnknown, cut
from web.clock import now
from web.context import acting_as
from web.keyset import Column, Sorts

SORTS = Sorts(
    {"id": Column("pk"), "kind": Column("kind"), "read": Column("read_at", is_nullable=True)}, "-id"
)
WORDS = st.sampled_from(["a", "b", "c"])


RUNS = count()


def told(owner, kind, key):
    read_at = now() if kind == "a" else None
    return Notification.objects.create(owner=owner, kind=kind, key=key, title="x", read_at=read_at)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kinds=st.lists(WORDS, max_size=12),
    added=st.lists(WORDS, max_size=6),
    limit=st.integers(1, 5),
    sort=st.sampled_from(["", "id", "-id", "kind", "-kind", "read", "-read"]),
)
def test_walking_meets_every_row_once_though_rows_are_added(alice, kinds, added, limit, sort):
    with acting_as(alice):
        run = f"run {next(RUNS)} "
        mine = Notification.objects.filter(key__startswith=run)
        first = {told(alice, kind, f"{run}{place}").pk for place, kind in enumerate(kinds)}
        met, cursor, coming = [], "", list(enumerate(added))
        while True:
            page = cut(mine, Paged(cursor=cursor, limit=limit), sorts=SORTS, sort=sort)
            met += [row.pk for row in page.rows]
            if coming:
                place, kind = coming.pop()
                told(alice, kind, f"{run}added {place}")
            if not page.next:
                break
            cursor = page.next
        assert len(met) == len(set(met))
        assert first <= set(met)


@pytest.mark.parametrize(
    "cursor",
    ["x", "-id.", "-id.eA", "id.eyJ9", "nothing.eyJ9", ".", "-id.WzEsMl0", "-kind.WyJhIiwiMSJd", "\x00.\x00"],
)
def test_a_cursor_that_is_not_of_this_list_and_sort_is_refused(alice, cursor):
    with acting_as(alice), pytest.raises(CursorUnknown):
        cut(Notification.objects.all(), Paged(cursor=cursor), sorts=SORTS, sort="-id")


def test_a_cursor_brings_its_own_sort_with_it(alice):
    with acting_as(alice):
        for key in "abc":
            told(alice, key, key)
        first = cut(Notification.objects.all(), Paged(limit=1), sorts=SORTS, sort="kind")
        second = cut(Notification.objects.all(), Paged(limit=1, cursor=first.next), sorts=SORTS)
        assert [row.kind for row in second.rows] == ["b"]


def test_a_sort_that_is_none_is_refused_with_those_there_are(alice):
    with acting_as(alice), pytest.raises(SortUnknown, match="id, kind, read"):
        cut(Notification.objects.all(), Paged(), sorts=SORTS, sort="title")


def test_pages_are_bounded():
    for limit in (0, -1, MOST + 1):
        with pytest.raises(ValueError, match="limit"):
            Paged(limit=limit)
