"""Regular CSV in blocks: whatever a block ends in, the texts are those of the standard library's reader."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imports import csv_cells

COLUMNS = ("id", "status", "said", "said")
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00"), max_size=12)


def as_csv(rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue().encode()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TEXT, st.sampled_from(["won", "lost", ""]), TEXT, TEXT), min_size=1, max_size=60))
def test_blocks_of_any_rows_are_the_rows(rows):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_cells, "BLOCK", 400)  # bytes: a few rows, and more than the longest
        frame = csv_cells.read(as_csv(rows), COLUMNS, ",")
    assert [tuple(row) for row in frame.to_numpy(dtype=object)] == rows
    assert tuple(frame.columns) == COLUMNS


def test_what_is_said_again_in_a_later_block_is_one_text_in_memory(monkeypatch):
    monkeypatch.setattr(csv_cells, "BLOCK", 400)
    rows = [(f"PK{number}", ("won", "lost")[number % 2], "", "") for number in range(5_000)]
    frame = csv_cells.read(as_csv(rows), COLUMNS, ",")
    assert len({id(text) for text in frame["status"]}) == 2
    assert len(set(frame["id"])) == 5_000


@pytest.mark.parametrize("body", [b"1,2,3,4\n1,2,3\n", b"1,2,3,4\n1,2,3,4,5\n"])
def test_another_number_of_cells_is_said(body):
    with pytest.raises(csv_cells.Unreadable):
        csv_cells.read(body, COLUMNS, ",")
