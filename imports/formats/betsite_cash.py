"""The cash.csv of an anonymous report: deposits and withdrawals by a clock that belongs to no place."""

import numpy as np
import pandas as pd

from imports.formats._amounts import money
from imports.formats._base import CsvFormat, Options, Parsed
from imports.formats._columns import choice, filled, is_nothing, per_value
from imports.formats._keys import digest, shared
from imports.formats._moments import in_zone, naive, utc
from imports.formats._reading import Reading
from imports.formats.betsite import CLOCK

KINDS = {name: name for name in ("deposit", "withdrawal", "withdrawal_returned")}


class BetsiteCash(CsvFormat):
    slug = "betsite-cash"
    name = "Betsite's deposits and withdrawals, anonymous"
    bookmaker = "Betsite"
    help_url = "/reports/"
    help_steps = (
        "It is in the same download as the anonymous bets.",
        "Unpack that and drop cash.csv here, before bets.csv or after it.",
    )
    timezone_why = (
        "The file keeps weekdays and hours and tells no place: they are taken as your own clock's, so that an evening"
        " stays an evening."
    )
    prints_currency = keeps_clock = True
    is_newest_first = False
    columns = {
        "reference": (),
        "bookmaker": (),
        "currency": (),
        "kind": (),
        "moved on clock": (),
        "amount": (),
    }
    required = tuple(columns)

    def read(self, frame: pd.DataFrame, options: Options) -> Parsed:
        """Amounts are above zero whichever way they went."""
        file = Reading(frame, self.columns, options)
        on = options.timezone or options.user_timezone or self.default_timezone
        moments = in_zone(naive(file.text("moved on clock"), CLOCK), on)
        amount, kind = money(file.text("amount")), choice(file.text("kind"), KINDS)
        unknown = per_value(file.text("kind"), lambda said: f"The kind '{said[:40]}' is not known.")
        file.refuse(kind == None, unknown)  # noqa: E711
        file.refuse(np.isnat(moments), "The time cannot be read.")
        file.refuse(amount.is_wrong, amount.wrong)
        file.refuse(~amount.known | (amount.micro <= 0), "The amount is not above zero.")
        file.refuse(is_nothing(file.text("currency")), "The row has no currency.")
        told = ("reference", "bookmaker", "currency", "kind", "moved on clock", "amount")
        file.refuse(is_nothing(file.text("reference")), "The row has no reference.")
        lines = file.lines(
            key=shared(file.text("reference"), moments, digest([file.text(name) for name in told])),
            bookmaker=filled(file.text("bookmaker"), self.bookmaker)
            if options.bookmaker is None
            else options.bookmaker,
            currency=per_value(file.text("currency"), str.upper),
            kind=kind,
            occurred_at=utc(moments),
            amount_micro=pd.arrays.IntegerArray(
                np.where(kind == "withdrawal", -amount.micro, amount.micro), ~amount.known
            ),
            description="",
            told=told,
        )
        return file.finish(lines)


FORMAT = BetsiteCash()
