"""A bank's statement as a plain CSV file: date, amount, currency, description, reference, balance. Pure.

Every row of the file has one fate: it is a line, or the file is refused with the row and the reason. A file is taken
only when opening + rows = closing holds row by row, oldest or newest first. `date` is a day (ISO), `balance` the
balance after the row; `description` and `reference` may be empty, and their columns missing.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from hashlib import sha256

from ledger.money import parse_money, to_micro

NEEDED = ("date", "amount", "currency", "balance")
COLUMNS = (*NEEDED, "description", "reference")
MOST_ROWS = 200_000
MOST_ERRORS = 50
NOT_NEXT = "Its balance does not follow from the row before."


@dataclass(frozen=True, slots=True)
class BankRow:
    """One line, `number` in the file. `at`: midnight UTC of its day; micro-units, signed; `key`: its identity."""

    number: int
    at: datetime
    amount_micro: int
    balance_micro: int
    description: str
    reference: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with one line of the file (0: with the whole)."""

    number: int
    reason: str

    def __str__(self) -> str:
        return f"Line {self.number}: {self.reason}" if self.number else self.reason


@dataclass(frozen=True, slots=True)
class BankFile:
    """A file read: either errors, or rows oldest first with a proved opening and closing balance."""

    sha256: str
    rows: list[BankRow]
    errors: list[RowError]
    opening_micro: int = 0
    closing_micro: int = 0


def read(content: bytes, *, currency: str) -> BankFile:
    """Read a file for an account of `currency`. Never raises for what is in it: errors are told by line."""
    digest = sha256(content).hexdigest()
    rows: list[BankRow] = []
    errors: list[RowError] = []
    try:
        table = _table(content)
    except ValueError as error:
        return BankFile(digest, [], [RowError(0, str(error))])
    for number, cells in table:
        try:
            rows.append(_row(number, cells, currency))
        except ValueError as error:
            errors.append(RowError(number, str(error)))
    if not rows and not errors:
        errors.append(RowError(0, "The file has no rows."))
    if len(rows) > MOST_ROWS:
        errors.append(RowError(0, f"The file has more than {MOST_ROWS:,} rows; send it in parts."))
    if errors:
        return BankFile(digest, [], errors[:MOST_ERRORS])
    ordered, broken = _proved(rows)
    if broken:
        return BankFile(digest, [], broken[:MOST_ERRORS])
    first = ordered[0]
    return BankFile(
        digest,
        _named(ordered),
        [],
        opening_micro=first.balance_micro - first.amount_micro,
        closing_micro=ordered[-1].balance_micro,
    )


def _table(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows by column name, with the line each begins at. Raises ValueError for what is no such table."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("The file is not UTF-8 text.") from None
    if "\x00" in text:
        raise ValueError("The file is not a text file.")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [name.strip().lower() for name in next(lines, [])]
        missing = [name for name in NEEDED if name not in header]
        if missing:
            raise ValueError(f"The first line must name the columns; {', '.join(missing)} is missing.")
        twice = [name for name, times in Counter(header).items() if times > 1 and name in COLUMNS]
        if twice:
            raise ValueError(f"The column {twice[0]} is there twice.")
        return iter(_cells(lines, header))
    except csv.Error as error:
        raise ValueError(f"The file is broken near line {lines.line_num}: {error}.") from None


def _cells(lines: Iterator[list[str]], header: list[str]) -> list[tuple[int, dict[str, str]]]:
    found, number = [], 2
    for cells in lines:
        begins, number = number, lines.line_num + 1  # type: ignore[attr-defined]
        if any(cell.strip() for cell in cells):
            whole = dict(zip(header, cells, strict=False)) if len(cells) == len(header) else {}
            found.append((begins, whole))
    return found


def _row(number: int, cells: dict[str, str], currency: str) -> BankRow:
    if not cells:
        raise ValueError("It has another number of cells than the first line.")
    if cells["currency"].strip().upper() != currency:
        raise ValueError(f"It is in {cells['currency'].strip() or 'no currency'}, the account in {currency}.")
    try:
        day = date.fromisoformat(cells["date"].strip())
    except ValueError:
        raise ValueError(f"{cells['date'].strip()!r} is no date such as 2026-03-31.") from None
    amount = _micro(cells["amount"])
    if not amount:
        raise ValueError("It moves no money.")
    return BankRow(
        number=number,
        at=datetime.combine(day, time.min, UTC),
        amount_micro=amount,
        balance_micro=_micro(cells["balance"]),
        description=" ".join(cells.get("description", "").split()),
        reference=cells.get("reference", "").strip(),
    )


def _micro(text: str) -> int:
    try:
        return to_micro(parse_money(text))
    except ValueError:
        raise ValueError(f"{text.strip()!r} is not an amount of money.") from None


def _proved(rows: list[BankRow]) -> tuple[list[BankRow], list[RowError]]:
    """The rows oldest first when every balance follows from the one before, in the file's order or the other way."""
    broken = _breaks(rows)
    if not broken:
        return rows, []
    turned = rows[::-1]
    other = _breaks(turned)
    if not other:
        return turned, []
    return [], min(broken, other, key=lambda found: sum(error.reason == NOT_NEXT for error in found))


def _breaks(rows: list[BankRow]) -> list[RowError]:
    found = []
    for before, row in zip(rows, rows[1:], strict=False):
        if before.balance_micro + row.amount_micro != row.balance_micro:
            found.append(RowError(row.number, NOT_NEXT))
        elif row.at < before.at:
            found.append(RowError(row.number, "Its date is before that of the row before."))
    return found


def _named(rows: list[BankRow]) -> list[BankRow]:
    """Each row with its key: what it says, and which of several that say the same on its day."""
    seen: Counter[str] = Counter()
    named = []
    for row in rows:
        figures = f"{row.at.date()}|{row.amount_micro}|{row.balance_micro}"
        said = f"{figures}|{len(row.reference)}|{row.reference}|{row.description}"
        seen[said] += 1
        key = f"{row.at.date()}:{sha256(said.encode()).hexdigest()[:32]}:{seen[said]}"
        named.append(
            BankRow(
                row.number,
                row.at,
                row.amount_micro,
                row.balance_micro,
                row.description,
                row.reference,
                key,
            )
        )
    return named
