"""OddsJam's bet tracker: American odds for the bet and for the close, times with their zone, no ids.

The rows of one parlay share its parlay_id; the stake counts once.
"""

from typing import Any

import numpy as np
import pandas as pd

from imports.formats._american import RESULTS, american
from imports.formats._amounts import Amounts, money
from imports.formats._base import CsvFormat, Options, Parsed
from imports.formats._columns import choice, filled, is_nothing, only, or_none, per_value
from imports.formats._keys import fingerprints, numbered
from imports.formats._moments import iso, utc, with_suffix
from imports.formats._multis import alike, in_order, joined, positions, rows_each
from imports.formats._reading import BETS, LEGS, Reading, typed

TIMES = (
    "%m/%d/%Y, %H:%M", "%m/%d/%Y, %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y, %I:%M %p",
    "%m/%d/%Y %I:%M %p",
)  # fmt: skip
PARTED = "{count} rows belong to parlays of several rows; each parlay's stake counts once."


class OddsJam(CsvFormat):
    slug = "oddsjam"
    name = "OddsJam bet tracker"
    bookmaker = "OddsJam"
    help_url = "https://oddsjam.com/"
    help_steps = (
        "Sign in at oddsjam.com on a computer and open the Bet Tracker.",
        "Choose Export to CSV, all bets.",
        "Drop the file here. Bets of all your sportsbooks are in it.",
    )
    default_timezone = "America/New_York"
    timezone_why = (
        "Every row prints its own zone (EDT, PST, ...); rows that print none are taken for New York's time."
    )
    prints_zone = True
    is_tracker = True
    detail, time_detail = 10, 8
    columns = {
        "created at": ("date", "placed at"),
        "event start date": ("event start",),
        "sport": (),
        "league": (),
        "event name": ("event",),
        "bet name": ("selection",),
        "market name": ("market",),
        "sportsbook": ("book",),
        "odds": (),
        "clv": (),
        "stake": (),
        "potential payout": (),
        "bet profit": ("profit",),
        "status": (),
        "bet type": (),
        "tags": (),
        "notes": (),
        "saved filter name": (),
        "parlay id": (),
        "market width": (),
        "percentage": (),
    }
    required = (
        "created at",
        "event name",
        "bet name",
        "market name",
        "sportsbook",
        "odds",
        "stake",
        "status",
        "bet type",
    )

    def read(self, frame: pd.DataFrame, options: Options) -> Parsed:
        """Money is dollars unless told; the bookmaker of every row is its own."""
        file = Reading(frame, self.columns, options)
        created = self._moments(file, "created at", options)
        stake, told = money(file.text("stake")), money(file.text("bet profit"))
        status, price = choice(file.text("status"), RESULTS), american(file.text("odds"))
        is_bonus = per_value(file.text("bet type"), lambda text: "free" in text.lower()).astype(bool)
        profit = self._profit(status, stake, told, price, is_bonus)
        self._refuse(file, created, status, stake, told)
        file.refuse(~np.isin(status.astype(str), ("open", "None")) & ~profit.known, "The row has no profit.")

        leader = self._leaders(file)
        keys, books = self._keys(file, created, stake.micro, leader), self._books(file, options)
        is_leg = leader != np.arange(file.count)
        file.refuse(is_leg & ~file.kept[leader], "The parlay this row is part of could not be read.")
        lines = file.lines(
            key=keys,
            bookmaker=books[leader],
            currency=options.currency or "USD",
            kind=np.where(is_leg, "leg", "bet"),
            occurred_at=utc(created[leader]),
            bet_ref=keys[leader],
            description=self._descriptions(file),
            told=tuple(self.columns),
        )
        counts = rows_each(leader, file.kept)
        if (counts > 1).any():
            file.notes.append(PARTED.format(count=int(counts[counts > 1].sum())))
        figures = (stake.micro, profit, is_bonus)
        places = in_order(leader, file.kept, self._descriptions(file))
        about = self._about(file, leader, places)
        bets = self._bets(file, lines, created, status, figures, price, counts, about)
        legs = self._legs(file, lines, leader, places, status, price)
        return file.finish(lines, bets=bets[file.kept & ~is_leg], legs=legs)

    def _moments(self, file: Reading, name: str, options: Options) -> np.ndarray:
        """To the minute, as the file prints them; ISO 8601 as well."""
        zone = options.timezone or self.default_timezone
        told = with_suffix(file.text(name), TIMES, default_zone=zone)
        left = np.isnat(told)
        told[left] = iso(file.text(name)[left])
        return told

    def _profit(
        self, status: np.ndarray, stake: Amounts, told: Amounts, price: np.ndarray, is_bonus: np.ndarray
    ) -> Amounts:
        """The file's profit; where it tells none, what stake and odds come to."""
        micro, known = told.micro.copy(), told.known.copy()
        for place in np.flatnonzero(~known & ~told.is_wrong & stake.known).tolist():
            amount = int(stake.micro[place])
            if status[place] == "void":
                known[place] = True
            elif status[place] == "lost":
                micro[place], known[place] = (0 if is_bonus[place] else -amount), True
            elif status[place] == "won" and price[place]:
                whole, _, part = price[place].partition(".")
                over = int(whole) * 1_000_000 + int(part.ljust(6, "0")) - 1_000_000
                micro[place], known[place] = (amount * over + 5 * 10**9) // 10**10 * 10_000, True
        lost_bonus = is_bonus & (status == "lost") & known & (micro < 0)
        micro[lost_bonus] = 0  # a free bet lost is no money lost, whatever the tracker counts
        return Amounts(micro, known, told.wrong)

    def _refuse(
        self, file: Reading, created: np.ndarray, status: np.ndarray, stake: Amounts, profit: Amounts
    ) -> None:
        unknown = per_value(
            file.text("status"),
            lambda said: f"The status '{said[:40]}' is not known." if said else "No status.",
        )
        file.refuse(np.isnat(created), "The time it was created cannot be read.")
        file.refuse(status == None, unknown)  # noqa: E711
        file.refuse(stake.is_wrong, stake.wrong)
        file.refuse(profit.is_wrong, profit.wrong)
        in_parlay = ~is_nothing(file.text("parlay id"))
        file.refuse(~stake.known & ~in_parlay, "The row has no stake.")
        file.refuse(stake.micro < 0, "The stake is less than nothing.")

    def _leaders(self, file: Reading) -> np.ndarray:
        """For each row of a parlay the row with its stake (the first of several), for others the row itself."""
        leader = np.arange(file.count)
        ids = file.text("parlay id")
        named = np.flatnonzero(~is_nothing(ids) & file.kept)
        has_stake, said = ~is_nothing(file.text("stake")), self._descriptions(file)
        order = sorted(named.tolist(), key=lambda place: (not has_stake[place], said[place]))
        first: dict[str, int] = {}
        for place in order:
            leader[place] = first.setdefault(ids[place], place)
        return leader

    def _keys(self, file: Reading, created: np.ndarray, stake: np.ndarray, leader: np.ndarray) -> np.ndarray:
        """The minute and what was bet on; equal ones by stake. Status, profit, tags and notes may change."""
        names = ("sportsbook", "event name", "market name", "bet name", "parlay id")
        said = np.where(np.isnat(created), -1, created.astype("datetime64[m]").astype(np.int64))
        keys = numbered(fingerprints([said, *(file.text(name) for name in names)]), [stake])
        legs = np.flatnonzero(leader != np.arange(file.count))
        keys[legs] = [f"{keys[place]}:leg" for place in legs]
        return keys

    def _books(self, file: Reading, options: Options) -> np.ndarray:
        return filled(file.text("sportsbook"), options.bookmaker or self.bookmaker)

    def _descriptions(self, file: Reading) -> np.ndarray:
        parts = zip(*(file.text(name) for name in ("event name", "market name", "bet name")), strict=True)
        said = np.empty(file.count, dtype=object)
        said[:] = ["\n".join(filter(None, each)) for each in parts]
        return said

    def _bets(
        self,
        file: Reading,
        lines: pd.DataFrame,
        created: np.ndarray,
        status: np.ndarray,
        figures: tuple[np.ndarray, Amounts, np.ndarray],
        price: np.ndarray,
        counts: np.ndarray,
        about: dict[str, np.ndarray],
    ) -> pd.DataFrame:
        stake, profit, is_bonus = figures
        is_settled = status != "open"
        own = np.where(is_bonus, 0, stake)
        is_multi = (counts > 1) | per_value(
            file.text("bet type"), lambda text: "parlay" in text.lower()
        ).astype(bool)
        values: dict[str, Any] = {
            "row": file.rows,
            "ref": lines["key"],
            "bookmaker": lines["bookmaker"],
            "currency": lines["currency"],
            "from_lines": False,
            "structure": np.where(is_multi, "multi", "single"),
            "status": status,
            "bonus": np.where(is_bonus, "stated", "none"),
            "placed_at": utc(created),
            "settled_at": utc(np.where(is_settled, created, np.datetime64("NaT"))),
            "stake_micro": own,
            "bonus_stake_micro": stake - own,
            "at_risk_micro": own,
            "odds": price,
            "returned_micro": pd.arrays.IntegerArray(own + profit.micro, ~is_settled),
            "profit_micro": pd.arrays.IntegerArray(profit.micro.copy(), ~is_settled),
            "commission_micro": 0,
            "legs_count": np.maximum(counts, 1),
            "closing_odds": american(file.text("clv")),
            "note": or_none(file.text("notes")),
        }
        return typed(values | about, BETS, file.count)

    def _about(self, file: Reading, leader: np.ndarray, places: np.ndarray) -> dict[str, np.ndarray]:
        """What bets are about; a parlay about what all its rows (`places`) are about."""
        names = {"sport": "sport", "competition": "league", "event": "event name"}
        about = {name: alike(file.text(column), leader, places) for name, column in names.items()}
        market = file.text("market name").copy()
        market[leader[places]] = ""
        about |= {"market": market, "selection": joined(file.text("bet name"), leader, places)}
        return {name: or_none(cells) for name, cells in about.items()}

    def _legs(
        self,
        file: Reading,
        lines: pd.DataFrame,
        leader: np.ndarray,
        places: np.ndarray,
        status: np.ndarray,
        price: np.ndarray,
    ) -> pd.DataFrame:
        """The rows of parlays that have several, their `places`; odds that are the whole parlay's are not the leg's."""
        position = positions(leader, places)
        names = {"sport": "sport", "competition": "league", "event": "event name", "market": "market name"}
        values = {name: or_none(file.text(column))[places] for name, column in names.items()}
        own = only(price[places], price[places] != price[leader[places]])
        heads = {name: lines[name].to_numpy(dtype=object)[places] for name in ("bookmaker", "currency")}
        told = {"ref": lines["bet_ref"].to_numpy(dtype=object)[places], "position": position, "odds": own}
        result = only(status[places], status[places] != "open")
        picks = or_none(file.text("bet name"))[places]
        return typed({**heads, **told, **values, "selection": picks, "result": result}, LEGS, len(places))


FORMAT = OddsJam()
