"""Where the records of a body end: counted in blocks, as a reader finds that goes sign by sign."""

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from imports import marks as module
from imports.marks import marks

CELLS = st.sampled_from(["", "a", " ", '""', '"x"', '"a,b"', '"a\nb"', '"q""q"', '"', 'a"b'])
BODIES = st.one_of(
    st.text('a",\n ', max_size=40),
    st.lists(st.lists(CELLS, min_size=1, max_size=4).map(",".join), max_size=8).map("\n".join),
)


def counted(body):
    """(end, delimiters, line ends) of each record, sign by sign."""
    found, delimiters, newlines, is_open = [], 0, 0, False
    for place, sign in enumerate(body):
        is_open ^= sign == '"'
        newlines += sign == "\n"
        delimiters += sign == "," and not is_open
        if sign == "\n" and not is_open:
            found.append((place, delimiters, newlines))
    if not found or found[-1][0] != len(body) - 1:
        found.append((len(body), delimiters, newlines))
    return found, is_open


def is_regular(body):
    """Does every quote stand at the edge of a cell, or beside another one?"""
    is_open = False
    for place, sign in enumerate(body):
        if sign == '"':
            is_open = not is_open
            beside = body[max(place - 1, 0) : place] if is_open else body[place + 1 : place + 2]
            if beside not in ("", ",", "\n", '"'):
                return False
    return True


@given(BODIES, st.sampled_from([1, 3, 7, 1 << 20]))
@example('a,"b\n\nc",d\n"e', 3)
def test_records_end_where_a_reader_sign_by_sign_sees_them_end(body, block):
    before, module.BLOCK = module.BLOCK, block
    try:
        found = marks(np.frombuffer(body.encode(), dtype=np.uint8), ord(","))
    finally:
        module.BLOCK = before
    assert (found is not None) == is_regular(body)
    if found is not None:
        records, is_open = counted(body)
        columns = (found.ends, found.delimiters, found.newlines)
        assert list(zip(*(each.tolist() for each in columns), strict=True)) == records
        assert found.is_cut == is_open


def test_a_quote_that_stays_open_far_from_the_end_is_a_stray_one():
    def found(behind):
        return marks(np.frombuffer(b'a,"b' + b"x" * behind, dtype=np.uint8), ord(","))

    assert found(module.CUT_WITHIN - 3).is_cut
    assert found(module.CUT_WITHIN) is None
