"""Read the first sheet of an .xlsx workbook as rows of text, without trusting what the archive says of itself."""

import io
import re
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from imports.formats._base import FileError

MOST_BYTES = 200 * 2**20  # unpacked, all parts together
MOST_RATIO = 200
MOST_ROWS, MOST_COLUMNS = 1_048_576, 200
MOST_CELLS = 30_000_000  # looked at, empty ones too: a row may name its last column only

DAMAGED = "That spreadsheet is damaged and cannot be read. Save it as CSV and send that."

# What comes before the first element: no document type, which could name other files or words that multiply.
_PROLOG = re.compile(rb"(?:<\?[^>]*\?>\s*)*<[A-Za-z_]")


def rows(data: bytes) -> list[tuple[int, list[str]]]:
    """(row number, cells) of every row that is not blank. Raises FileError for anything that is no honest
    workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _guard(archive, len(data))
        return _read(data)
    except FileError:
        raise
    except Exception as error:  # a damaged or hostile archive can fail in any way inside the reader
        raise FileError(DAMAGED) from error


def _guard(archive: zipfile.ZipFile, packed: int) -> None:
    """Refuse before unpacking anything: no workbook, or one that unpacks to something huge."""
    names = {entry.filename for entry in archive.infolist()}
    if not any(name.startswith("xl/") for name in names):
        raise FileError("That is a zip archive. Unpack it and send the CSV file inside.")
    unpacked = sum(entry.file_size for entry in archive.infolist())
    if unpacked > MOST_BYTES or unpacked > max(packed * MOST_RATIO, 2**20) or len(names) > 5000:
        raise FileError("That spreadsheet unpacks to far more than it should. Save it as CSV and send that.")
    if not all(_has_plain_beginning(archive, entry) for entry in archive.infolist()):
        raise FileError(DAMAGED)


def _has_plain_beginning(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Is the part no XML, or XML as spreadsheets write it?"""
    with archive.open(entry) as part:
        head = part.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip()
    is_markup = head.startswith((b"<", b"\0<", b"\xff\xfe<", b"\xfe\xff\0<"))
    return not is_markup or _PROLOG.match(head) is not None


def _read(data: bytes) -> list[tuple[int, list[str]]]:
    from openpyxl import load_workbook  # type: ignore[import-untyped]

    workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        if not workbook.worksheets:
            raise FileError("That spreadsheet has no sheet with rows.")
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()
        found, looked_at = [], 0
        for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), 1):
            looked_at += len(row)
            if number > MOST_ROWS or looked_at > MOST_CELLS:
                raise FileError("That spreadsheet has too many rows. Save it as CSV and send that.")
            cells = [_text(value) for value in row]
            while cells and not cells[-1]:
                cells.pop()
            if any(cells):
                found.append((number, cells))
        return found
    finally:
        workbook.close()


def _text(value: Any) -> str:
    """A cell as a CSV file would say it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        plain = repr(round(value, 9))
        return f"{Decimal(plain):f}" if "e" in plain else plain  # 1e-05 is no amount anybody writes
    return str(value).replace("\r\n", "\n").replace("_x000D_", "")
