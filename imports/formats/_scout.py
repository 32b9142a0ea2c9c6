"""SportsbookScout's exports: one row a leg, and `Primary` marks the row that carries the bet's money."""

from typing import Any

import numpy as np
import pandas as pd

from imports.formats._american import RESULTS, read_american
from imports.formats._amounts import Amounts, money, read_odds
from imports.formats._base import CsvFormat, Options, Parsed
from imports.formats._columns import choice, is_nothing, or_none, per_value, truth
from imports.formats._keys import numbered
from imports.formats._moments import in_zone, iso, naive, utc
from imports.formats._multis import alike, in_order, joined, positions, rows_each, with_line
from imports.formats._reading import BETS, LEGS, Reading, typed

TIMES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y %I:%M %p")
NO_PRIMARY = "No row of this bet is marked Primary, so its money is not in the file."
SAME_GAME = "Same Game Parlay"
SEVERAL = "Another row of this bet is marked Primary as well."


class Scout(CsvFormat):
    """What both bookmakers' files share; each says which columns tell odds and legs, and what is a bonus."""

    help_url = "https://www.sportsbookscout.com/"
    help_steps = (
        "Install SportsbookScout and sign in at your bookmaker.",
        "Let it collect your settled and open bets, and export them as CSV.",
        "Drop the file here as it is: every leg has a row, and only the rows marked Primary count as money.",
    )
    default_timezone = "America/New_York"
    timezone_why = (
        "The file prints times without a zone. If yours are an hour or more off, choose your own zone."
    )
    is_tracker = True
    detail, time_detail = 15, 15

    def read(self, frame: pd.DataFrame, options: Options) -> Parsed:
        """Money is dollars unless told; payout is what came back, stake included unless it was a bonus."""
        file = Reading(frame, self.columns, options)
        written = self._times(file, "bet date time")
        placed = in_zone(written, options.timezone or self.default_timezone)
        over = in_zone(self._times(file, "bet settled date"), options.timezone or self.default_timezone)
        is_primary = truth(file.text("primary"))
        stake, payout = money(file.text("bet amount")), money(file.text("payout"))
        status = self._status(file)
        leader = self._leaders(file, is_primary)
        self._refuse(file, written, is_primary, status, stake, payout)
        self._refuse_legs(file, is_primary, leader)

        ids = file.text("external bet id")
        lead = np.maximum(leader, 0)
        lines = file.lines(
            key=np.where(is_primary, ids, self._leg_keys(file)),
            bookmaker=options.bookmaker or self.bookmaker,
            currency=options.currency or "USD",
            kind=np.where(is_primary, "bet", "leg"),
            occurred_at=utc(placed[lead]),
            bet_ref=ids,
            description=file.text("bet selection"),
            told=tuple(self.columns),
        )
        counts, places = rows_each(lead, file.kept), in_order(lead, file.kept, said_of(file))
        selection = self._selections(file)
        several = self._leg_counts(file, counts)
        about = self._about(file, lead, places, selection, is_part=several > counts)
        bets = self._bets(file, lines, (placed, over), status, (stake, payout), several, about)
        legs = self._legs(file, lines, lead, places, selection)
        return file.finish(lines, bets=bets[file.kept & is_primary], legs=legs)

    def odds_of(self, file: Reading) -> np.ndarray:
        """Decimal odds of the bet."""
        raise NotImplementedError

    def leg_odds_of(self, file: Reading) -> np.ndarray:
        """Decimal odds of each leg."""
        raise NotImplementedError

    def bonus_of(
        self, file: Reading, status: np.ndarray, stake: np.ndarray, payout: np.ndarray, price: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """How much of each stake was bonus money, and whether the file states or we infer it ('none' otherwise)."""
        raise NotImplementedError

    def notes_of(self, file: Reading) -> np.ndarray:
        """Boosts and the like, as the file states them."""
        return np.full(file.count, None, dtype=object)

    def _leg_keys(self, file: Reading) -> np.ndarray:
        """Numbered by what they say, not by where they stand."""
        names = per_value(file.text("external bet id"), lambda text: f"{text}:leg")
        return numbered(names, [said_of(file)])

    def _times(self, file: Reading, name: str) -> np.ndarray:
        told = naive(file.text(name), TIMES)
        left = np.isnat(told)
        told[left] = iso(file.text(name)[left])
        return told

    def _status(self, file: Reading) -> np.ndarray:
        """The result's word; where there is none, open until the file calls the bet settled."""
        status = choice(file.text("bet result"), RESULTS)
        blank = is_nothing(file.text("bet result"))
        said = per_value(
            file.text("bet settled"), lambda text: text.strip().lower() in ("settled", "true", "yes", "1")
        )
        is_settled = said.astype(bool)
        status[blank & ~is_settled] = "open"
        status[blank & is_settled] = "undecided"
        return status

    def _leaders(self, file: Reading, is_primary: np.ndarray) -> np.ndarray:
        """The place of each row's primary row, -1 where its bet has none."""
        ids = file.text("external bet id")
        first: dict[str, int] = {}
        for place in np.flatnonzero(is_primary).tolist():
            first.setdefault(ids[place], place)
        return np.array([first.get(bet_id, -1) for bet_id in ids.tolist()], dtype=np.int64)

    def _refuse(
        self,
        file: Reading,
        written: np.ndarray,
        is_primary: np.ndarray,
        status: np.ndarray,
        stake: Amounts,
        payout: Amounts,
    ) -> None:
        unknown = per_value(file.text("bet result"), lambda said: f"The result '{said[:40]}' is not known.")
        file.refuse(is_nothing(file.text("external bet id")), "The row has no bet id.")
        file.refuse(is_primary & np.isnat(written), "The time of the bet cannot be read.")
        file.refuse(is_primary & (status == None), unknown)  # noqa: E711
        file.refuse(is_primary & stake.is_wrong, stake.wrong)
        file.refuse(is_primary & payout.is_wrong, payout.wrong)
        file.refuse(is_primary & ~stake.known, "The row has no bet amount.")
        file.refuse(is_primary & (stake.micro < 0), "The stake is less than nothing.")
        paid = np.isin(status.astype(str), ("won", "cashed_out", "half_won", "half_lost"))
        file.refuse(is_primary & paid & ~payout.known, "The row has no payout.")

    def _refuse_legs(self, file: Reading, is_primary: np.ndarray, leader: np.ndarray) -> None:
        again = is_primary & (leader != np.arange(file.count))
        file.refuse(again, SEVERAL)
        file.refuse(leader < 0, NO_PRIMARY)
        file.refuse(
            ~is_primary & ~file.kept[np.maximum(leader, 0)], "The bet this leg belongs to could not be read."
        )

    def _bets(
        self,
        file: Reading,
        lines: pd.DataFrame,
        times: tuple[np.ndarray, np.ndarray],
        status: np.ndarray,
        figures: tuple[Amounts, Amounts],
        legs: np.ndarray,
        about: dict[str, np.ndarray],
    ) -> pd.DataFrame:
        placed, over = times
        stake, payout = figures[0].micro, figures[1].micro
        price = self.odds_of(file)
        bonus, how = self.bonus_of(file, status, stake, payout, price)
        own = stake - bonus
        is_void = status == "void"
        returned = np.where(is_void & (payout == 0), own, payout)
        is_settled = ~np.isin(status.astype(str), ("open", "undecided"))
        several = money(file.text("number of bets"))
        is_system = several.known & (several.micro > 1_000_000)
        profit = np.where(is_void, 0, returned - own)
        values: dict[str, Any] = {
            "row": file.rows,
            "ref": lines["bet_ref"],
            "bookmaker": lines["bookmaker"],
            "currency": lines["currency"],
            "from_lines": False,
            "structure": np.where(is_system, "system", np.where(legs > 1, "multi", "single")),
            "status": status,
            "bonus": how,
            "placed_at": utc(placed),
            "settled_at": utc(
                np.where(is_settled, np.where(np.isnat(over), placed, over), np.datetime64("NaT"))
            ),
            "stake_micro": own,
            "bonus_stake_micro": bonus,
            "at_risk_micro": own,
            "odds": price,
            "returned_micro": pd.arrays.IntegerArray(returned, ~is_settled),
            "profit_micro": pd.arrays.IntegerArray(profit, ~is_settled),
            "commission_micro": 0,
            "legs_count": legs,
            "note": self.notes_of(file),
        }
        return typed(values | about, BETS, file.count)

    def _selections(self, file: Reading) -> np.ndarray:
        """What each row is on, with the handicap or total that stands beside it."""
        cells = zip(
            *(file.text(name) for name in ("bet selection", "leg handicap", "market name")), strict=True
        )
        said = np.empty(file.count, dtype=object)
        said[:] = [with_line(*each) for each in cells]
        return said

    def _leg_counts(self, file: Reading, counts: np.ndarray) -> np.ndarray:
        """How many legs each bet has: as the file says, at least as many as it has rows (`counts`)."""
        told = money(file.text("number of legs"))
        return np.maximum(np.where(told.known, told.micro // 1_000_000, 1), counts)

    def _about(
        self,
        file: Reading,
        lead: np.ndarray,
        places: np.ndarray,
        selection: np.ndarray,
        *,
        is_part: np.ndarray,
    ) -> dict[str, np.ndarray]:
        """What bets are about; a multi about what all its legs (`places`) are about. One of which other legs are not in
        the file does not say: another file with all of them would say otherwise."""
        is_multi = is_part.copy()
        is_multi[lead[places]] = True
        is_same_game = truth(file.text("same game parlay"))
        about = {
            "event": np.where(is_part, "", alike(file.text("event name"), lead, places)),
            "competition": np.where(is_part, "", alike(file.text("league"), lead, places)),
            "market": np.where(is_multi, np.where(is_same_game, SAME_GAME, ""), file.text("market name")),
            "selection": joined(selection, lead, places),
        }
        return {name: or_none(cells) for name, cells in about.items()}

    def _legs(
        self,
        file: Reading,
        lines: pd.DataFrame,
        lead: np.ndarray,
        places: np.ndarray,
        selection: np.ndarray,
    ) -> pd.DataFrame:
        """All rows of bets with several, at their `places`; the primary row is a leg like the others."""
        position = positions(lead, places)
        result = choice(file.text("leg result"), RESULTS)[places]
        heads = {name: lines[name].to_numpy(dtype=object)[places] for name in ("bookmaker", "currency")}
        names = {"competition": "league", "event": "event name", "market": "market name"}
        values = {name: or_none(file.text(column))[places] for name, column in names.items()}
        values["selection"] = or_none(selection[places])
        told = {"ref": lines["bet_ref"].to_numpy(dtype=object)[places], "position": position}
        result[result == "open"] = None
        return typed(
            {**heads, **told, **values, "odds": self.leg_odds_of(file)[places], "result": result},
            LEGS,
            len(places),
        )


def said_of(file: Reading) -> np.ndarray:
    """What a leg is, as one text: legs are told in this order, whatever the file's."""
    names = ("leg event date time", "event name", "market name", "bet selection")
    said = np.empty(file.count, dtype=object)
    said[:] = ["\n".join(each) for each in zip(*(file.text(name) for name in names), strict=True)]
    return said


def either(file: Reading, american_name: str, decimal_name: str) -> np.ndarray:
    """Decimal odds: as the decimal column prints them, else from the American one."""
    pairs = zip(file.text(decimal_name), file.text(american_name), strict=True)
    told = np.empty(file.count, dtype=object)
    told[:] = [read_odds(decimal) or read_american(line) for decimal, line in pairs]
    return told
