"""A hyphenated Betfair export, known by its header's names: one row a selection backed or laid, with what it made.

Which further columns stand beside those is not settled: stake, price, ids and times are read where they are there.
"""

import numpy as np
import pandas as pd

from imports.formats import _betfair as betfair
from imports.formats._amounts import odds
from imports.formats._base import CsvFormat, Options, Parsed
from imports.formats._columns import is_nothing, or_none, per_value
from imports.formats._keys import digest, fingerprints, numbered, shared
from imports.formats._moments import iso, utc
from imports.formats._reading import Reading

MOMENTS = ("placed date", "settled date", "start time")


class BetfairSelections(CsvFormat):
    slug = "betfair-selections"
    name = "Betfair results by selection"
    bookmaker = betfair.BOOKMAKER
    help_url = "https://www.betfair.com/"
    help_steps = (
        "This is the export with columns called event-name, market-name, selection-name, selection-side, profit-loss.",
        "Drop the file here as it is. Where you have Betfair's list of settled bets, send that as well: it tells more.",
    )
    default_timezone = betfair.ENGLISH_ZONE
    timezone_why = betfair.SETTINGS_ZONE
    is_tracker = True
    detail, time_detail = 14, 12
    columns = {
        "event id": (),
        "market id": (),
        "selection id": (),
        "bet id": (),
        "sport name": ("sport", "event type name", "event type"),
        "event name": (),
        "market name": (),
        "selection name": (),
        "selection side": ("side",),
        "stake": ("size", "matched stake", "size matched", "amount"),
        "odds": ("price", "avg odds", "price matched", "average price"),
        "placed date": ("placed time", "bet placed", "placed", "placed at"),
        "settled date": ("settled time", "settled", "settled at", "market settled date"),
        "start time": ("event start time", "market start time", "event date", "date", "event time"),
        "profit loss": ("profit", "pnl"),
    }
    required = ("event name", "market name", "selection name", "selection side", "profit loss")
    one_of = MOMENTS

    def read(self, frame: pd.DataFrame, options: Options) -> Parsed:
        """A file without stakes tells none; times are in options.timezone or London's."""
        file = Reading(frame, self.columns, options)
        written = [self._written(file, name) for name in MOMENTS]
        placed, settled, start = (
            self._moments(file, name, times) for name, times in zip(MOMENTS, written, strict=True)
        )
        at = np.where(np.isnat(placed), np.where(np.isnat(start), settled, start), placed)
        stake, profit = betfair.cash(file, "stake"), betfair.cash(file, "profit loss")
        nothing = betfair.cash(file, "no such column")
        side = betfair.sides(file, "selection side")
        file.refuse(np.isnat(at), "The row tells no time that can be read.")
        file.refuse(side == None, "The row does not say BACK or LAY.")  # noqa: E711
        for amounts in (stake, profit):
            file.refuse(amounts.is_wrong, amounts.wrong)
        file.refuse(~profit.known, "The row has no profit or loss.")

        price = odds(file.text("odds"))
        keys = self._keys(file, at, [*written, stake.micro, price, profit.micro])
        lines = file.lines(
            key=keys,
            bookmaker=options.bookmaker or self.bookmaker,
            currency=betfair.currency(file, "profit loss", "stake"),
            kind="bet",
            occurred_at=utc(at),
            bet_ref=keys,
            description=file.text("event name"),
            told=tuple(self.columns),
        )
        bets = betfair.bet_columns(
            file,
            lines,
            side=side,
            status=betfair.result_of(profit.micro, profit.known),
            stake=stake,
            liability=nothing,
            profit=profit,
            price=price,
            placed_at=utc(at),
            settled_at=utc(np.where(np.isnat(settled), at, settled)),
            sport=or_none(file.text("sport name")),
            event=or_none(file.text("event name")),
            market=or_none(file.text("market name")),
            selection=file.text("selection name"),
        )
        return file.finish(lines, bets=file.only_kept(bets).drop_duplicates("ref"))

    def _written(self, file: Reading, name: str) -> np.ndarray:
        """The time as the file says it, whatever way it is written and whosever clock it is."""
        told = betfair.times(file, name)
        left = np.isnat(told)
        told[left] = iso(file.text(name)[left])
        return told

    def _moments(self, file: Reading, name: str, written: np.ndarray) -> np.ndarray:
        """Betfair's way of writing times, which are local, or ISO 8601 with a zone."""
        is_local = ~np.isnat(betfair.times(file, name))
        return np.where(is_local, betfair.moments(file, written), written)

    def _keys(self, file: Reading, at: np.ndarray, figures: list[np.ndarray]) -> np.ndarray:
        """The bet's id; else event, market, selection, side, times and figures, with a number for twins."""
        named = [
            file.text(name) for name in ("event name", "market name", "selection name", "selection side")
        ]
        ids = per_value(file.text("bet id"), lambda cell: cell.rpartition(":")[2].strip())
        keys = shared(ids, at, digest([*named]))
        blank = is_nothing(ids)
        if blank.any():
            content = [*named, *figures]
            keys[blank] = numbered(fingerprints([column[blank] for column in content]))
        return keys


FORMAT = BetfairSelections()
