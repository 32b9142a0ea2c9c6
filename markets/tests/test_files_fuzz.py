"""Whatever the bytes are: bars, rejects, or a refusal in words. No line is lost."""

from io import BytesIO

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from markets.errors import NotCloses
from markets.files import read
from markets.models import Instrument

IXIC = Instrument(slug="nasdaq-composite", name="NASDAQ Composite", symbol="IXIC", exchange="XNAS")
CELLS = st.one_of(
    st.sampled_from(["2025-01-08", "20250108", "19478.88", ".", "", "-", "1e5", " ", "$3", "nan", '"', '""']),
    st.text(st.characters(codec="utf-8", exclude_characters='"\n\r,;\t'), max_size=12),
    st.text('0123456789.-eE$,"', max_size=12),
)


def fates(content: bytes) -> tuple[int, int] | None:
    """How many rows there are, and of how many the fate is known; None when the file is refused."""
    try:
        told = read(content, IXIC)
    except NotCloses:
        return None
    for bar in told.bars:
        assert bar.close > 0
        assert bar.close == round(bar.close, 10)
    return told.rows, len(told.bars) + len(told.rejects) + told.missing


@given(st.binary(max_size=400))
@example(b"Date,Close\n\xff\xfe,1\n2025-01-08,\x00\n")
@example(b"\xff\xfeD\x00")
@example(b"PAR1")
@example(b"PAR1" * 40)
def test_any_bytes(content):
    known = fates(content)
    assert known is None or known[0] == known[1]


@pytest.mark.thorough
@given(
    st.lists(st.lists(CELLS, min_size=1, max_size=5).map(",".join), max_size=12),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
@settings(max_examples=300)
def test_every_line_has_one_fate(lines, end):
    known = fates(end.join(["Date,Close,Volume", *lines]).encode())
    assert known is not None
    assert known[0] == known[1]
    if not any('"' in line for line in lines):
        assert known[0] == sum(bool(line.replace(",", "").strip()) for line in lines)


@given(st.data())
@settings(max_examples=100)
def test_a_damaged_parquet_file_is_refused_or_read(data):
    out = BytesIO()
    parquet.write_table(pa.table({"Date": ["2025-01-08", "2025-01-09"], "Close": [1.5, None]}), out)
    content = bytearray(out.getvalue())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))
    known = fates(bytes(content))
    assert known is None or known[0] == known[1]


def test_a_file_that_is_read_tells_its_rows():
    assert fates(b"Date,Close\n2025-01-08,1\nx,2\n2025-01-09,.\nshort\n\n") == (4, 4)
    with pytest.raises(NotCloses):
        read(b"", IXIC)
