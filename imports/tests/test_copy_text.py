"""Frames on their way to the database: whatever is in a cell arrives as it was."""

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imports.copy_text import as_copy_text, same_texts
from imports.staging import MANY_ROWS, stage
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


SHARED = ["won", None, "a\tb", "\\N", "won"]


@pytest.mark.django_db
@pytest.mark.parametrize("text", [None, "won", "it's; DROP TABLE x --", "100%", "é %s", "a\tb", "\\N", "\0"])
def test_what_all_of_many_rows_say_is_not_sent_with_each_and_arrives(alice, text):
    """Many rows share the objects of their texts, as a file's columns do."""
    rows = [(text, 7, None, datetime(2026, 3, 1, 12, tzinfo=UTC), SHARED[at % 5]) for at in range(MANY_ROWS)]
    with acting_as(alice), connection.cursor() as cursor:
        stage("copy_text_test", COLUMNS, frame_of(rows))
        told = None if text is None else text.replace("\0", "")
        assert fetched(cursor) == [(told, *row[1:]) for row in rows]


@pytest.mark.django_db
def test_many_rows_that_say_nothing_but_the_same_are_as_many(alice):
    with acting_as(alice), connection.cursor() as cursor:
        stage("copy_text_test", COLUMNS, frame_of([("same", None, True, None, None)] * MANY_ROWS))
        assert fetched(cursor) == [("same", None, True, None, None)] * MANY_ROWS


def test_columns_in_which_all_rows_say_the_same_are_known():
    flag = pd.array([True, True], dtype="boolean")
    frame = pd.DataFrame(
        {"id": [1, 2], "book": ["x", "x"], "note": [None, None], "live": flag, "odd": ["\t", "\t"]}
    )
    frame = frame.astype({"book": object, "note": object, "odd": object})
    assert same_texts(frame, list(frame)) == {"book": "x", "note": None, "live": "t"}


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
