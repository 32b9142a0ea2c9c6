"""A file read as a person says its columns mean. The same contract as every other format."""

import re
from collections.abc import Mapping as Dictionary
from typing import Any

import numpy as np
import pandas as pd

from imports.collector import paused
from imports.formats._american import american
from imports.formats._amounts import Amounts, decimal_mark, money, odds
from imports.formats._base import CsvFormat, FileError, Match, Options, Parsed, Sample
from imports.formats._columns import choice, filled, is_nothing, normal, or_none, per_value, truth
from imports.formats._keys import digest, fingerprints, numbered, shared
from imports.formats._moments import utc
from imports.formats._multis import with_line
from imports.formats._reading import BETS, Reading, typed
from imports.formats._tracker_results import cents, millionths, share
from imports.mapping.cells import moments, with_clock, without_units
from imports.mapping.description import Mapping, validated
from imports.mapping.roles import BY_KEY, RESULTS, is_over, is_result

SLUG = "mapped"
UNSETTLED = ("open", "undecided")
EACH_WAY = ("e/w", "ew", "each way", "each-way")
MULTI = re.compile(
    r"\b(?:(?:\d+|two|three|four|five|six|seven|eight|nine|ten)[- ]leg(?:s|ger)?|parlay|multi(?![- ]?goals?\b)"
    r"|acca|accumulator|sgp|sgm|kombi\w*|m[uú]ltipla|\d+[- ]?folds?)\b"
    r"|^(?:doubles?|trebles?|multiples?|combin(?:ed|e|é|ée|ee|ada|ata))$",
    re.IGNORECASE,
)


class MappedFormat(CsvFormat):
    """One person's format."""

    slug = SLUG
    name = "Your own format"
    bookmaker = "My bets"
    columns = {}
    required = ()
    help_steps = ("This is a file of your own: its columns mean what you said they mean.",)
    timezone_why = "You said which zone the file's times are in."
    is_tracker = True
    detail = time_detail = 5

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = validated(mapping)
        # Of one person, where other formats are of everybody: what is the class's there is the instance's here.
        vars(self).update(
            name=mapping.name,
            default_timezone=mapping.timezone,
            columns={role: (normal(column),) for role, column in mapping.columns.items()},
        )

    def score(self, sample: Sample) -> Match:
        """Chosen by its header (imports/mapping/saved.py), never detected."""
        return Match(0, "a format of one's own is known by its header")

    def parse(self, frame: pd.DataFrame, options: Options) -> Parsed:
        """The frames of a file. Raises FileError when a column of the mapping is not in it."""
        with paused():
            return self.read(frame, options)

    def read(self, frame: pd.DataFrame, options: Options) -> Parsed:
        """Every row with a date and a stake is a bet; its figures are the file's, then what they come to."""
        roles = {role: (normal(role),) for role in self.mapping.columns}
        file = Reading(_exact(frame, self.mapping.columns), roles, options)
        for role in self.mapping.columns:
            file.unguard(role)
        if file.has("home") and file.has("away"):
            file.retell("event", _events(file))
        if file.has("player") or file.has("points"):
            file.retell("selection", _selections(file))
        file.frame = frame  # what is refused is kept as the whole row it was
        written = self._times(file, "placed", options)
        settled = self._times(file, "settled", options)
        mark = decimal_mark(file.text("stake"), file.text("profit"), file.text("returned"))
        amounts = {
            name: money(without_units(file.text(name)), decimal=mark)
            for name in ("stake", "profit", "returned", "to_win", "to_return", "commission")
        }
        price = self._odds(file, "odds")
        status = self._status(file, amounts)
        self._refuse(file, written, status, amounts)
        figures = self._figures(file, status, amounts, price)
        file.refuse(figures["wrong"] != None, figures["wrong"])  # noqa: E711

        keys = self._keys(file, written, amounts["stake"].micro)
        lines = file.lines(
            key=keys,
            bookmaker=filled(
                file.text("bookmaker"), options.bookmaker or self.mapping.bookmaker or self.bookmaker
            ),
            currency=self._currencies(file, options),
            kind="bet",
            occurred_at=utc(written),
            bet_ref=keys,
            description=self._descriptions(file),
            told=tuple(self.mapping.columns),
        )
        bets = self._bets(file, lines, (written, settled), status, figures, price)
        return file.finish(lines, bets=file.only_kept(bets).drop_duplicates(["bookmaker", "currency", "ref"]))

    def _times(self, file: Reading, name: str, options: Options) -> np.ndarray:
        """As the person says days are written; a time of day may stand in a column of its own."""
        cells = file.text(name)
        if name == "placed" and file.has("clock"):
            cells = with_clock(cells, file.text("clock"))
        return moments(cells, order=self.mapping.order, zone=options.timezone or self.mapping.timezone)

    def _odds(self, file: Reading, name: str) -> np.ndarray:
        if self.mapping.odds == "american":
            return american(file.text(name))
        if self.mapping.odds == "fractional":
            return per_value(file.text(name), _fractional)
        return odds(file.text(name))

    def _status(self, file: Reading, amounts: dict[str, Amounts]) -> np.ndarray:
        """The result's word; without one the status beside it, else what profit or return tell. What is said to be
        over, and nothing tells how, is undecided."""
        said = per_value(file.text("result"), lambda text: "" if is_over(text) else text)
        beside = per_value(file.text("status"), lambda text: text if is_result(text) else "")
        said = np.where(is_nothing(said), beside, said)
        status, blank = choice(said, RESULTS), is_nothing(said)
        over = per_value(file.text("result"), is_over) | per_value(file.text("status"), is_over)
        profit, returned, stake = amounts["profit"], amounts["returned"], amounts["stake"]
        status[blank] = np.where(over.astype(bool), "undecided", "open")[blank]
        signed = np.where(profit.micro > 0, "won", np.where(profit.micro < 0, "lost", "void")).astype(object)
        status[blank & profit.known] = signed[blank & profit.known]
        only_return = blank & ~profit.known & returned.known
        back = np.where(
            returned.micro > stake.micro, "won", np.where(returned.micro == stake.micro, "void", "lost")
        )
        status[only_return] = back.astype(object)[only_return]
        return status

    def _refuse(
        self, file: Reading, written: np.ndarray, status: np.ndarray, amounts: dict[str, Amounts]
    ) -> None:
        unknown = per_value(file.text("result"), lambda said: f"The result '{said[:40]}' is not known.")
        file.refuse(
            np.isnat(written),
            per_value(file.text("placed"), lambda said: f"'{said[:40]}' is no date that fits."),
        )
        file.refuse(status == None, unknown)  # noqa: E711
        for told in amounts.values():
            file.refuse(told.is_wrong, told.wrong)
        file.refuse(~amounts["stake"].known, "The row has no stake.")
        file.refuse(amounts["stake"].micro < 0, "The stake is less than nothing.")

    def _figures(
        self, file: Reading, status: np.ndarray, amounts: dict[str, Amounts], price: np.ndarray
    ) -> dict[str, Any]:
        """profit, own stake, bonus stake, at risk and commission of each bet, and why one cannot be worked out."""
        is_bonus, is_lay = truth(file.text("bonus")), choice(file.text("side"), {"lay": "y", "l": "y"}) == "y"
        stake = amounts["stake"].micro
        own = np.where(is_bonus, 0, stake)
        over = [(millionths(text) or 1_000_000) - 1_000_000 for text in price.tolist()]
        gain = np.array(
            [share(int(amount), part) for amount, part in zip(stake, over, strict=True)], dtype=np.int64
        )
        risk = np.where(is_lay, gain, own)
        profit, wrong = np.zeros(file.count, dtype=np.int64), np.full(file.count, None, dtype=object)
        # What an each-way bet wins its odds alone do not tell, as of one that was placed.
        ends = np.where(_says_each_way(file) & (status == "won"), "placed", status)
        for place in range(file.count):
            told = self._profit(
                place,
                str(ends[place]),
                amounts,
                int(risk[place]),
                int(gain[place]) if price[place] is not None else None,
            )
            if isinstance(told, str):
                wrong[place] = told
            else:
                profit[place] = (
                    told
                    if not is_lay[place] or amounts["profit"].known[place]
                    else _laid(status[place], stake[place], risk[place], told)
                )
        return {
            "profit": profit,
            "own": own,
            "bonus": stake - own,
            "risk": risk,
            "fee": np.abs(amounts["commission"].micro),
            "wrong": wrong,
            "is_bonus": is_bonus,
            "is_lay": is_lay,
        }

    def _profit(
        self, place: int, status: str, amounts: dict[str, Amounts], risk: int, gain: int | None
    ) -> int | str:
        """Of one bet: as the file says, else what its return, its promise or its odds come to."""
        if status in (*UNSETTLED, "None"):
            return 0
        if amounts["profit"].known[place]:
            return int(amounts["profit"].micro[place])
        if amounts["returned"].known[place]:
            back = int(amounts["returned"].micro[place])
            if self.mapping.returns_profit:
                return back if status != "lost" else -risk
            return back - risk
        if status == "void":
            return 0
        if status in ("lost", "half_lost"):
            return -risk if status == "lost" else -(risk // 2)
        if status in ("cashed_out", "placed"):
            return "The row does not tell what was paid."
        won = _promised(place, amounts, risk, gain)
        if won is None:
            return "The row tells neither profit nor odds, so what it won is unknown."
        return won // 2 if status == "half_won" else won

    def _keys(self, file: Reading, written: np.ndarray, stake: np.ndarray) -> np.ndarray:
        """The file's own id; else what was bet on and when, which does not change when the bet is settled."""
        ids = file.text("id")
        cells = [file.text(name) for name in ("placed", "bookmaker", "event", "selection", "market")]
        keys = shared(ids, written, digest(cells))
        blank = is_nothing(ids)
        if blank.any():
            keys[blank] = numbered(fingerprints([column[blank] for column in cells]), [stake[blank]])
        return keys

    def _currencies(self, file: Reading, options: Options) -> np.ndarray:
        fallback = options.currency or self.mapping.currency or options.user_currency or "EUR"
        codes = per_value(
            file.text("currency"), lambda text: text.upper() if text.isalpha() and 3 <= len(text) <= 5 else ""
        )
        return filled(codes, fallback)

    def _descriptions(self, file: Reading) -> np.ndarray:
        said = np.empty(file.count, dtype=object)
        parts = zip(*(file.text(name) for name in ("event", "market", "selection")), strict=True)
        said[:] = ["\n".join(filter(None, each)) for each in parts]
        return said

    def _bets(
        self,
        file: Reading,
        lines: pd.DataFrame,
        times: tuple[np.ndarray, np.ndarray],
        status: np.ndarray,
        figures: dict[str, Any],
        price: np.ndarray,
    ) -> pd.DataFrame:
        written, settled = times
        is_settled = ~np.isin(status.astype(str), UNSETTLED)
        values: dict[str, Any] = {
            "row": file.rows,
            "ref": lines["key"],
            "bookmaker": lines["bookmaker"],
            "currency": lines["currency"],
            "from_lines": False,
            "structure": np.where(truth(file.text("multi")) | _are_multis(file), "multi", "single"),
            "side": np.where(figures["is_lay"], "lay", "back"),
            "status": status,
            "bonus": np.where(figures["is_bonus"], "stated", "none"),
            "placed_at": utc(written),
            "settled_at": utc(
                np.where(is_settled, np.where(np.isnat(settled), written, settled), np.datetime64("NaT"))
            ),
            "stake_micro": figures["own"],
            "bonus_stake_micro": figures["bonus"],
            "at_risk_micro": figures["risk"],
            "odds": price,
            "returned_micro": pd.arrays.IntegerArray(figures["risk"] + figures["profit"], ~is_settled),
            "profit_micro": pd.arrays.IntegerArray(figures["profit"].copy(), ~is_settled),
            "commission_micro": np.where(is_settled, figures["fee"], 0),
            "closing_odds": self._odds(file, "closing"),
            "is_live": pd.array(truth(file.text("live")), dtype="boolean") if file.has("live") else None,
            "is_each_way": pd.array(_says_each_way(file), dtype="boolean") if file.has("each_way") else None,
            "note": or_none(file.text("note")),
        }
        about = {
            name: or_none(file.text(name))
            for name in ("sport", "competition", "event", "market", "selection")
        }
        return typed(values | about, BETS, file.count)


def _says_each_way(file: Reading) -> np.ndarray:
    """Rows whose flag says yes, or says it by its name ("E/W", where others say "Win")."""
    named = per_value(file.text("each_way"), lambda text: text.lower() in EACH_WAY)
    return truth(file.text("each_way")) | named.astype(bool)


def _are_multis(file: Reading) -> np.ndarray:
    """Rows whose market or selection says so: "Parlay", "3-leg multi"."""
    told = [
        per_value(file.text(role), lambda text: bool(MULTI.search(text))) for role in ("market", "selection")
    ]
    return np.logical_or(*told).astype(bool)


def _events(file: Reading) -> np.ndarray:
    """The event as the file has it, else its two sides."""
    told = zip(*(file.text(role) for role in ("event", "home", "away")), strict=True)
    said = np.empty(file.count, dtype=object)
    said[:] = [event or " v ".join(filter(None, sides)) for event, *sides in told]
    return said


def _selections(file: Reading) -> np.ndarray:
    """What was bet on: who, what, and over or under how much, where columns of their own tell; nothing twice."""
    cells = [file.text(role) for role in ("player", "selection", "points", "market")]
    told = zip(*(np.where(is_nothing(column), "", column) for column in cells), strict=True)
    said = np.empty(file.count, dtype=object)
    said[:] = [
        with_line(what if who.casefold() in what.casefold() else f"{who} {what}".strip(), points, market)
        for who, what, points, market in told
    ]
    return said


def _promised(place: int, amounts: dict[str, Amounts], risk: int, gain: int | None) -> int | None:
    """What a bet wins: as it was promised, else by its odds. A promise of nothing is none: lists have a 0 there when a
    bet is settled."""
    to_win, to_return = (int(amounts[name].micro[place]) for name in ("to_win", "to_return"))
    if to_win > 0:
        return to_win
    if to_return > risk:
        return to_return - risk
    return None if gain is None else cents(gain)


def _laid(status: object, stake: int, risk: int, told: int) -> int:
    """A lay bet by its odds: the backer's stake won, or the liability lost."""
    return int(stake) if status == "won" else -int(risk) if status == "lost" else told


def _exact(frame: pd.DataFrame, columns: Dictionary[str, str]) -> pd.DataFrame:
    """The frame with the chosen columns under their roles' names; raises FileError when one is not there."""
    by_name = {normal(str(name)): name for name in reversed(frame.columns.tolist())} | {
        str(n): n for n in frame.columns
    }
    chosen = {}
    for role, column in columns.items():
        found = by_name.get(column, by_name.get(normal(column)))
        if found is None:
            raise FileError(
                f"This file has no column “{column}”, which your mapping takes for the {BY_KEY[role].label}."
            )
        chosen[role] = frame[found]
    kept = [name for name in frame.columns if str(name).startswith("\x1f")]
    return pd.DataFrame({**chosen, **{name: frame[name] for name in kept}}, index=frame.index)


def _fractional(text: str) -> str | None:
    """6/4 as 2.5; evens as 2; decimal odds stay what they are."""
    said = text.strip().lower()
    if said in ("evens", "evs", "even"):
        return "2"
    over, mark, under = said.partition("/")
    if mark and over.strip().isdigit() and under.strip().isdigit() and int(under):
        millionth = 1_000_000 + int(over) * 1_000_000 // int(under)
        return f"{millionth // 1_000_000}.{millionth % 1_000_000:06d}".rstrip("0").rstrip(".")
    return odds(np.array([text], dtype=object))[0]
