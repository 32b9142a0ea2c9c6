"""Workbooks that are damaged, lie about themselves or reach for other files."""

import io
import zipfile
from random import Random

from openpyxl import Workbook

from imports import generator
from imports.tests.files import taken_apart

SHEET = "xl/worksheets/sheet1.xml"
STYLES = "xl/styles.xml"
HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def honest(rows: int = 12, seed: int = 1) -> bytes:
    """A Matchbook export saved as a workbook."""
    export = taken_apart(generator.make("matchbook", rows, seed))
    book, out = Workbook(), io.BytesIO()
    for row in (export.header, *export.rows):
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def packed(parts: dict[str, bytes]) -> bytes:
    """A workbook of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    """The parts of a workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_part(name: str, content: bytes) -> bytes:
    """An honest workbook with one part replaced or added."""
    return packed({**parts(honest()), name: content})


def sheet(rows: bytes) -> bytes:
    """An honest workbook whose sheet has this content behind its own rows."""
    return with_part(SHEET, parts(honest())[SHEET].replace(b"</sheetData>", rows + b"</sheetData>"))


def with_entities(declared: bytes, used: bytes, encoding: str = "utf-8") -> bytes:
    """A workbook whose first row says the entity `used`, its sheet written in this encoding."""
    book = parts(honest())
    text = book[SHEET][book[SHEET].index(b"<worksheet") :]
    row = text.index(b"<t>", text.index(b'r="A2"')) + 3
    said = b"<!DOCTYPE worksheet [" + declared + b"]>\n" + text[:row] + used + text[row:]
    book[SHEET] = (HEAD.replace(b"UTF-8", encoding.encode()) + said).decode().encode(encoding)
    return packed(book)


def laughs(encoding: str) -> bytes:
    """A thousand million words out of ten lines."""
    lines = [b'<!ENTITY a0 "ha">']
    lines += [b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)]
    return with_entities(b"\n".join(lines), b"&a9;", encoding)


def lying_about_its_size() -> bytes:
    """A sheet that unpacks to 300 MB and says that it has ten bytes."""
    data = bytearray(with_part(SHEET, b" " * 300_000_000))
    place = -1
    while (place := data.find(SHEET.encode(), place + 1)) >= 0:
        for start, offset in ((place - 46, 24), (place - 30, 22)):  # central directory, local header
            if data[start : start + 4] in (b"PK\x01\x02", b"PK\x03\x04"):
                data[start + offset : start + offset + 4] = (10).to_bytes(4, "little")
    return bytes(data)


def made(seed: int) -> bytes:
    """An honest workbook with bytes flipped in one of its parts or in the archive itself."""
    rng = Random(f"workbook:{seed}")
    data = honest(rng.choice((2, 12)), seed % 3)
    if rng.random() < 0.4:
        return _flipped(data, rng)
    book = parts(data)
    name = rng.choice([SHEET, STYLES, *book])
    book[name] = rng.choice((_flipped, _cut))(book[name], rng)
    return packed(book)


def _flipped(data: bytes, rng: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 3, 30))):
        changed[rng.randrange(len(changed))] = rng.choice(b"<>&;\"'/0123456789AZaz\x00\xff ")
    return bytes(changed)


def _cut(data: bytes, rng: Random) -> bytes:
    return data[: rng.randrange(len(data))]
