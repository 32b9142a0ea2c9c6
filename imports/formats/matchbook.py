"""Matchbook: wallet transactions. Amounts have five decimals; a payout is the net result of one market."""

import re

import numpy as np
import pandas as pd

from imports.formats._amounts import money
from imports.formats._base import CsvFormat, Options, Parsed
from imports.formats._columns import filled, is_nothing, only, per_value
from imports.formats._keys import digest, fingerprints, numbered, shared
from imports.formats._moments import in_zone, iso, naive, utc
from imports.formats._reading import BETS, Reading, typed

TIMES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M")
DETAILS = (
    (
        "withdrawal_returned",
        re.compile(r"withdrawal.*\b(cancel|return|revers|reject|refund)|cancel.*\bwithdrawal", re.I),
    ),
    ("deposit", re.compile(r"\bdeposit", re.I)),
    ("withdrawal", re.compile(r"\b(withdrawal|withdraw|cash ?out to)\b", re.I)),
    ("bonus", re.compile(r"\b(bonus|promotion|free bet|reward|cashback)\b", re.I)),
    ("commission", re.compile(r"\bcommission\b", re.I)),
    ("adjustment", re.compile(r"\b(adjustment|correction|transfer|goodwill|refund)\b", re.I)),
)


class Matchbook(CsvFormat):
    slug = "matchbook"
    name = "Matchbook transactions"
    bookmaker = "Matchbook"
    help_url = "https://www.matchbook.com/"
    help_steps = (
        "Sign in at matchbook.com and open your account's transactions report.",
        "Choose the dates and all transaction types.",
        "Export as CSV and drop the file here.",
    )
    default_timezone = "UTC"
    timezone_why = "Matchbook prints times in UTC, so there is nothing to choose."
    prints_zone = True
    prints_currency = True
    has_balance = True
    columns = {
        "id": ("transaction id",),
        "time": ("date",),
        "transaction type": ("type",),
        "detail": ("details",),
        "debit": (),
        "credit": (),
        "balance": (),
        "currency": (),
        "product": (),
        "third party transaction id": (),
    }
    required = ("id", "time", "transaction type", "detail", "debit", "credit")

    def read(self, frame: pd.DataFrame, options: Options) -> Parsed:
        """Debit and credit are both signed."""
        file = Reading(frame, self.columns, options)
        moments = _moments(file.text("time"), options.timezone or self.default_timezone)
        debit, credit, balance = (money(file.text(name)) for name in ("debit", "credit", "balance"))
        amount = debit.micro + credit.micro
        has_amount = debit.known | credit.known
        kinds = self._kinds(file)
        ids = file.text("id")
        is_market = kinds == "settlement"

        file.refuse(np.isnat(moments), "The time cannot be read.")
        file.refuse(kinds == None, self._unknown(file))  # noqa: E711
        for amounts in (debit, credit, balance):
            file.refuse(amounts.is_wrong, amounts.wrong)
        file.refuse(~has_amount, "The row has neither debit nor credit.")

        content = [file.text(name) for name in ("transaction type", "product", "detail")]
        said = [*content, moments.astype(np.int64), amount, balance.micro]
        keys = shared(ids, moments, digest(said))
        blank = is_nothing(ids)
        if blank.any():
            keys[blank] = numbered(fingerprints([column[blank] for column in said]))
        refs = only(keys, is_market)

        lines = file.lines(
            key=keys,
            bookmaker=options.bookmaker or self.bookmaker,
            currency=self._currencies(file, options),
            kind=kinds,
            occurred_at=utc(moments),
            amount_micro=pd.arrays.IntegerArray(amount, ~has_amount),
            balance_micro=balance.nullable(),
            bet_ref=refs,
            description=self._descriptions(file),
            told=("transaction type", "product"),
        )
        readable = ~debit.is_wrong & ~credit.is_wrong & balance.known & ~file.ragged
        proof = file.balances(moments, amount, balance.micro, readable) if file.has("balance") else None
        return file.finish(lines, bets=self._bets(file, lines), balances=proof)

    def _kinds(self, file: Reading) -> np.ndarray:
        """By type, and for entries made by hand by what the detail says."""
        pairs = zip(file.text("transaction type"), file.text("detail"), strict=True)
        kinds = np.empty(file.count, dtype=object)
        known: dict[tuple[str, str], str | None] = {}
        for place, pair in enumerate(pairs):
            if pair not in known:
                known[pair] = read_kind(*pair)
            kinds[place] = known[pair]
        return kinds

    def _unknown(self, file: Reading) -> np.ndarray:
        rows = zip(file.text("transaction type"), file.text("detail"), strict=True)
        said = np.empty(file.count, dtype=object)
        said[:] = [f"The transaction '{kind[:40]}: {detail[:60]}' is not known." for kind, detail in rows]
        return said

    def _currencies(self, file: Reading, options: Options) -> np.ndarray:
        fallback = options.currency or "GBP"
        return per_value(filled(file.text("currency"), fallback), str.upper)

    def _descriptions(self, file: Reading) -> np.ndarray:
        detail = file.text("detail")
        return np.where(detail == "", file.text("transaction type"), detail)

    def _bets(self, file: Reading, lines: pd.DataFrame) -> pd.DataFrame:
        """A payout is the result of one market."""
        refs = lines["bet_ref"].to_numpy(dtype=object)
        named = np.flatnonzero((refs != None) & file.kept)  # noqa: E711
        places = pd.Series(refs[named], index=named).drop_duplicates().index.to_numpy()
        split = [detail.partition(" | ") for detail in file.text("detail")[places]]
        picked = lines.iloc[places]
        return typed(
            {
                "row": file.rows[places],
                "ref": refs[places],
                "bookmaker": picked["bookmaker"].to_numpy(),
                "currency": picked["currency"].to_numpy(),
                "from_lines": True,
                "structure": "market",
                "event": [event.strip() or None for event, _, _ in split],
                "market": [market.strip() or None for _, _, market in split],
            },
            BETS,
            len(places),
        )


def _moments(cells: np.ndarray, zone: str) -> np.ndarray:
    """ISO with a zone, or plain times in the zone."""
    times = iso(np.where(per_value(cells, _is_zoned).astype(bool), cells, ""))
    left = np.isnat(times)
    times[left] = in_zone(naive(cells[left], TIMES), zone)
    return times


def _is_zoned(text: str) -> bool:
    return bool(re.search(r"T\d\d:\d\d.*(Z|[+-]\d\d:?\d\d)$|\d (\+00:00|UTC|Z)$", text, re.I))


def read_kind(transaction: str, detail: str) -> str | None:
    """The kind of one transaction, or None."""
    said = transaction.strip().lower()
    by_detail = next((kind for kind, words in DETAILS if words.search(detail)), None)
    if said == "payout":
        return "settlement"
    if said in ("commission", "bonus"):
        return said
    if said in ("transfer", "cancel"):
        return by_detail if by_detail == "withdrawal_returned" else "adjustment"
    if said in ("deposit", "withdrawal"):
        return by_detail if by_detail == "withdrawal_returned" else said
    return by_detail if said == "manual" else None


FORMAT = Matchbook()
