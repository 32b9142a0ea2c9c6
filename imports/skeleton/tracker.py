"""Some Bookie: a tracker's list of bets.

Each row is a bet and tells its own stake and result.
"""

import numpy as np
import pandas as pd

from imports.formats._amounts import money, odds
from imports.formats._base import CsvFormat, Options, Parsed
from imports.formats._columns import choice, filled, is_nothing, or_none, per_value
from imports.formats._keys import digest, fingerprints, numbered, shared
from imports.formats._moments import in_zone, naive, utc
from imports.formats._reading import BETS, Reading, typed

REF = "some bookie ref"  # a column that no other file has
CURRENCY = "GBP"  # where neither the file nor the person names one
STATUSES = {
    "Won": "won",
    "Lost": "lost",
    "Void": "void",
    "Open": "open",
    "Cashed out": "cashed_out",
    "Half won": "half_won",
    "Half lost": "half_lost",
}
# The last is how a spreadsheet keeps a time.
TIMES = ("%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S")


class SomeBookie(CsvFormat):
    slug = "some-bookie"
    name = "Some Bookie bets"
    bookmaker = "Some Bookie"
    help_url = "https://www.example.com/"
    help_steps = (
        "Open your list of bets and choose to export it.",
        "Choose all dates, open bets too.",
        "Drop the CSV file here. Bets at all your bookmakers are in it.",
    )
    default_timezone = "UTC"
    timezone_why = "The file prints times as you typed them in, without a zone: choose your own."
    is_tracker = True
    detail = time_detail = 10
    columns = {
        REF: (),
        "placed": ("date",),
        "settled": (),
        "bookmaker": ("sportsbook",),
        "sport": (),
        "event": (),
        "market": (),
        "selection": ("pick",),
        "stake": (),
        "odds": (),
        "closing odds": (),
        "result": ("status",),
        "profit": (),
        "note": (),
    }
    required = (REF, "placed", "selection", "stake", "result", "profit")

    def read(self, frame: pd.DataFrame, options: Options) -> Parsed:
        """Times are in options.timezone; the bookmaker of every row is its own."""
        file = Reading(frame, self.columns, options)
        written = naive(file.text("placed"), TIMES)
        zone = options.timezone or self.default_timezone
        placed, settled = in_zone(written, zone), in_zone(naive(file.text("settled"), TIMES), zone)
        stake, profit = money(file.text("stake")), money(file.text("profit"))
        status = choice(file.text("result"), STATUSES)

        file.refuse(np.isnat(written), "The time it was placed cannot be read.")
        file.refuse(status == None, per_value(file.text("result"), _unknown))  # noqa: E711
        file.refuse(stake.is_wrong, stake.wrong)
        file.refuse(~stake.known, "The row has no stake.")
        file.refuse(stake.micro < 0, "The stake is less than nothing.")
        file.refuse(profit.is_wrong, profit.wrong)
        file.refuse(~profit.known & (status != "open"), "The row has no profit.")

        keys = self._keys(file, written, stake.micro)
        lines = file.lines(
            key=keys,
            bookmaker=filled(file.text("bookmaker"), options.bookmaker or self.bookmaker),
            currency=options.currency or options.user_currency or CURRENCY,
            kind="bet",
            occurred_at=utc(placed),
            bet_ref=keys,
            description=file.text("selection"),
            told=tuple(self.columns),
        )
        bets = self._bets(file, lines, status, (placed, settled), (stake.micro, profit.micro))
        return file.finish(lines, bets=file.only_kept(bets))

    def _keys(self, file: Reading, written: np.ndarray, stake: np.ndarray) -> np.ndarray:
        """The tracker's own reference; without one, what does not change when the bet is settled."""
        ids = file.text(REF)
        same = [file.text(name) for name in ("bookmaker", "event", "market", "selection")]
        same += [written.astype(np.int64), stake]
        keys = shared(ids, written, digest(same))
        blank = is_nothing(ids)
        if blank.any():
            keys[blank] = numbered(fingerprints([column[blank] for column in same]))
        return keys

    def _bets(
        self,
        file: Reading,
        lines: pd.DataFrame,
        status: np.ndarray,
        times: tuple[np.ndarray, np.ndarray],
        figures: tuple[np.ndarray, np.ndarray],
    ) -> pd.DataFrame:
        """Every row is a bet, with the file's own figures."""
        (placed, settled), (stake, profit) = times, figures
        is_open = status == "open"
        ended = np.where(np.isnat(settled), placed, settled)
        return typed(
            {
                "row": file.rows,
                "ref": lines["key"],
                "bookmaker": lines["bookmaker"],
                "currency": lines["currency"],
                "from_lines": False,
                "status": status,
                "placed_at": utc(placed),
                "settled_at": utc(np.where(is_open, np.datetime64("NaT"), ended)),
                "stake_micro": stake,
                "bonus_stake_micro": 0,
                "at_risk_micro": stake,
                "odds": odds(file.text("odds")),
                "returned_micro": pd.arrays.IntegerArray(stake + profit, is_open),
                "profit_micro": pd.arrays.IntegerArray(profit, is_open.copy()),
                "commission_micro": 0,
                "sport": or_none(file.text("sport")),
                "event": or_none(file.text("event")),
                "market": or_none(file.text("market")),
                "selection": or_none(file.text("selection")),
                "closing_odds": odds(file.text("closing odds")),
                "note": or_none(file.text("note")),
            },
            BETS,
            file.count,
        )


def _unknown(said: str) -> str:
    return f"The result '{said[:60]}' is not known." if said else "The row has no result."


FORMAT = SomeBookie()
