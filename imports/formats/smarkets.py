"""Smarkets: the account overview. A title line stands before the header; every bet is told by several rows.

Only market settlements, voided markets, deposits and withdrawals move money. What the other rows tell (placed,
won, lost, side, odds, stake) is put together to bets in _smarkets_bets.
"""

import re
from typing import Any

import numpy as np
import pandas as pd

from imports.formats._amounts import Amounts, money, odds
from imports.formats._base import CsvFormat, Match, Options, Parsed, Sample
from imports.formats._columns import currency_of, per_value
from imports.formats._keys import fingerprints, numbered
from imports.formats._moments import direction, utc, with_suffix
from imports.formats._reading import BETS, Reading, typed
from imports.formats._smarkets_bets import Bet, Book, Row

TIMES = (
    "%d %b %Y, %H:%M",
    "%d %B %Y, %H:%M",
    "%d %b %Y, %H:%M:%S",
    "%d %b %Y %H:%M",
    "%d %b %Y %H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
)
# What an event says, what it does, and its kind of line.
EVENTS = (
    ("bet placed", "placed", "info"),
    ("bet won", "won", "info"),
    ("bet lost", "lost", "info"),
    ("bet voided", "voided", "info"),
    ("bet void", "voided", "info"),
    ("bet cancelled", "voided", "info"),
    ("bet canceled", "voided", "info"),
    ("bet expired", "voided", "info"),
    ("bet match confirmed", "", "info"),
    ("bet partially matched", "", "info"),
    ("bet fully matched", "", "info"),
    ("bet matched", "", "info"),
    ("commission update", "", "info"),
    ("market settled", "settled", "settlement"),
    ("market resettled", "settled", "settlement"),
    ("market re-settled", "settled", "settlement"),
    ("market voided", "market_void", "market_void"),
    ("deposit", "", "deposit"),
    ("withdraw", "", "withdrawal"),
    ("bonus", "", "bonus"),
    ("adjustment", "", "adjustment"),
)
_SIDED = re.compile(r"^(.*?)(?<!\s)\s*(?:Â?[·•∙]|\s-)\s*(For|Against)\s+(.*)$", re.I | re.S)


class Smarkets(CsvFormat):
    slug = "smarkets"
    name = "Smarkets account overview"
    bookmaker = "Smarkets"
    help_url = "https://smarkets.com/"
    help_steps = (
        "Sign in at smarkets.com on a computer and open your account's overview (statement).",
        "Choose the dates and all activity.",
        "Export as CSV and drop the file here.",
    )
    default_timezone = "Europe/London"
    timezone_why = "Every row prints its own zone (GMT or BST), so there is nothing to choose."
    prints_zone = True
    prints_currency = True
    has_balance = True
    is_newest_first = False
    group_column = "details"
    columns = {
        "event": (),
        "details": (),
        "date": ("time",),
        "backers stake": ("stake",),
        "odds": ("price",),
        "exposure": (),
        "in out": ("amount",),
        "balance": (),
    }
    required = ("event", "details", "date", "backers stake", "odds", "in out")

    def score(self, sample: Sample) -> Match:
        """By the columns; the title line settles it."""
        match = super().score(sample)
        if match.score and any("smarkets" in line.lower() for line in sample.title):
            return Match(100, f"the title says Smarkets, and {match.why}")
        return match

    def read(self, frame: pd.DataFrame, options: Options) -> Parsed:
        """Each row's own zone is honoured; the currency is that of the headers."""
        file = Reading(frame, self.columns, options)
        moments = with_suffix(
            file.text("date"), TIMES, default_zone=options.timezone or self.default_timezone
        )
        amount, balance = money(file.text("in out")), money(file.text("balance"))
        stake, exposure = money(file.text("backers stake")), money(file.text("exposure"))
        price = odds(file.text("odds"))
        told = per_value(file.text("event"), read_event)
        kinds = np.array([each["kind"] for each in told], dtype=object)
        kinds[(kinds == "withdrawal") & (amount.micro > 0)] = "withdrawal_returned"

        self._refuse(file, moments, kinds, told, amount, stake, price)
        for amounts in (amount, balance, stake):
            file.refuse(amounts.is_wrong, amounts.wrong)

        content = [file.text("event"), file.text("details"), moments.astype(np.int64), stake.micro, price]
        lines = file.lines(
            key=numbered(
                fingerprints([*content, exposure.micro, amount.micro, balance.micro]), [_order(moments)]
            ),
            bookmaker=options.bookmaker or self.bookmaker,
            currency=self._currency(file, options),
            kind=kinds,
            occurred_at=utc(moments),
            amount_micro=pd.arrays.IntegerArray(amount.micro, ~amount.known | (kinds == "info")),
            balance_micro=balance.nullable(),
            description=self._descriptions(file),
            told=("backers stake", "odds", "exposure"),
        )
        bets, refs = self._bets(file, lines, told, (moments, stake.micro, price, amount))
        file.put(lines, "bet_ref", refs)
        readable = ~amount.is_wrong & balance.known & ~file.ragged
        proof = file.balances(moments, amount.micro, balance.micro, readable) if file.has("balance") else None
        return file.finish(lines, bets=bets, balances=proof)

    def _refuse(
        self,
        file: Reading,
        moments: np.ndarray,
        kinds: np.ndarray,
        told: np.ndarray,
        amount: Amounts,
        stake: Amounts,
        price: np.ndarray,
    ) -> None:
        unknown = per_value(
            file.text("event"), lambda said: f"The event '{said[:60]}' is not known." if said else "No event."
        )
        is_bet = np.array([each["act"] in ("placed", "won", "lost") for each in told], dtype=bool)
        is_sided = np.array([bool(each["side"]) for each in told], dtype=bool)
        is_told = stake.known & (price != None)  # noqa: E711
        moving = np.isin(kinds.astype(str), ("deposit", "withdrawal", "settlement", "bonus", "adjustment"))
        file.refuse(np.isnat(moments), "The date cannot be read.")
        file.refuse(kinds == None, unknown)  # noqa: E711
        file.refuse((kinds == "info") & (amount.micro != 0), "Money moves in a row that should move none.")
        file.refuse(moving & ~amount.known & ~amount.is_wrong, "The row has no amount.")
        file.refuse(is_bet & ~is_sided, "The row does not say what was bet on (For or Against).")
        file.refuse(is_bet & ~is_told & ~stake.is_wrong, "The row has no stake or no odds.")

    def _currency(self, file: Reading, options: Options) -> str:
        sign = file.unit("in out") or file.unit("balance") or file.unit("backers stake")
        return currency_of(sign, dollar=options.currency or "USD") or options.currency or "GBP"

    def _descriptions(self, file: Reading) -> np.ndarray:
        pairs = zip(file.text("event"), file.text("details"), strict=True)
        said = np.empty(file.count, dtype=object)
        said[:] = [f"{event}: {details}" if details else event for event, details in pairs]
        return said

    def _bets(
        self, file: Reading, lines: pd.DataFrame, told: np.ndarray, values: tuple[Any, ...]
    ) -> tuple[pd.DataFrame, np.ndarray]:
        """The bets, and for each row the one it belongs to."""
        moments, stake, price, amount = values
        book = Book()
        places = np.flatnonzero(file.kept & np.array([bool(each["act"]) for each in told], dtype=bool))
        order = _order(moments)
        places = places[np.argsort(order[places], kind="stable")]
        details = file.text("details")
        for place in places.tolist():
            each = told[place]
            millionths = round_odds(price[place])
            about = (place, each["act"], details[place], each["side"], each["selection"])
            figures = (
                int(stake[place]),
                millionths,
                int(amount.micro[place]),
                int(moments[place].astype(np.int64)),
            )
            book.tell(Row(*about, *figures, bool(amount.known[place])))
        found = sorted(book.close(), key=lambda bet: int(order[bet.row.place]))
        refs = file.all(None)
        names = _references(found, moments)
        for bet, ref in zip(found, names, strict=True):
            refs[bet.places] = ref
        return _frame(found, names, lines), refs


def round_odds(text: str | None) -> int:
    """Odds in millionths."""
    if not text:
        return 0
    whole, _, part = text.partition(".")
    return int(whole) * 1_000_000 + int(part.ljust(6, "0"))


def read_event(text: str) -> dict[str, str | None]:
    """kind of line, act, side and selection that an event's text says; kind None when it is not known."""
    found = _SIDED.match(text)
    said = (found[1] if found else text).strip().lower()
    side = "" if not found else "back" if found[2].lower() == "for" else "lay"
    selection = found[3].strip() if found else ""
    for begin, act, kind in EVENTS:
        if said.startswith(begin):
            return {"kind": kind, "act": act, "side": side, "selection": selection}
    return {"kind": None, "act": "", "side": side, "selection": selection}


def _order(moments: np.ndarray) -> np.ndarray:
    """Where each row stands in time, as the file tells it, whichever end it begins at."""
    places = np.arange(len(moments))
    return -places if direction(moments) < 0 else places


def _references(bets: list[Bet], moments: np.ndarray) -> np.ndarray:
    """What a bet is known by: fixture, side, selection, stake, odds and year, and its number among equal ones.

    A bet told first as placed and in a later file as won keeps its reference. The year keeps apart equal bets on
    fixtures that come again every season. A market whose bets are not in the file is known by its settlement.
    """
    if not bets:
        return np.empty(0, dtype=object)
    columns: list[list[Any]] = [[], [], [], [], [], []]
    for bet in bets:
        time = moments[bet.row.place] if bet.placed is None else np.datetime64(bet.placed, "us")
        when = str(bet.row.time) if bet.is_market else str(time.astype("datetime64[Y]"))
        parts = (bet.row.details, bet.row.side, bet.row.selection, bet.row.stake, bet.row.odds, when)
        for column, part in zip(columns, parts, strict=True):
            column.append(part)
    columns.append([bet.row.amount if bet.is_market else None for bet in bets])
    times = np.array([bet.settled if bet.settled is not None else 2**62 for bet in bets], dtype=np.int64)
    placed = np.array([bet.placed or 0 for bet in bets], dtype=np.int64)
    keys = fingerprints([np.array(column, dtype=object) for column in columns])
    return numbered(keys, [times, placed])


def _frame(bets: list[Bet], refs: np.ndarray, lines: pd.DataFrame) -> pd.DataFrame:
    places = [bet.row.place for bet in bets]
    picked = lines.iloc[places]
    split = [bet.row.details.partition(" / ") for bet in bets]
    own = [not bet.is_market for bet in bets]
    risk = [bet.at_risk if is_own else None for bet, is_own in zip(bets, own, strict=True)]
    settled = [bet.status != "open" for bet in bets]
    returned = [
        at_risk + bet.profit if is_settled and at_risk is not None and bet.profit is not None else None
        for bet, at_risk, is_settled in zip(bets, risk, settled, strict=True)
    ]
    return typed(
        {
            "row": picked["row"].to_numpy(),
            "ref": refs,
            "bookmaker": picked["bookmaker"].to_numpy(),
            "currency": picked["currency"].to_numpy(),
            "from_lines": False,
            "structure": ["single" if is_own else "market" for is_own in own],
            "side": [bet.row.side or "back" for bet in bets],
            "status": [bet.status for bet in bets],
            "placed_at": _moments([bet.placed if bet.placed is not None else bet.row.time for bet in bets]),
            "settled_at": _moments(
                [bet.settled if done else None for bet, done in zip(bets, settled, strict=True)]
            ),
            "stake_micro": [bet.row.stake if is_own else None for bet, is_own in zip(bets, own, strict=True)],
            "bonus_stake_micro": 0,
            "at_risk_micro": risk,
            "odds": [_odds(bet.row.odds) for bet in bets],
            "returned_micro": returned,
            "profit_micro": [bet.profit if done else None for bet, done in zip(bets, settled, strict=True)],
            "commission_micro": [bet.commission for bet in bets],
            "event": [event.strip() or None for event, _, _ in split],
            "market": [market.strip() or None for _, _, market in split],
            "selection": [bet.row.selection or None for bet in bets],
            "note": [bet.note for bet in bets],
        },
        BETS,
        len(bets),
    )


def _moments(times: list[int | None]) -> pd.Series:
    """Microseconds as an aware column."""
    missing = np.datetime64("NaT", "us")
    return utc(
        np.array(
            [missing if time is None else np.datetime64(time, "us") for time in times], dtype="datetime64[us]"
        )
    )


def _odds(millionths: int) -> str | None:
    if not millionths:
        return None
    whole, part = divmod(millionths, 1_000_000)
    return f"{whole}.{part:06d}".rstrip("0").rstrip(".")


FORMAT = Smarkets()
