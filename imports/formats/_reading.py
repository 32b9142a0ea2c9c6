"""One file being read by a format: its cells by name, the rows refused so far, and the frames at the end."""

import csv
import io
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from imports.formats._base import Options, Parsed
from imports.formats._coded import Coded, coded, same
from imports.formats._columns import RAGGED, RAW, normal, per_value, trimmed, unguarded, unit
from imports.formats._keys import digest
from imports.formats._moments import utc

INTEGER, TEXT, MOMENT, FLAG = "Int64", "object", "datetime64[us, UTC]", "boolean"

LINES = {
    "row": "int64",
    "key": TEXT,
    "bookmaker": TEXT,
    "currency": TEXT,
    "kind": TEXT,
    "occurred_at": MOMENT,
}
LINES |= {"amount_micro": INTEGER, "bonus_micro": INTEGER, "balance_micro": INTEGER, "bet_ref": TEXT}
LINES |= {"description": TEXT, "digest": "int64"}
BETS = {
    "row": "int64",
    "ref": TEXT,
    "bookmaker": TEXT,
    "currency": TEXT,
    "from_lines": "bool",
    "structure": TEXT,
}
BETS |= {"side": TEXT, "status": TEXT, "bonus": TEXT, "placed_at": MOMENT, "settled_at": MOMENT}
BETS |= dict.fromkeys(("stake_micro", "bonus_stake_micro", "at_risk_micro"), INTEGER)
BETS |= {"odds": TEXT, "returned_micro": INTEGER, "profit_micro": INTEGER, "commission_micro": INTEGER}
BETS |= dict.fromkeys(("sport", "competition", "event", "market", "selection"), TEXT)
BETS |= {"is_live": FLAG, "is_each_way": FLAG, "legs_count": INTEGER, "closing_odds": TEXT, "note": TEXT}
LEGS = {
    "ref": TEXT,
    "bookmaker": TEXT,
    "currency": TEXT,
    "position": "int64",
    "sport": TEXT,
    "competition": TEXT,
}
LEGS |= dict.fromkeys(("event", "market", "selection", "odds", "result"), TEXT)
REJECTS = {"row": "int64", "reason": TEXT, "raw": TEXT}
BALANCES = {"row": "int64", "occurred_at": MOMENT, "amount_micro": "int64", "balance_micro": "int64"}

LONGEST_REFERENCE = 200  # characters; an index cannot hold any length, and no bookmaker's has fifty
_CURRENCY = re.compile(r"[A-Z0-9]{2,8}")

ORDINARY = {"structure": "single", "side": "back", "bonus": "none", "legs_count": 1}


class Reading:
    """The cells of one file and what becomes of its rows. Arrays are as long as the file has data rows."""

    def __init__(self, frame: pd.DataFrame, columns: Mapping[str, tuple[str, ...]], options: Options) -> None:
        self.frame = frame
        self.options = options
        self.rows = frame.index.to_numpy(dtype=np.int64)
        self.count = len(frame)
        self.notes: list[str] = []
        self._reasons = np.full(self.count, None, dtype=object)
        self._named = self._find(columns)
        self._columns: dict[str, Coded] = {}
        self._cells: dict[str, np.ndarray] = {}
        if RAGGED in frame.columns:
            ragged = frame[RAGGED].to_numpy(dtype=object, copy=True)
            ragged[pd.isna(ragged)] = None
            self._reasons = ragged

    def _find(self, columns: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
        places: dict[str, Any] = {}
        for column in self.frame.columns:
            if column not in (RAGGED, RAW):
                places.setdefault(normal(str(column)), column)
        found = {}
        for name, aliases in columns.items():
            for alias in (name, *aliases):
                if alias in places:
                    found[name] = places[alias]
                    break
        return found

    def has(self, name: str) -> bool:
        """Does the file have this column?"""
        return name in self._named

    def unit(self, name: str) -> str | None:
        """What the header says in brackets behind the column's name."""
        return unit(str(self._named[name])) if name in self._named else None

    def text(self, name: str) -> np.ndarray:
        """The column's cells, trimmed; all empty when the file has no such column."""
        if name not in self._cells:
            self._cells[name] = self.column(name).texts
        return self._cells[name]

    def column(self, name: str) -> Coded:
        """The same by distinct cells, where the column repeats itself: what is asked of it is asked of those only."""
        if name not in self._columns:
            here = name in self._named
            self._columns[name] = (
                coded(self.frame[self._named[name]], trimmed) if here else same("", self.count)
            )
        return self._columns[name]

    def code(self, name: str) -> Coded:
        """The column by distinct cells, even where it repeats itself less: it is asked much."""
        self._columns[name] = self.column(name).whole()
        return self._columns[name]

    def unguard(self, name: str) -> None:
        """Take the column's cells without the apostrophes that guard spreadsheets against them."""
        self._columns[name] = unguarded(self.column(name))
        self._cells.pop(name, None)

    def retell(self, name: str, texts: np.ndarray) -> None:
        """Let a column say this instead, which was made of others."""
        self._columns[name] = coded(pd.Series(texts, dtype=object), trimmed)
        self._cells.pop(name, None)

    def all(self, value: Any) -> np.ndarray:
        """A column that says the same in every row."""
        same = np.empty(self.count, dtype=object)
        same[:] = value
        return same

    @property
    def kept(self) -> np.ndarray:
        """Which rows have not been refused."""
        return self._reasons == None  # noqa: E711  element by element

    @property
    def ragged(self) -> np.ndarray:
        """Which rows do not even fit the header."""
        if RAGGED in self.frame.columns:
            return self.frame[RAGGED].notna().to_numpy()
        return np.zeros(self.count, dtype=bool)

    def refuse(self, rows: np.ndarray, reason: str | np.ndarray) -> None:
        """Reject these rows. The first reason given for a row stays."""
        rows = rows & self.kept
        self._reasons[rows] = reason if isinstance(reason, str) else reason[rows]

    def lines(self, *, told: tuple[str, ...] = (), **columns: Any) -> pd.DataFrame:
        """All rows as statement lines (refused ones too: `finish` drops them). `told` names the columns of the
        file that count, beside the line's own values, when asking whether a row has changed."""
        said = dict(columns)  # typed() takes them out of the dictionary
        frame = typed({"row": self.rows, "digest": 0, **columns}, LINES, self.count)
        if said.get("key") is not None:
            self._refuse_endless(frame["key"])
        if said.get("bet_ref") is not said.get("key"):
            self._refuse_endless(frame["bet_ref"])
        if not isinstance(said.get("currency"), str):
            is_code = per_value(frame["currency"], lambda code: bool(code and _CURRENCY.fullmatch(code)))
            self.refuse(~is_code.astype(bool), "The currency of this row is no code such as AUD or GBP.")
        own = [
            said[name] if isinstance(said.get(name), (str, Coded)) else frame[name]
            for name in LINES
            if name not in ("row", "key", "digest")
        ]
        frame["digest"] = digest([*own, *map(self.column, told)])
        return frame

    def put(self, lines: pd.DataFrame, name: str, values: np.ndarray) -> None:
        """Set a column of texts of the lines."""
        lines[name] = pd.Series(values, dtype=object)
        if name in ("key", "bet_ref"):
            self._refuse_endless(lines[name])

    def _refuse_endless(self, references: pd.Series) -> None:
        """Reject rows whose key or reference is longer than any is."""
        texts = references.to_numpy(dtype=object)
        if max(map(len, filter(None, texts.tolist())), default=0) <= LONGEST_REFERENCE:
            return
        length = np.fromiter((len(text) if text else 0 for text in texts), dtype=np.int64, count=len(texts))
        self.refuse(length > LONGEST_REFERENCE, "A reference in this row is far longer than any bookmaker's.")

    def balances(self, moments: np.ndarray, amount: Any, balance: Any, readable: np.ndarray) -> pd.DataFrame:
        """The rows with a readable amount and balance, in the order of the file."""
        values = {
            "row": self.rows[readable],
            "occurred_at": utc(moments[readable]),
            "amount_micro": amount[readable],
            "balance_micro": balance[readable],
        }
        return typed(values, BALANCES, int(readable.sum()))

    def only_kept(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of a frame of all rows that have not been refused; the frame itself, uncopied, where none was."""
        kept = self.kept
        return frame if kept.all() else frame[kept]

    def finish(
        self,
        lines: pd.DataFrame,
        *,
        bets: pd.DataFrame | None = None,
        legs: pd.DataFrame | None = None,
        balances: pd.DataFrame | None = None,
    ) -> Parsed:
        """The frames of the file: refused rows become rejects, with the row as it was written."""
        refused = np.flatnonzero(~self.kept)
        rejects = {"row": self.rows[refused], "reason": self._reasons[refused], "raw": self._raw(refused)}
        return Parsed(
            bets=typed({}, BETS, 0) if bets is None else bets.reset_index(drop=True),
            legs=typed({}, LEGS, 0) if legs is None else legs.reset_index(drop=True),
            lines=self.only_kept(lines).reset_index(drop=True),
            rejects=typed(rejects, REJECTS, len(refused)),
            balances=balances,
            notes=self.notes,
        )

    def _raw(self, places: np.ndarray) -> list[str]:
        columns = [column for column in self.frame.columns if column not in (RAGGED, RAW)]
        refused = self.frame.iloc[places]
        raws = (
            refused[RAW].to_numpy(dtype=object) if RAW in refused.columns else self.all(None)[: len(places)]
        )
        cells = refused[columns].to_numpy(dtype=object)
        return [_written(row) if pd.isna(raw) else raw for raw, row in zip(raws, cells, strict=True)]


def typed(columns: dict[str, Any], kinds: Mapping[str, str], count: int) -> pd.DataFrame:
    """A frame with exactly these columns and kinds; those not given are missing, or ordinary.

    The columns are taken out of the dictionary one by one, so that of a large file none is in memory twice for long.
    """
    frame: dict[str, Any] = {}
    for name, kind in kinds.items():
        values = columns.pop(name, ORDINARY.get(name))
        if values is None or isinstance(values, (str, int, bool)):
            values = same(values, count) if count else []
        if kind == TEXT:
            frame[name] = pd.Series(_texts(values, count), dtype=object, copy=False)
        elif isinstance(values, Coded):
            frame[name] = _column(values.values, kind).take(values.spread(np.arange(len(values.values))))
        else:
            frame[name] = _column(values, kind)
    return pd.DataFrame(frame, copy=False)  # the columns are ours alone, and large


def _column(values: Any, kind: str) -> Any:
    """A column of numbers, flags or moments."""
    if kind != MOMENT:
        return pd.array(values, dtype=kind)
    return pd.Series(values).astype(pd.DatetimeTZDtype("us", "UTC")).array


def _texts(values: Any, count: int) -> np.ndarray:
    """A column of texts, None where one is missing."""
    if isinstance(values, Coded) and values.codes is not None:
        return values.spread(_texts(values.values, len(values.values)))
    column = np.empty(count, dtype=object)
    column[:] = _shared(values.values if isinstance(values, Coded) else values)
    column[pd.isna(column)] = None
    return column


def _shared(values: Any) -> Any:
    """Texts of NumPy's own kind as objects of which equal ones are one: a million "single" are not a million texts."""
    if not isinstance(values, np.ndarray) or values.dtype.kind != "U":
        return values
    texts, codes = np.unique(values, return_inverse=True)
    return texts.astype(object)[codes]


def _written(cells: np.ndarray) -> str:
    """One row as CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(["" if pd.isna(cell) else cell for cell in cells])
    return text.getvalue()
