"""Betfair bets as a trading terminal exports them: with the times of settling, and the bet's id hidden in a text.

The same ids stand in Betfair's own list, so a bet of both files is one. Cells are padded with spaces, "--" is nothing.
"""

import re
from typing import NamedTuple

import numpy as np
import pandas as pd

from imports.formats import _betfair as betfair
from imports.formats._amounts import odds
from imports.formats._base import CsvFormat, Options, Parsed
from imports.formats._columns import choice, is_nothing, per_value
from imports.formats._games import Text, parted, sports
from imports.formats._keys import digest, fingerprints, numbered, shared
from imports.formats._moments import utc
from imports.formats._reading import Reading

STATUSES = {
    "GANHAS": "won", "GANHA": "won", "GANHOU": "won", "WON": "won", "WIN": "won", "WINNER": "won",
    "PERDIDAS": "lost", "PERDIDA": "lost", "PERDEU": "lost", "LOST": "lost", "LOSS": "lost", "LOSER": "lost",
    "ANULADAS": "void", "ANULADA": "void", "CANCELADAS": "void", "CANCELADA": "void", "VOID": "void",
    "VOIDED": "void", "CANCELLED": "void", "CANCELED": "void", "LAPSED": "void", "EXPIRADAS": "void",
    "EXPIRADA": "void", "REEMBOLSADAS": "void", "REFUNDED": "void",
    "ABERTAS": "open", "ABERTA": "open", "OPEN": "open", "PENDING": "open", "PENDENTE": "open", "MATCHED": "open",
    "CORRESPONDIDAS": "open", "CORRESPONDIDA": "open",
}  # fmt: skip
_ID = re.compile(r"\b(?:\d+:)(\d{6,})\b|Bet\s*ID\D{0,3}(\d{6,})", re.I)


_START = re.compile(r"event", re.I)


class BetfairTradingTerminal(CsvFormat):
    slug = "betfair-trading-terminal"
    name = "Betfair bets from a trading terminal"
    bookmaker = betfair.BOOKMAKER
    help_url = "https://www.betfair.com/"
    help_steps = (
        "Open the bet history of your trading terminal (Traderline and the like).",
        "Choose settled bets and the dates, and export them as CSV.",
        "Drop the file here. Bets that Betfair's own list tells too exist once.",
    )
    default_timezone = betfair.ENGLISH_ZONE
    timezone_why = betfair.SETTINGS_ZONE
    prints_currency = True
    is_tracker = True
    detail, time_detail = 18, 25
    columns = {
        "placed": ("realizada", "date placed", "placed date"),
        "settled": ("resolvida", "settled date", "date settled"),
        "description": ("descricao",),
        "type": ("tipo", "bid type"),
        "odds": ("cotacoes", "cotacao", "price"),
        "stake": ("valor apostado", "amount", "amount staked"),
        "risk": ("risco", "liability"),
        "profit loss": ("lucro perda", "profit and loss", "lucro prejuizo"),
        "status": ("estado", "result"),
    }
    required = ("placed", "settled", "description", "type", "odds", "stake", "profit loss", "status")

    def read(self, frame: pd.DataFrame, options: Options) -> Parsed:
        """The file's profit is taken as it is; times are in options.timezone or the site's zone."""
        file = Reading(frame, self.columns, options)
        written, over = betfair.times(file, "placed"), betfair.times(file, "settled")
        stake, liability = betfair.cash(file, "stake"), betfair.cash(file, "risk")
        profit, price = betfair.cash(file, "profit loss"), odds(file.text("odds"))
        side, status = betfair.sides(file, "type"), choice(file.text("status"), STATUSES)
        self._refuse(file, written, side, status)
        for amounts in (stake, liability, profit):
            file.refuse(amounts.is_wrong, amounts.wrong)
        file.refuse(~stake.known, "The row has no stake.")
        file.refuse(stake.micro < 0, "The stake is less than nothing.")
        file.refuse((status != "open") & ~profit.known, "The row has no result.")

        told = per_value(file.text("description"), read_description)
        texts = [Text(each.selection or "", each.start) for each in told]
        parts = parted(texts)
        about = [parts[text] for text in texts]
        events, markets = [each.event for each in about], [each.market for each in told]
        sport_of = sports(zip(events, markets, strict=True))
        placed, settled = betfair.moments(file, written), betfair.moments(file, over)
        keys = self._keys(file, np.array([each.bet_id for each in told], dtype=object), written, stake.micro)
        lines = file.lines(
            key=keys,
            bookmaker=options.bookmaker or self.bookmaker,
            currency=betfair.currency(file, "stake", "risk", "profit loss"),
            kind="bet",
            occurred_at=utc(placed),
            bet_ref=keys,
            description=file.text("description"),
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
            settled_at=utc(np.where(status == "open", np.datetime64("NaT"), settled)),
            sport=[sport_of.get(event or "") for event in events],
            event=events,
            market=markets,
            selection=np.array([each.selection or "" for each in about], dtype=object),
        )
        return file.finish(lines, bets=file.only_kept(bets).drop_duplicates("ref"))

    def _refuse(self, file: Reading, written: np.ndarray, side: np.ndarray, status: np.ndarray) -> None:
        unknown = per_value(
            file.text("status"),
            lambda said: f"The status '{said[:40]}' is not known." if said else "No status.",
        )
        neither = per_value(
            file.text("type"),
            lambda said: (
                f"'{said[:40]}' is neither back nor lay." if said else "The row does not say back or lay."
            ),
        )
        file.refuse(np.isnat(written), "The time it was placed cannot be read.")
        file.refuse(side == None, neither)  # noqa: E711
        file.refuse(status == None, unknown)  # noqa: E711

    def _keys(self, file: Reading, ids: np.ndarray, written: np.ndarray, stake: np.ndarray) -> np.ndarray:
        """Betfair's bet id; a fingerprint where the text has none."""
        same = [file.text(name) for name in ("description", "type")]
        keys = shared(ids, written, digest([*same, written.astype(np.int64)]))
        blank = is_nothing(ids)
        if blank.any():
            keys[blank] = numbered(
                fingerprints([column[blank] for column in (*same, written.astype(np.int64), stake)])
            )
        return keys


class Description(NamedTuple):
    """What a row's text tells. `selection` begins with the game; `start` is when that begins, as it is written."""

    bet_id: str
    selection: str | None
    market: str | None
    start: str


def read_description(text: str) -> Description:
    """The parts of "game and selection-market | bet's id | start of the game | ..."."""
    first, *rest = [part.strip() for part in text.split(" | ")]
    found = _ID.search(" | ".join(rest) or text)
    selection, _, market = first.rpartition("-")
    return Description(
        (found[1] or found[2]) if found else "",
        (selection or market).strip() or None,
        market.strip() or None,
        next((part for part in rest if _START.match(part)), ""),
    )


FORMAT = BetfairTradingTerminal()
