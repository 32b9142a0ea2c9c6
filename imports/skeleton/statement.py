"""Some Bookie: the account's statement.

A bet is all the rows with its Bet Id; a lost one has only its stake.
"""

import numpy as np
import pandas as pd

from imports.formats._amounts import money, read_odds
from imports.formats._base import CsvFormat, Options, Parsed
from imports.formats._columns import choice, filled, is_nothing, only, or_none, per_value
from imports.formats._keys import digest, fingerprints, numbered, shared
from imports.formats._moments import in_zone, naive, utc
from imports.formats._reading import BETS, Reading, typed

REF = "some bookie ref"  # a column that no other bookmaker's file has
CURRENCY = "GBP"  # the file names none
KINDS = {
    "Deposit": "deposit",
    "Withdrawal": "withdrawal",
    "Bonus": "bonus",
    "Adjustment": "adjustment",
    "Stake": "stake",
    "Payout": "win",
    "Refund": "void",
}
OF_BETS = ("stake", "win", "void")
# The last is how a spreadsheet keeps a time.
TIMES = ("%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S")


class SomeBookie(CsvFormat):
    slug = "some-bookie"
    name = "Some Bookie statement"
    bookmaker = "Some Bookie"
    help_url = "https://www.example.com/"
    help_steps = (
        "Sign in and open your account's statement.",
        "Choose the dates and all kinds of transactions.",
        "Export as CSV and drop the file here.",
    )
    default_timezone = "Europe/London"
    timezone_why = "The file prints times without a zone. If they are an hour off, choose your own."
    has_balance = True
    columns = {
        REF: (),
        "date": ("time",),
        "type": (),
        "bet id": (),
        "details": ("description",),
        "amount": (),
        "balance": (),
    }
    required = (REF, "date", "type", "bet id", "amount")

    def read(self, frame: pd.DataFrame, options: Options) -> Parsed:
        """Times are in options.timezone, money in pounds unless told."""
        file = Reading(frame, self.columns, options)
        written = naive(file.text("date"), TIMES)
        moments = in_zone(written, options.timezone or self.default_timezone)
        amount, balance = money(file.text("amount")), money(file.text("balance"))
        kinds = choice(file.text("type"), KINDS)
        is_of_bet = np.isin(kinds.astype(str), OF_BETS)

        file.refuse(np.isnat(written), "The date cannot be read.")
        file.refuse(kinds == None, per_value(file.text("type"), _unknown))  # noqa: E711
        file.refuse(amount.is_wrong, amount.wrong)
        file.refuse(balance.is_wrong, balance.wrong)
        file.refuse(~amount.known, "The row has no amount.")

        lines = file.lines(
            key=self._keys(file, written, amount.micro, balance.micro),
            bookmaker=options.bookmaker or self.bookmaker,
            currency=options.currency or CURRENCY,
            kind=kinds,
            occurred_at=utc(moments),
            amount_micro=amount.nullable(),
            balance_micro=balance.nullable(),
            bet_ref=only(or_none(file.text("bet id")), is_of_bet),
            description=np.where(file.text("details") == "", file.text("type"), file.text("details")),
        )
        readable = amount.known & balance.known & ~file.ragged
        proof = file.balances(moments, amount.micro, balance.micro, readable) if file.has("balance") else None
        return file.finish(lines, bets=self._bets(file, lines), balances=proof)

    def _keys(
        self, file: Reading, written: np.ndarray, amount: np.ndarray, balance: np.ndarray
    ) -> np.ndarray:
        """The bookmaker's own reference; where there is none, a fingerprint of the row."""
        ids = file.text(REF)
        said = [file.text("type"), file.text("bet id"), file.text("details"), written.astype(np.int64)]
        said += [amount, balance]
        keys = shared(ids, written, digest(said))
        blank = is_nothing(ids)
        if blank.any():
            keys[blank] = numbered(fingerprints([column[blank] for column in said]))
        return keys

    def _bets(self, file: Reading, lines: pd.DataFrame) -> pd.DataFrame:
        """One for each Bet Id, told by its stake row where the file has it; its rows carry its money."""
        named = np.flatnonzero(lines["bet_ref"].notna().to_numpy() & file.kept)
        order = lines.iloc[named].assign(place=named, is_later=lines["kind"].iloc[named] != "stake")
        first = order.sort_values(["is_later", "place"]).drop_duplicates("bet_ref").sort_values("place")
        places = first["place"].to_numpy()
        event, market, selection, odds = _told(file.text("details")[places])
        return typed(
            {
                "row": file.rows[places],
                "ref": first["bet_ref"],
                "bookmaker": first["bookmaker"],
                "currency": first["currency"],
                "from_lines": True,
                "event": event,
                "market": market,
                "selection": selection,
                "odds": odds,
            },
            BETS,
            len(places),
        )


def _unknown(said: str) -> str:
    return f"The type '{said[:60]}' is not known." if said else "The row has no type."


def _told(details: np.ndarray) -> list[np.ndarray]:
    """Event, market, selection and odds of "Event | Market | Selection @ 2.10"."""
    parts = [[part.strip() for part in text.split("|")] for text in filled(details, "").tolist()]
    told = np.full((4, len(parts)), None, dtype=object)
    for place, (event, *more) in enumerate(parts):
        told[0, place] = event or None
        if len(more) == 2:
            selection, _, price = more[1].rpartition(" @ ")
            told[1:, place] = more[0] or None, selection or price or None, read_odds(price)
    return list(told)


FORMAT = SomeBookie()
