"""Frames on their way to the database: whatever is in a cell arrives as it was."""

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imports.copy_text import as_copy_text
from imports.staging import stage
from web.context import acting_as

TEXTS = st.one_of(
    st.none(),
    st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12),
    st.sampled_from(["\\", "\\N", "\\.", "a\tb", "a\nb", "\r\n", "\x1f", '"', "é", "𝟙", "", "\\\\t"]),
)
MOMENTS = st.one_of(
    st.none(),
    st.datetimes(
        min_value=datetime(1900, 1, 1),
        max_value=datetime(2200, 1, 1),
        timezones=st.just(UTC),  # noqa: DTZ001
    ),
)
BIG = st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1))
COLUMNS = {"text": "text", "number": "bigint", "flag": "boolean", "moment": "timestamptz", "mixed": "text"}


def frame_of(rows):
    columns = [list(column) for column in zip(*rows, strict=True)] if rows else [[], [], [], [], []]
    text, number, flag, moment, mixed = columns
    return pd.DataFrame(
        {
            "text": pd.Series(text, dtype=object),
            "number": pd.array(number, dtype="Int64"),
            "flag": pd.array(flag, dtype="boolean"),
            "moment": pd.Series(moment, dtype="datetime64[us, UTC]"),
            "mixed": pd.Series(mixed, dtype=object),
        }
    )


def fetched(cursor):
    cursor.execute("SELECT text, number, flag, moment, mixed FROM pg_temp.copy_text_test")
    return cursor.fetchall()


@pytest.mark.django_db
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(TEXTS, BIG, st.one_of(st.none(), st.booleans()), MOMENTS, st.one_of(TEXTS, st.integers())),
        max_size=6,
    ),
    times=st.integers(1, 3),
)
def test_what_is_staged_is_what_the_frame_says(alice, rows, times):
    rows = rows * times  # equal rows make columns of one text
    with acting_as(alice), connection.cursor() as cursor:
        stage("copy_text_test", COLUMNS, frame_of(rows))
        expected = [(*row[:4], None if row[4] is None else str(row[4])) for row in rows]
        assert fetched(cursor) == expected


def test_a_nul_is_left_out_and_half_a_surrogate_becomes_a_mark():
    frame = pd.DataFrame({"text": pd.Series(["a\0b", "x\ud800y", "same"], dtype=object)})
    assert as_copy_text(frame, ["text"]) == b"ab\nx?y\nsame\n"


def test_flags_in_columns_of_objects_are_postgresqls():
    frame = pd.DataFrame({"flag": pd.Series([True, np.bool_(False), None, "yes"], dtype=object)})
    assert as_copy_text(frame, ["flag"]) == b"t\nf\n\\N\nyes\n"


def test_categories_are_their_names():
    frame = pd.DataFrame({"name": pd.Categorical(["a\tb", None, "c"])})
    assert as_copy_text(frame, ["name"]) == b"a\\tb\n\\N\nc\n"


def test_no_rows_are_no_bytes():
    assert as_copy_text(pd.DataFrame({"text": []}), ["text"]) == b""
