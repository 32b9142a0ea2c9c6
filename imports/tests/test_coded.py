"""Columns by their distinct texts say what the same columns say cell by cell."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from imports.formats._coded import SAMPLE, Coded, by_object, coded, factorized, laid_out, lengths
from imports.formats._columns import choice, filled, is_nothing, or_none, per_value, trimmed
from imports.formats._keys import digest
from imports.formats._reading import TEXT, typed

CELL = st.one_of(st.text(max_size=6), st.sampled_from(["", "-", "n/a", " won", "won", "Won ", "é", "\udc80"]))
CELLS = st.lists(CELL, max_size=60)
MISSING = st.lists(st.one_of(CELL, st.none(), st.just(float("nan"))), max_size=60)


def objects(cells: list) -> np.ndarray:
    column = np.empty(len(cells), dtype=object)
    column[:] = cells
    return column


def length(cell: object) -> int | None:
    return len(cell) if isinstance(cell, str) else None


def both(cells: list) -> tuple[Coded, np.ndarray]:
    """The column with codes, and as it is; codes also for texts that come only once."""
    codes, values = factorized(objects(cells))
    return Coded(values, codes), objects(cells)


@given(MISSING)
def test_factorizing_is_that_of_pandas(cells):
    codes, values = factorized(objects(cells))
    told, distinct = pd.factorize(objects(cells), use_na_sentinel=False)
    assert codes.tolist() == told.tolist()
    assert list(map(repr, values)) == list(map(repr, distinct))


@settings(max_examples=20)  # of a thousand rows each
@given(st.lists(st.one_of(CELL, st.none(), st.just(float("nan"))), min_size=1, max_size=20), st.randoms())
def test_rows_that_share_their_objects_are_told_apart_by_them(cells, random):
    """Equal texts that are two objects, as those of two columns are, stay one value."""
    cells += [f"{cell} "[:-1] for cell in cells[:2] if isinstance(cell, str)]
    rows = objects(random.choices(cells, k=SAMPLE))
    codes, several = by_object(rows)
    assert list(map(id, several[codes])) == list(map(id, rows))
    codes, values = factorized(rows)
    told, distinct = pd.factorize(rows, use_na_sentinel=False)
    assert codes.tolist() == told.tolist()
    assert list(map(repr, values)) == list(map(repr, distinct))


def test_rows_that_share_nothing_are_not_looked_at_by_object():
    alone = objects([f"bet {number}" for number in range(SAMPLE)])
    assert by_object(alone) is None
    assert by_object(objects(["same"] * (SAMPLE - 1))) is None  # too few to be worth it


def test_a_sample_that_misleads_is_found_out():
    """Every tenth row, which is looked at first, says the same; the rows between do not."""
    rows = objects([f"bet {number}" for number in range(10 * SAMPLE)])
    rows[::10] = "same"
    assert by_object(rows) is None
    assert len(factorized(rows)[1]) == 9 * SAMPLE + 1


@given(CELLS)
def test_what_is_asked_of_distinct_cells_is_asked_of_all(cells):
    column, plain = both(cells)
    assert column.texts.tolist() == cells
    assert is_nothing(column).tolist() == is_nothing(plain).tolist()
    assert or_none(column).texts.tolist() == or_none(plain).tolist()
    assert filled(column, "x").texts.tolist() == filled(plain, "x").tolist()
    assert choice(column, {"won": "w"}).texts.tolist() == choice(plain, {"won": "w"}).tolist()
    assert per_value(column, len).tolist() == per_value(plain, len).tolist() == list(map(len, cells))


@given(st.lists(st.text(max_size=6), min_size=1, max_size=60), st.text(max_size=3))
def test_a_digest_is_the_same_however_its_columns_are_given(cells, text):
    column, plain = both(cells)
    every = objects([text] * len(cells))
    expected = digest([plain, every, plain]).tolist()
    assert digest([column, text, column]).tolist() == expected
    assert digest([Coded(plain), pd.Series(every, dtype=object), plain]).tolist() == expected


@settings(max_examples=50)
@given(MISSING)
def test_a_typed_column_of_codes_is_the_column_of_cells(cells):
    column, plain = both(cells)
    kinds = {"said": TEXT, "number": "Int64", "is_so": "boolean", "none": TEXT}
    codes = {"said": column, "number": column.each(length)}
    count = {"said": plain, "number": list(map(length, cells))}
    pd.testing.assert_frame_equal(typed(codes, kinds, len(cells)), typed(count, kinds, len(cells)))


@given(CELLS, st.integers(0, 60))
def test_categories_are_tidied_once_for_all_their_rows(cells, missing):
    codes, values = factorized(objects(cells))
    texts = pd.Index(values, dtype=object)
    series = pd.Series(pd.Categorical.from_codes(codes, texts))
    assert coded(series, trimmed).texts.tolist() == [cell.strip() for cell in cells]
    series[series.index == missing] = None
    assert coded(series, trimmed).texts.tolist() == trimmed(series).tolist()


@given(st.lists(st.lists(st.integers(), max_size=3), min_size=1, max_size=5), st.data())
def test_lists_are_laid_out_for_the_rows_that_have_them(lists, data):
    codes = data.draw(st.lists(st.integers(0, len(lists) - 1), max_size=12))
    rows, number, at = laid_out(lengths(lists), np.array(codes, dtype=np.int8))
    flat = [member for each in lists for member in each]
    told = list(zip(rows.tolist(), number.tolist(), [flat[place] for place in at], strict=True))
    assert told == [
        (row, place, member) for row, code in enumerate(codes) for place, member in enumerate(lists[code])
    ]
