"""Times read by their fixed digits are those that are read the slow way, and whatever is odd is left to it."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from imports.formats import _fixed as fixed
from imports.formats import _moments as moments

SLASHED = ("%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S")
AMERICAN = ("%m/%d/%Y %H:%M:%S", "%m/%d/%Y %I:%M %p")
ZONE = "Australia/Sydney"

number = st.one_of(st.integers(0, 62), st.integers(0, 12))
year = st.one_of(st.integers(1985, 2105), st.sampled_from([0, 1, 1900, 2000, 2024, 9999]))
end = st.sampled_from(["", "Z", " GMT", " ET", " AEST", "Z ", "\x00", "é", "+10:00", ".000Z", ".999Z", ".5Z"])
sign = st.sampled_from(["-", "/", " ", "1", "٣", "２"])


@st.composite
def written(draw):
    month, day, hour, minute, second = (draw(number) for _ in range(5))
    clock = f"{hour:02d}:{minute:02d}"
    seconds = f"{clock}:{second:02d}"
    text = draw(
        st.sampled_from(
            [
                f"{draw(year):04d}-{month:02d}-{day:02d}T{seconds}",
                f"{month:02d}/{day:02d}/{draw(year):04d} {seconds}",
                f"{day:02d}/{month:02d}/{draw(year):04d} {clock}",
                f"{day}/{month}/{draw(year)}  {clock}",
            ]
        )
    )
    text += draw(end)
    if draw(st.integers(0, 9)) == 0:
        place = draw(st.integers(0, len(text) - 1))
        text = text[:place] + draw(sign) + text[place + 1 :]
    return text


CELLS = st.lists(st.one_of(written(), st.sampled_from(["", "-", "no time"])), min_size=1, max_size=30)


def objects(cells: list[str]) -> np.ndarray:
    column = np.empty(len(cells), dtype=object)
    column[:] = cells
    return column


@pytest.mark.thorough
@settings(max_examples=150, deadline=None)
@given(CELLS)
@example(["2024-02-29T23:59:59.999Z", "2023-02-29T00:00:00.000Z", "1989-12-31T23:59:59.999Z"])
@example(["29/02/2024 00:00", "31/04/2024 10:00", "31/12/2099 23:59", "01/01/2100 00:00", "01/01/1990 00:00"])
def test_fast_and_slow_ways_read_the_same(cells):
    column = objects(cells)

    def read() -> list[np.ndarray]:
        return [
            moments.iso(column),
            moments.naive(column, SLASHED),
            moments.naive(column, AMERICAN),
            moments.with_suffix(column, AMERICAN, default_zone=ZONE),
        ]

    fast = read()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(moments, "_regular_first", lambda cells, _written, otherwise: otherwise(cells))
        slow = read()
    for one, other in zip(fast, slow, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("count", [1, fixed.STEP, fixed.STEP + 1])
def test_times_as_they_are_mostly_written_take_the_fast_way(count):
    read = fixed.times(objects(["2026-02-28T10:24:44.125Z"] * count), "YYYY-MM-DDThh:mm:ss.fffZ")
    assert (read == np.datetime64("2026-02-28T10:24:44.125")).all()
    assert len(read) == count


def test_a_column_with_what_is_no_text_has_its_times_read():
    cells = objects(["2026-02-28T10:24:44Z", "\udc80", None, 7, "2026-02-28T10:24:45Z"])
    read = fixed.times(cells, "YYYY-MM-DDThh:mm:ssZ")
    assert np.isnat(read).tolist() == [False, True, True, True, False]


def test_a_format_of_fixed_width_is_a_pattern():
    assert fixed.pattern("%d/%m/%Y %H:%M") == "DD/MM/YYYY hh:mm"
    assert fixed.pattern("%d %b %Y") is None
    assert fixed.pattern("%d/%m/%Y %Hh%M") is None
