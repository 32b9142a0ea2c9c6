"""Betfair Exchange: settled bets one by one, English and Brazilian Portuguese, gross of commission.

A nameless column stands among the named ones. Negative figures are in brackets. The stake of a lay bet is the backer's;
liability is blank for back bets. No row tells when the bet was settled, or the commission.
"""

import numpy as np
import pandas as pd

from imports.formats import _betfair as betfair
from imports.formats._amounts import odds
from imports.formats._base import CsvFormat, Options, Parsed
from imports.formats._columns import is_nothing, per_value
from imports.formats._keys import digest, fingerprints, numbered, shared
from imports.formats._moments import utc
from imports.formats._reading import Reading


class BetfairBets(CsvFormat):
    slug = "betfair-bets"
    name = "Betfair Exchange settled bets"
    bookmaker = betfair.BOOKMAKER
    help_url = "https://www.betfair.com/"
    help_steps = (
        "Sign in at Betfair on a computer and open My Account, then My Bets (Minhas apostas).",
        "Choose Settled (Resolvidas) and the dates.",
        "Export the list as CSV and drop the file here.",
        "Send the Betting P&L of the same time as well: it tells the commission, which this list leaves out.",
    )
    default_timezone = betfair.ENGLISH_ZONE
    timezone_why = betfair.SETTINGS_ZONE
    prints_currency = True
    is_tracker = True
    detail, time_detail = 20, 15
    columns = {
        "market": ("mercado",),
        "selection": ("selecao",),
        "bid type": ("tipo de lance", "bet type", "type", "tipo"),
        "bet id": ("id da aposta", "betid", "id de la apuesta"),
        "bet placed": ("aposta realizada", "placed", "date placed", "placed date"),
        "persistence": ("persistencia",),
        "odds req": ("probabilidades req", "odds requested"),
        "stake": ("aposta", "apuesta"),
        "liability": ("responsabilidade", "responsabilidad"),
        "avg odds matched": ("media de probabilidades correspondidas", "average odds matched", "avg odds"),
        "profit loss": ("lucro prejuizo", "lucro perda", "profit and loss"),
    }
    required = (
        "market",
        "selection",
        "bid type",
        "bet id",
        "bet placed",
        "stake",
        "avg odds matched",
        "profit loss",
    )

    def read(self, frame: pd.DataFrame, options: Options) -> Parsed:
        """The file's profit is taken as it is; times are in options.timezone or the site's zone."""
        file = Reading(frame, self.columns, options)
        written = betfair.times(file, "bet placed")
        stake, liability = betfair.cash(file, "stake"), betfair.cash(file, "liability")
        profit = betfair.cash(file, "profit loss")
        matched = odds(file.text("avg odds matched"))
        price = np.where(matched == None, odds(file.text("odds req")), matched)  # noqa: E711
        side = betfair.sides(file, "bid type")
        self._refuse(file, written, side)
        for amounts in (stake, liability, profit):
            file.refuse(amounts.is_wrong, amounts.wrong)
        file.refuse(~stake.known, "The row has no stake.")
        file.refuse(stake.micro < 0, "The stake is less than nothing.")

        path = per_value(file.text("market"), betfair.read_path)
        placed = betfair.moments(file, written)
        status = betfair.result_of(profit.micro, profit.known)
        keys = self._keys(file, written, stake.micro)
        lines = file.lines(
            key=keys,
            bookmaker=options.bookmaker or self.bookmaker,
            currency=betfair.currency(file, "stake", "profit loss"),
            kind="bet",
            occurred_at=utc(placed),
            bet_ref=keys,
            description=file.text("market"),
            told=tuple(self.columns),
        )
        bets = betfair.bet_columns(
            file,
            lines,
            side=side,
            status=status,
            stake=stake,
            liability=liability,
            profit=profit,
            price=price,
            placed_at=utc(placed),
            sport=[sport for sport, _, _ in path],
            event=[event for _, event, _ in path],
            market=[market for _, _, market in path],
            selection=file.text("selection"),
        )
        return file.finish(lines, bets=file.only_kept(bets).drop_duplicates("ref"))

    def _refuse(self, file: Reading, written: np.ndarray, side: np.ndarray) -> None:
        unknown = per_value(
            file.text("bid type"),
            lambda said: (
                f"'{said[:40]}' is neither back nor lay." if said else "The row does not say back or lay."
            ),
        )
        file.refuse(np.isnat(written), "The time it was placed cannot be read.")
        file.refuse(side == None, unknown)  # noqa: E711

    def _keys(self, file: Reading, written: np.ndarray, stake: np.ndarray) -> np.ndarray:
        """Betfair's bet id, which its other lists tell as well; a fingerprint where there is none."""
        ids = per_value(file.text("bet id"), lambda cell: cell.rpartition(":")[2].strip())
        same = [file.text(name) for name in ("market", "selection", "bid type")]
        keys = shared(ids, written, digest([*same, written.astype(np.int64)]))
        blank = is_nothing(ids)
        if blank.any():
            keys[blank] = numbered(
                fingerprints([column[blank] for column in (*same, written.astype(np.int64), stake)])
            )
        return keys


FORMAT = BetfairBets()
