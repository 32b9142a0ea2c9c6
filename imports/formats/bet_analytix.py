"""Bet-Analytix: a tracker's formatted export. A multi is a parent row and, below it, child rows without date,
type and stake.

The file tells stake, odds and state; money follows from them (reference/exports.md, settlement table). It has no
ids and no time zone: a bet is known by what does not change when it is settled.
"""

import re
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from imports.formats._amounts import Amounts, decimal_mark, money, odds
from imports.formats._base import CsvFormat, Options, Parsed
from imports.formats._columns import choice, filled, is_nothing, only, or_none, per_value, truth
from imports.formats._keys import fingerprints, numbered
from imports.formats._moments import in_zone, iso, naive, utc
from imports.formats._reading import BETS, LEGS, Reading, typed
from imports.formats._tracker_results import Figures, Told, millionths, settle

TIMES = (
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%Y-%m-%d",
    "%d/%m/%Y",
)
STATES = {
    "W": "won",
    "Won": "won",
    "Win": "won",
    "L": "lost",
    "Lost": "lost",
    "Loss": "lost",
    "HW": "half_won",
    "Half won": "half_won",
    "HL": "half_lost",
    "Half lost": "half_lost",
    "R": "void",
    "Refund": "void",
    "Refunded": "void",
    "C": "void",
    "Cancelled": "void",
    "Canceled": "void",
    "V": "void",
    "Void": "void",
    "P": "open",
    "Pending": "open",
    "": "open",
    "PL": "placed",
    "Placed": "placed",
    "Cash": "cashed_out",
    "CO": "cashed_out",
    "Cashout": "cashed_out",
    "Cash out": "cashed_out",
}
STABLE = ("type", "sport", "label", "bookmaker", "competition")
COMMISSION_NOTE = "Commission was read as a percentage of what a bet won."
_SYSTEM = re.compile(r"\d+\s*/\s*\d+|syst|trixie|patent|yankee|lucky|canadian|heinz|goliath", re.I)
_MULTI = re.compile(r"combi|multi|accu|parlay|express|double|treble", re.I)
_LAY = re.compile(r"\blay\b|^l$", re.I)


class BetAnalytix(CsvFormat):
    slug = "bet-analytix"
    name = "Bet-Analytix formatted export"
    bookmaker = "Bet-Analytix"
    help_url = "https://www.bet-analytix.com/"
    help_steps = (
        "Open your bankroll at bet-analytix.com.",
        "Choose Export and the formatted CSV (Export_Formatted_Bet-Analytix.csv).",
        "Drop that file here. Bets of all bookmakers of the bankroll are in it.",
    )
    default_timezone = "UTC"
    timezone_why = "The export prints the times you typed in, without a zone: choose your own."
    is_tracker = True
    detail = time_detail = 10
    columns = {
        "date": (),
        "type": (),
        "sport": (),
        "label": (),
        "odds": ("odd",),
        "stake": (),
        "state": (),
        "bookmaker": (),
        "tipster": (),
        "category": (),
        "competition": (),
        "bettype": ("bet type",),
        "closing": (),
        "estimatedprobability": ("estimated probability",),
        "commission": (),
        "bonus": (),
        "live": (),
        "freebet": ("free bet",),
        "cashout": ("cash out",),
        "eachway": ("each way",),
        "comment": (),
    }
    required = ("date", "type", "label", "odds", "stake", "state")
    one_of = ("tipster", "freebet", "bettype", "eachway", "estimatedprobability", "cashout", "bookmaker")

    def read(self, frame: pd.DataFrame, options: Options) -> Parsed:
        """Times are in options.timezone, money in options.currency or the person's
        own."""
        file = Reading(frame, self.columns, options)
        is_child = (
            is_nothing(file.text("date")) & is_nothing(file.text("type")) & is_nothing(file.text("stake"))
        )
        is_child &= ~file.ragged
        parent = _parents(is_child)
        written = naive(file.text("date"), TIMES)
        written = np.where(np.isnat(written), iso(file.text("date")), written)
        moments = in_zone(written, options.timezone or self.default_timezone)
        told, price = self._told(file, is_child, parent)

        self._refuse(file, written, is_child, told)
        figures, wrong = settle(told)
        file.refuse(~is_child & (wrong != None), wrong)  # noqa: E711
        self._refuse_children(file, is_child, parent)
        if (told.commission > 0).any():
            file.notes.append(COMMISSION_NOTE)

        keys = self._keys(file, written, told.stake, price, is_child, parent)
        bookmakers = self._bookmakers(file, options, is_child, parent)
        lines = file.lines(
            key=keys,
            bookmaker=bookmakers,
            currency=options.currency or options.user_currency or "EUR",
            kind=np.where(is_child, "leg", "bet"),
            occurred_at=utc(np.where(is_child, moments[np.maximum(parent, 0)], moments)),
            bet_ref=np.where(is_child, keys[np.maximum(parent, 0)], keys),
            description=file.text("label"),
            told=tuple(name for name in self.columns if name != "date"),
        )
        bets = self._bets(file, lines, moments, told, figures, price)
        legs = self._legs(file, lines, is_child, parent, price)
        return file.finish(lines, bets=bets[file.kept & ~is_child], legs=legs)

    def _told(self, file: Reading, is_child: np.ndarray, parent: np.ndarray) -> tuple[Told, np.ndarray]:
        """What settles each bet, and the odds of each row (a parent's own, else the product of its legs')."""
        mark = decimal_mark(file.text("stake"), file.text("odds"), file.text("cashout"))
        status = choice(file.text("state"), STATES)
        price = _with_products(odds(file.text("odds")), status, is_child, parent)
        stake = money(file.text("stake"), decimal=mark)
        cash = money(file.text("cashout"), decimal=mark)
        percent = money(per_value(file.text("commission"), lambda cell: cell.rstrip(" %")), decimal=mark)
        told = Told(
            status=status,
            stake=stake,
            odds=np.array([millionths(text) for text in price], dtype=object),
            cash=cash,
            commission=np.where(percent.known, percent.micro, 0),
            is_lay=per_value(file.text("type"), lambda text: bool(_LAY.search(text))).astype(bool),
            is_bonus=truth(file.text("freebet")),
            place_part=per_value(file.text("eachway"), _fraction),
        )
        file.refuse(~is_child & percent.is_wrong, percent.wrong)
        return told, price

    def _refuse(self, file: Reading, written: np.ndarray, is_child: np.ndarray, told: Told) -> None:
        unknown = per_value(file.text("state"), lambda said: f"The state '{said[:40]}' is not known.")
        stake: Amounts = told.stake
        file.refuse(told.status == None, unknown)  # noqa: E711
        file.refuse(~is_child & np.isnat(written), "The date cannot be read.")
        file.refuse(~is_child & stake.is_wrong, stake.wrong)
        file.refuse(~is_child & ~stake.known, "The row has no stake.")
        file.refuse(~is_child & (stake.micro < 0), "The stake is less than nothing.")

    def _refuse_children(self, file: Reading, is_child: np.ndarray, parent: np.ndarray) -> None:
        file.refuse(is_child & (parent < 0), "The row is part of a multi, but there is no multi above it.")
        lost = is_child & ~file.kept[np.maximum(parent, 0)]
        file.refuse(lost, "The multi this row is part of could not be read.")

    def _bookmakers(
        self, file: Reading, options: Options, is_child: np.ndarray, parent: np.ndarray
    ) -> np.ndarray:
        own = filled(file.text("bookmaker"), options.bookmaker or self.bookmaker)
        return np.where(is_child, own[np.maximum(parent, 0)], own)

    def _keys(
        self,
        file: Reading,
        written: np.ndarray,
        stake: Amounts,
        price: np.ndarray,
        is_child: np.ndarray,
        parent: np.ndarray,
    ) -> np.ndarray:
        """A fingerprint of what does not change when a bet is settled, its legs' labels included; legs are
        numbered."""
        labels = file.text("label")
        legs: dict[int, list[str]] = {}
        position = np.zeros(file.count, dtype=np.int64)
        for place in np.flatnonzero(is_child).tolist():
            held = legs.setdefault(int(parent[place]), [])
            held.append(labels[place])
            position[place] = len(held)
        content = [file.text(name) for name in STABLE]
        below = file.all("")
        for place, held in legs.items():
            below[place] = "\n".join(held)
        prints = fingerprints([written.astype(np.int64), stake.micro, *content, below])
        own = np.flatnonzero(~is_child)
        keys = prints.copy()
        keys[own] = numbered(prints[own], [np.array([price[place] or "" for place in own], dtype=object)])
        for place in np.flatnonzero(is_child).tolist():
            keys[place] = f"{keys[parent[place]]}:leg{position[place]}"
        return keys

    def _bets(
        self,
        file: Reading,
        lines: pd.DataFrame,
        moments: np.ndarray,
        told: Told,
        figures: Figures,
        price: np.ndarray,
    ) -> pd.DataFrame:
        types = file.text("type")
        legs = lines["bet_ref"].map(lines["bet_ref"].value_counts()).to_numpy() - 1
        is_system = per_value(types, lambda text: bool(_SYSTEM.search(text))).astype(bool)
        is_multi = per_value(types, lambda text: bool(_MULTI.search(text))).astype(bool) | (legs > 1)
        is_settled = told.status != "open"
        columns: dict[str, Any] = {
            "row": file.rows,
            "ref": lines["key"],
            "bookmaker": lines["bookmaker"],
            "currency": lines["currency"],
            "from_lines": False,
            "structure": np.where(is_system, "system", np.where(is_multi, "multi", "single")),
            "side": np.where(told.is_lay, "lay", "back"),
            "status": told.status,
            "bonus": np.where(told.is_bonus, "stated", "none"),
            "placed_at": utc(moments),
            "settled_at": utc(np.where(is_settled, moments, np.datetime64("NaT"))),
            "odds": price,
            "sport": or_none(file.text("sport")),
            "competition": or_none(file.text("competition")),
            "market": or_none(file.text("bettype")),
            "selection": or_none(file.text("label")),
            "is_live": truth(file.text("live")) if file.has("live") else None,
            "is_each_way": ~is_nothing(file.text("eachway")) & ~_is_no(file.text("eachway")),
            "legs_count": np.maximum(legs, 1),
            "closing_odds": odds(file.text("closing")),
            "note": self._notes(file),
        }
        return typed(columns | figures.columns(), BETS, file.count)

    def _notes(self, file: Reading) -> np.ndarray:
        """The person's own words: comment and tipster."""
        said = zip(file.text("comment"), file.text("tipster"), strict=True)
        notes = np.empty(file.count, dtype=object)
        notes[:] = [
            "\n".join(filter(None, [comment, tipster and f"Tipster: {tipster}"])) or None
            for comment, tipster in said
        ]
        return notes

    def _legs(
        self, file: Reading, lines: pd.DataFrame, is_child: np.ndarray, parent: np.ndarray, price: np.ndarray
    ) -> pd.DataFrame:
        places = np.flatnonzero(is_child & file.kept)
        status = choice(file.text("state"), STATES)[places]
        position = pd.Series(parent[places]).groupby(parent[places]).cumcount().to_numpy() + 1
        return typed(
            {
                "ref": lines["bet_ref"].to_numpy(dtype=object)[places],
                "bookmaker": lines["bookmaker"].to_numpy(dtype=object)[places],
                "currency": lines["currency"].to_numpy(dtype=object)[places],
                "position": position,
                "sport": or_none(file.text("sport"))[places],
                "competition": or_none(file.text("competition"))[places],
                "market": or_none(file.text("bettype"))[places],
                "selection": or_none(file.text("label"))[places],
                "odds": price[places],
                "result": only(status, status != "open"),
            },
            LEGS,
            len(places),
        )


def _parents(is_child: np.ndarray) -> np.ndarray:
    """For each row the place of the last row above that is no child, -1 where there is none; its own for a
    parent."""
    places = np.where(is_child, -1, np.arange(len(is_child)))
    return np.maximum.accumulate(places) if len(places) else places


def _with_products(
    price: np.ndarray, status: np.ndarray, is_child: np.ndarray, parent: np.ndarray
) -> np.ndarray:
    """Odds of parents that print none: the product of their legs', void ones left out."""
    product: dict[int, Decimal] = {}
    for place in np.flatnonzero(is_child & (parent >= 0)).tolist():
        above = int(parent[place])
        if price[above] is None and status[place] != "void":
            factor = Decimal(price[place]) if price[place] else Decimal(0)
            product[above] = product.get(above, Decimal(1)) * factor
    for place, odds_of_all in product.items():
        if odds_of_all >= 1:
            price[place] = f"{odds_of_all.quantize(Decimal('0.000001')).normalize():f}"
    return price


def _fraction(text: str) -> tuple[int, int] | None:
    """ "1/4" as a pair; anything else tells no part."""
    found = re.search(r"\b(\d)\s*/\s*(\d)\b", text)
    return (int(found[1]), int(found[2])) if found and int(found[2]) else None


def _is_no(cells: np.ndarray) -> np.ndarray:
    return per_value(cells, lambda cell: cell.lower() in ("no", "non", "0", "false", "n")).astype(bool)


FORMAT = BetAnalytix()
