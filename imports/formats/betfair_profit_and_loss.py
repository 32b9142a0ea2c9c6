"""Betfair's Betting P&L: one row a market, net of commission, English and Brazilian Portuguese.

It tells no stake, odds or bets, and none are made up. Pasted twice, a row repeats: the very same row is one market.
"""

import numpy as np
import pandas as pd

from imports.formats import _betfair as betfair
from imports.formats._base import CsvFormat, Options, Parsed
from imports.formats._columns import per_value
from imports.formats._keys import digest, fingerprints, shared
from imports.formats._moments import utc
from imports.formats._reading import BETS, Reading, typed

REPEATED = "{count} rows repeat another row of the file exactly; each market counts once."


class BetfairProfitAndLoss(CsvFormat):
    slug = "betfair-profit-and-loss"
    name = "Betfair Betting P&L"
    bookmaker = betfair.BOOKMAKER
    help_url = "https://www.betfair.com/"
    help_steps = (
        "Sign in at Betfair on a computer and open My Account, then Betting P&L (Lucros e perdas de apostas).",
        "Choose the dates and all sports.",
        "Download the list as CSV (BettingPandL.csv) and drop the file here.",
    )
    default_timezone = betfair.ENGLISH_ZONE
    timezone_why = betfair.SETTINGS_ZONE
    prints_currency = True
    is_tracker = True
    detail, time_detail = 12, 20
    columns = {
        "market": ("mercado",),
        "start time": ("hora de inicio", "start"),
        "settled date": ("data da ultima resolucao", "settled", "data de resolucao", "fecha de resolucion"),
        "profit loss": ("lucro perda", "lucro prejuizo", "profit and loss", "ganancia perdida"),
    }
    required = ("market", "start time", "settled date", "profit loss")

    def read(self, frame: pd.DataFrame, options: Options) -> Parsed:
        """The currency is the header's; times are in options.timezone or the site's zone."""
        file = Reading(frame, self.columns, options)
        started, over = betfair.times(file, "start time"), betfair.times(file, "settled date")
        profit = betfair.cash(file, "profit loss")
        file.refuse(file.text("market") == "", "The row names no market.")
        file.refuse(np.isnat(over), "The settled date cannot be read.")
        file.refuse(profit.is_wrong, profit.wrong)
        file.refuse(~profit.known, "The row has no profit or loss.")

        settled = betfair.moments(file, over)
        start = np.where(np.isnat(started), settled, betfair.moments(file, started))
        keys = self._keys(file, started, over, profit.micro)
        lines = file.lines(
            key=keys,
            bookmaker=options.bookmaker or self.bookmaker,
            currency=betfair.currency(file, "profit loss"),
            kind="bet",
            occurred_at=utc(settled),
            bet_ref=keys,
            description=file.text("market"),
            told=tuple(self.columns),
        )
        repeats = int(lines["key"][file.kept].duplicated().sum())
        if repeats:
            file.notes.append(REPEATED.format(count=repeats))
        bets = self._bets(file, lines, np.minimum(start, settled), settled, profit.micro)
        return file.finish(lines, bets=file.only_kept(bets).drop_duplicates("ref"))

    def _keys(self, file: Reading, started: np.ndarray, over: np.ndarray, profit: np.ndarray) -> np.ndarray:
        """Market and times name it; rows that agree in them and differ in money are two markets of one name."""
        ids = fingerprints([file.text("market"), started.astype(np.int64), over.astype(np.int64)])
        return shared(ids, over, digest([profit]))

    def _bets(
        self, file: Reading, lines: pd.DataFrame, start: np.ndarray, settled: np.ndarray, profit: np.ndarray
    ) -> pd.DataFrame:
        path = per_value(file.text("market"), betfair.read_path)
        return typed(
            {
                "row": file.rows,
                "ref": lines["key"],
                "bookmaker": lines["bookmaker"],
                "currency": lines["currency"],
                "from_lines": False,
                "structure": "market",
                "status": betfair.result_of(profit, np.ones(file.count, dtype=bool)),
                "placed_at": utc(start),
                "settled_at": utc(settled),
                "bonus_stake_micro": 0,
                "profit_micro": profit,
                "commission_micro": 0,
                "sport": [sport for sport, _, _ in path],
                "event": [event for _, event, _ in path],
                "market": [market for _, _, market in path],
            },
            BETS,
            file.count,
        )


FORMAT = BetfairProfitAndLoss()
