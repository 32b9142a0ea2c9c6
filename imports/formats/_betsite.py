"""What Betsite's own tables of bets have in common, whether they tell moments or an unknown person's clock."""

from functools import partial
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from imports.formats._amounts import Amounts, money, odds
from imports.formats._base import CsvFormat, Options, Parsed
from imports.formats._columns import choice, filled, is_nothing, or_none, per_value
from imports.formats._keys import digest, shared
from imports.formats._moments import utc
from imports.formats._reading import BETS, Reading, typed

STATUSES = {
    name: name
    for name in ("open", "undecided", "won", "lost", "half_won", "half_lost", "placed", "void", "cashed_out")
}
STRUCTURES = {name: name for name in ("single", "multi", "system", "market")}
SIDES = {name: name for name in ("back", "lay")}
BONUSES = {name: name for name in ("none", "stated", "inferred")}
UNSETTLED = ("open", "undecided")
AMOUNTS = ("stake", "bonus stake", "at risk", "returned", "commission", "profit")
TEXTS = ("reference", "bookmaker", "competition", "event", "market", "market as told", "selection", "note")
BOOLEANS = {"true": True, "false": False, "1": True, "0": False}

ABOUT: dict[str, tuple[str, ...]] = {
    "id": (),
    "bookmaker": (),
    "currency": (),
    "reference": (),
    "structure": (),
    "side": (),
    "status": (),
    "sport": (),
    "competition": (),
    "event": (),
    "market": (),
    "legs": (),
    "odds": (),
    "closing odds": (),
    "stake": (),
    "bonus stake": (),
    "at risk": (),
    "turnover": (),
    "returned": (),
    "commission": (),
    "profit": (),
    "bonus": (),
    "is live": (),
    "is each way": (),
    "is concluded": (),
}
TOLD = (
    "id",
    "bookmaker",
    "currency",
    "reference",
    "structure",
    "status",
    "stake",
    "at risk",
    "profit",
)


class BetsiteBets(CsvFormat):
    """The table `bets` of a report. Each row tells a bet with all of its money, which is taken as it stands."""

    bookmaker = "Betsite"
    help_url = "/reports/"
    is_tracker = True
    prints_currency = True
    is_newest_first = False
    detail = time_detail = 10
    _placed: ClassVar[str]
    _settled: ClassVar[str]

    def _moments(self, file: Reading, name: str, options: Options) -> np.ndarray:
        """A column's moments in UTC."""
        raise NotImplementedError

    def read(self, frame: pd.DataFrame, options: Options) -> Parsed:
        """Nothing is worked out: the row has it all."""
        file = Reading(frame, self.columns, options)
        for name in TEXTS:
            file.unguard(name)
        placed, settled = (self._moments(file, name, options) for name in (self._placed, self._settled))
        amounts = {name: money(file.text(name)) for name in AMOUNTS}
        status = choice(file.text("status"), STATUSES)
        structure = choice(file.text("structure"), STRUCTURES)
        self._refuse(file, placed, status, structure, amounts)
        is_settled = ~np.isin(status.astype(str), UNSETTLED)
        keys = self._keys(file, placed)
        books = filled(file.text("bookmaker"), options.bookmaker or self.bookmaker)
        lines = file.lines(
            key=per_value(keys, lambda ref: f"betsite {ref}"),
            bookmaker=books,
            currency=_codes(file.text("currency")),
            kind="bet",
            occurred_at=utc(placed),
            bet_ref=keys,
            description=_said(file),
            told=tuple(self.columns),
        )
        settled = np.where(np.isnat(settled), placed, settled)
        bets = self._bets(file, lines, (placed, np.where(is_settled, settled, np.datetime64("NaT"))), amounts)
        return file.finish(lines, bets=file.only_kept(bets.assign(status=status, structure=structure)))

    def _refuse(
        self,
        file: Reading,
        placed: np.ndarray,
        status: np.ndarray,
        structure: np.ndarray,
        amounts: dict[str, Amounts],
    ) -> None:
        for name, read in (("status", status), ("structure", structure)):
            unknown = per_value(file.text(name), partial(_unknown, name))
            file.refuse(read == None, unknown)  # noqa: E711
        file.refuse(np.isnat(placed), "The time it was placed cannot be read.")
        for each in amounts.values():
            file.refuse(each.is_wrong, each.wrong)
        is_settled = ~np.isin(status.astype(str), UNSETTLED)
        file.refuse(is_settled & ~amounts["profit"].known, "The row is settled and has no profit.")
        file.refuse(amounts["stake"].micro < 0, "The stake is less than nothing.")
        file.refuse(is_nothing(file.text("currency")), "The row has no currency.")

    def _keys(self, file: Reading, placed: np.ndarray) -> np.ndarray:
        """The bookmaker's own reference, so that the bookmaker's own file tells of the same bet."""
        ids = filled(file.text("reference"), "")
        blank = is_nothing(ids)
        ids[blank] = [f"no {number}" for number in file.text("id")[blank]]
        about = [file.text(name) for name in ("bookmaker", "currency", "id")]
        return shared(ids, placed, digest([*about, placed.astype(np.int64)]))

    def _bets(
        self,
        file: Reading,
        lines: pd.DataFrame,
        times: tuple[np.ndarray, np.ndarray],
        amounts: dict[str, Amounts],
    ) -> pd.DataFrame:
        placed, settled = times
        is_settled = ~np.isnat(settled)
        returned, profit = amounts["returned"], amounts["profit"]
        values: dict[str, Any] = {
            "row": file.rows,
            "ref": lines["bet_ref"],
            "bookmaker": lines["bookmaker"],
            "currency": lines["currency"],
            "from_lines": False,
            "side": _or(choice(file.text("side"), SIDES), "back"),
            "bonus": _or(choice(file.text("bonus"), BONUSES), "none"),
            "placed_at": utc(placed),
            "settled_at": utc(settled),
            "stake_micro": amounts["stake"].nullable(),
            "bonus_stake_micro": amounts["bonus stake"].nullable(fill=0),
            "at_risk_micro": amounts["at risk"].nullable(),
            "returned_micro": pd.arrays.IntegerArray(returned.micro.copy(), ~(returned.known & is_settled)),
            "profit_micro": pd.arrays.IntegerArray(profit.micro.copy(), ~(profit.known & is_settled)),
            "commission_micro": amounts["commission"].nullable(fill=0),
            "odds": odds(file.text("odds")),
            "closing_odds": odds(file.text("closing odds")),
            "is_live": per_value(file.text("is live"), lambda said: BOOLEANS.get(said.lower())),
            "is_each_way": per_value(
                file.text("is each way"), lambda said: BOOLEANS.get(said.lower(), False)
            ),
            "legs_count": per_value(file.text("legs"), _whole).astype(np.int64),
            "market": _or(or_none(file.text("market as told")), or_none(file.text("market"))),
            "note": or_none(file.text("note")),
        }
        names = ("sport", "competition", "event", "selection")
        return typed(values | {name: or_none(file.text(name)) for name in names}, BETS, file.count)


def _unknown(name: str, said: str) -> str:
    return f"The {name} '{said[:40]}' is not known." if said else f"No {name}."


def _codes(cells: np.ndarray) -> np.ndarray:
    return per_value(cells, str.upper)


def _or(cells: np.ndarray, other: Any) -> np.ndarray:
    """The cells, and where there is none the other."""
    return np.where(pd.isna(cells), other, cells)


def _whole(text: str) -> int:
    """How many legs; a bet has one at least, and no more than a bet can have."""
    return min(max(int(text), 1), 1000) if text.isdecimal() and len(text) < 6 else 1


def _said(file: Reading) -> np.ndarray:
    parts = zip(file.text("event"), file.text("selection"), strict=True)
    said = np.empty(file.count, dtype=object)
    said[:] = ["\n".join(filter(None, each)) for each in parts]
    return said
