"""Line ends and encodings, whatever a file was sent in, become UTF-8 with plain line ends."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports import decoding
from imports.decoding import decode

TEXTS = st.text(st.characters(exclude_characters="\x00\r\n\ufeff", exclude_categories=["Cs"]), min_size=1)
# The last is what a program makes that writes for Windows twice.
ENDS = st.sampled_from(["\n", "\r\n", "\r", "\r\r\n"])


@pytest.fixture(autouse=True)
def small_steps(monkeypatch):
    """Pairs lie across the blocks that are looked at together."""
    monkeypatch.setattr(decoding, "STEP", 3)


@given(st.lists(TEXTS, min_size=1), ENDS)
def test_every_kind_of_line_end_becomes_a_plain_one(lines, end):
    assert decode(codecs.BOM_UTF8 + end.join(lines).encode())[0] == "\n".join(lines).encode()
    assert decode((end.join(lines) + end).encode())[0].endswith(b"\n")


@given(st.lists(st.tuples(TEXTS, ENDS), min_size=1))
def test_so_do_several_kinds_in_one_file(lines):
    text = "".join(line + end for line, end in lines)
    assert decode(codecs.BOM_UTF8 + text.encode())[0].decode().split("\n")[:-1] == [line for line, _ in lines]


@given(st.lists(TEXTS, min_size=1).map("\r\n".join))
def test_an_encoding_changes_nothing_but_its_name(text):
    plain = text.replace("\r\n", "\n").encode()
    assert decode(codecs.BOM_UTF8 + text.encode()) == (plain, "utf-8-sig")
    assert decode(codecs.BOM_UTF16_LE + text.encode("utf-16-le")) == (plain, "utf-16")
    assert decode(codecs.BOM_UTF16_BE + text.encode("utf-16-be")) == (plain, "utf-16")


def test_a_return_at_the_very_end_is_a_line_end():
    assert decode(b"a,b\r\n1,2\r")[0] == b"a,b\n1,2\n"


def test_bytes_that_are_no_text_behind_a_mark_of_text_are_shown_as_such():
    assert decode(codecs.BOM_UTF8 + b"name\r\n\xff\r\n") == ("name\n\ufffd\n".encode(), "utf-8-sig")
    assert decode(codecs.BOM_UTF8 + "caf\u00e9".encode()[:-1]) == ("caf\ufffd".encode(), "utf-8-sig")
