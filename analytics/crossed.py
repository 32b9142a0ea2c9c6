"""Two dimensions of the bets crossed: a matrix for each currency, every cell of which knows its bets."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from analytics import breakdowns
from analytics.breakdowns import Dimension
from analytics.figures import Figures
from analytics.filters import Filter

MOST = 24  # lines of a dimension that has no order of its own: those with the most turnover


@dataclass(frozen=True, slots=True)
class Head:
    """One value of a dimension with the sums of all its bets and the filter that shows them."""

    label: str
    figures: Figures
    narrowed: Filter


@dataclass(frozen=True, slots=True)
class Cell:
    """Where two values meet; None is a meeting without a bet."""

    figures: Figures
    narrowed: Filter


@dataclass(frozen=True, slots=True)
class Matrix:
    """One currency. `left_out` says how many further rows and columns there are."""

    currency: str
    rows: list[Head]
    columns: list[Head]
    cells: list[list[Cell | None]]
    left_out: tuple[int, int]

    @property
    def lines(self) -> list[tuple[Head, list[Cell | None]]]:
        """Each row with its cells."""
        return list(zip(self.rows, self.cells, strict=True))


Key = tuple[Any, ...]


def crossed(rows: str, columns: str, user: Any, asked: Filter, zone: ZoneInfo) -> list[Matrix]:
    """A matrix for each currency, the one with most bets first. Raises ValueError for one dimension twice."""
    if rows == columns:
        raise ValueError("A dimension is not crossed with itself.")
    down, across = breakdowns.dimension_of(rows, asked), breakdowns.dimension_of(columns, asked)
    found: dict[str, dict[tuple[Key, Key], Figures]] = {}
    for row in breakdowns.grouped((down, across), user, asked, zone):
        key = tuple(tuple(row.pop(column) for column in each.columns) for each in (down, across))
        found.setdefault(row["currency"], {})[key] = Figures(**row)  # type: ignore[index]
    made = [_matrix(asked.but(currency=currency), down, across, cells) for currency, cells in found.items()]
    return sorted(made, key=lambda matrix: (-sum(head.figures.bets for head in matrix.rows), matrix.currency))


def _matrix(
    asked: Filter, down: Dimension, across: Dimension, cells: dict[tuple[Key, Key], Figures]
) -> Matrix:
    rows, more_rows = _heads(asked, down, cells, lambda key: key[0])
    columns, more_columns = _heads(asked, across, cells, lambda key: key[1])

    def cell(row: Key, column: Key) -> Cell | None:
        figures = cells.get((row, column))
        if figures is None:
            return None
        return Cell(figures, asked.but(**down.narrow(*row), **across.narrow(*column)))

    return Matrix(
        asked.currency,
        [head for _, head in rows],
        [head for _, head in columns],
        [[cell(row, column) for column, _ in columns] for row, _ in rows],
        (more_rows, more_columns),
    )


def _heads(
    asked: Filter,
    dimension: Dimension,
    cells: dict[tuple[Key, Key], Figures],
    side: Callable[[tuple[Key, Key]], Key],
) -> tuple[list[tuple[Key, Head]], int]:
    """The values of one side with their sums, in order, and how many were left out."""
    sums: dict[Key, Figures] = {}
    for pair, figures in cells.items():
        key = side(pair)
        sums[key] = sums[key].plus(figures) if key in sums else figures
    heads = [
        (key, Head(dimension.label(*key), total, asked.but(**dimension.narrow(*key))))
        for key, total in sums.items()
    ]
    heads.sort(
        key=lambda pair: (-pair[1].figures.turnover_micro, -pair[1].figures.bets, pair[1].label.casefold())
    )
    if dimension.place:
        place = dimension.place
        heads.sort(key=lambda pair: place(*pair[0]))
    return heads[:MOST], max(len(heads) - MOST, 0)
