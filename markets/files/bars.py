from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Bar:
    """One line that could be read: prices in the instrument's currency, volume in whole units."""

    line: int
    session: date
    close: Decimal
    adjusted_close: Decimal | None = None
    open: Decimal | None = None
    high: Decimal | None = None
    low: Decimal | None = None
    volume: int | None = None


@dataclass(frozen=True, slots=True)
class Reject:
    """A line that is not taken in. line: as an editor counts them, of Parquet the row; column: of the file."""

    line: int
    column: str
    cell: str
    reason: str


@dataclass(slots=True)
class Told:
    """What a file tells. rows: lines that are not blank; missing: those that say that there is no close."""

    rows: int = 0
    missing: int = 0
    bars: list[Bar] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)

    def reject(self, line: int, column: str, cell: object, reason: str) -> None:
        """Note a line that is not taken in."""
        self.rejects.append(Reject(line, column, str(cell)[:80], reason))
