"""Sportsbet (Australia): the account's transaction history.

It is a ledger, not a list of bets: a bet is all the rows with its Bet Id. A lost bet mostly has only its stake
row, so what became of a bet is decided outside, over all files of the account.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from imports.formats._amounts import money, read_odds
from imports.formats._base import CsvFormat, Options, Parsed
from imports.formats._columns import choice, is_nothing, only, or_none, per_value, truth
from imports.formats._keys import digest, fingerprints, numbered, shared
from imports.formats._moments import in_zone, naive, utc
from imports.formats._reading import BETS, LEGS, Reading, columns_of, typed

KINDS = {
    "Deposit": "deposit",
    "Withdrawal": "withdrawal",
    "Returned Withdrawal": "withdrawal_returned",
    "Withdrawal Returned": "withdrawal_returned",
    "Bet Stake": "stake",
    "Stake": "stake",
    "Win": "win",
    "Lose": "lose",
    "Loss": "lose",
    "Void": "void",
    "Cashed Out": "cashout",
    "Cash Out": "cashout",
    "Manual Adjustment": "adjustment",
}
OF_BETS = ("stake", "stake_returned", "win", "lose", "void", "cashout")
TIMES = ("%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%Y %I:%M %p")

# Plain evidence of the sport in what was bet on: a market that no other sport has.
EVIDENCE = (
    ("Football", re.compile(r"win-draw-win|both teams to score|clean sheet|goalscorer \(90", re.I)),
    ("Basketball", re.compile(r"\b(rebounds?|three[- ]pointers?|pts \+ reb)", re.I)),
    ("Australian Rules", re.compile(r"\bdisposals?\b", re.I)),
    ("Cricket", re.compile(r"\b(wickets?|run ?scorer|top batter|top batsman|top bowler)\b", re.I)),
    ("Tennis", re.compile(r"\b(set betting|tie ?break|total aces)\b", re.I)),
)
# One of these is in every text that has evidence; looking for them first saves nine tenths of the time.
HINTS: tuple[str, ...] = (
    "win-draw",
    "both teams",
    "clean sheet",
    "goalscorer",
    "rebound",
    "pointer",
    "pts + reb",
    "disposal",
    "wicket",
)
HINTS += (
    "run scorer",
    "runscorer",
    "top bat",
    "top bowl",
    "set betting",
    "tie break",
    "tiebreak",
    "total aces",
)
_RACE = re.compile(r"^.+? - (?:R|Race )\d+\b")
_PRICED = re.compile(r"^(.*?)\s*@\s*\$?(\d+(?:\.\d+)?(?:\s*/\s*\d+(?:\.\d+)?)?)\s*(?:\(([^)]*)\))?\s*$")


@dataclass(frozen=True)
class Leg:
    event: str | None
    market: str | None
    selection: str | None
    odds: str | None


@dataclass(frozen=True)
class Summary:
    """What a row's Summary tells of its bet."""

    legs: tuple[Leg, ...]
    sport: str | None
    is_each_way: bool
    is_same_game: bool


class Sportsbet(CsvFormat):
    slug = "sportsbet"
    name = "Sportsbet transaction history"
    bookmaker = "Sportsbet"
    help_url = "https://www.sportsbet.com.au/"
    help_steps = (
        "Sign in at sportsbet.com.au on a computer and open your account's transaction history.",
        "Choose the dates. One export covers at most 24 months: make several for a longer time.",
        "Choose all transaction types, so that deposits and withdrawals are in it.",
        "Export as CSV and drop the file here.",
    )
    default_timezone = "Australia/Sydney"
    timezone_why = (
        "The column is called Time (AEST), but the file does not prove whether that means Sydney's clock or ten hours "
        "ahead of Greenwich all year. If your times are an hour off in summer, choose Australia/Brisbane."
    )
    has_balance = True
    columns = {
        "time": ("date", "date time", "time aest", "time aedt"),
        "type": ("transaction type",),
        "summary": ("description", "details"),
        "transaction id": ("transactionid",),
        "bet id": ("betid",),
        "amount": (),
        "balance": (),
        "single": (),
        "multiple": (),
        "exotic": (),
        "pool": (),
    }
    required = ("time", "type", "summary", "transaction id", "bet id", "amount")

    def read(self, frame: pd.DataFrame, options: Options) -> Parsed:
        """Times are in options.timezone, money in AUD unless told."""
        file = Reading(frame, self.columns, options)
        written = naive(file.text("time"), TIMES)
        moments = in_zone(written, options.timezone or self.default_timezone)
        amount, balance = money(file.text("amount")), money(file.text("balance"))
        kinds = self._kinds(file, amount.micro)
        ref = or_none(file.text("bet id"))

        file.refuse(np.isnat(written), "The time cannot be read.")
        file.refuse(kinds == None, self._unknown(file))  # noqa: E711
        file.refuse(amount.is_wrong, amount.wrong)
        file.refuse(balance.is_wrong, balance.wrong)
        file.refuse(~amount.known & (kinds != "lose"), "The row has no amount.")

        lines = file.lines(
            bookmaker=options.bookmaker or self.bookmaker,
            currency=options.currency or "AUD",
            kind=kinds,
            occurred_at=utc(moments),
            amount_micro=amount.nullable(fill=0),
            balance_micro=balance.nullable(),
            bet_ref=only(ref, np.isin(kinds.astype(str), OF_BETS)),
            description=self._descriptions(file),
            told=("summary", "single", "multiple", "exotic", "pool"),
        )
        file.put(lines, "key", self._keys(file, written, amount.micro, balance.micro))
        bets, legs = self._bets(file, lines)
        readable = ~amount.is_wrong & balance.known & ~file.ragged
        proof = file.balances(moments, amount.micro, balance.micro, readable) if file.has("balance") else None
        return file.finish(lines, bets=bets, legs=legs, balances=proof)

    def _kinds(self, file: Reading, amounts: np.ndarray) -> np.ndarray:
        kinds = choice(file.text("type"), KINDS)
        kinds[(kinds == "stake") & (amounts > 0)] = "stake_returned"
        return kinds

    def _unknown(self, file: Reading) -> np.ndarray:
        return per_value(
            file.text("type"), lambda said: f"The type '{said[:60]}' is not known." if said else "No type."
        )

    def _descriptions(self, file: Reading) -> np.ndarray:
        summary = per_value(
            file.text("summary"), lambda text: "\n".join(line.strip() for line in text.split("\n"))
        )
        return np.where(summary == "", file.text("type"), summary)

    def _keys(
        self, file: Reading, written: np.ndarray, amount: np.ndarray, balance: np.ndarray
    ) -> np.ndarray:
        """The bookmaker's transaction id; where there is none, a fingerprint of the row."""
        ids = file.text("transaction id")
        content = [file.text(name) for name in ("type", "summary", "bet id")]
        times = written.astype(np.int64)
        keys = shared(ids, written, digest([*content, times, amount, balance]))
        blank = is_nothing(ids)
        if blank.any():
            parts = [column[blank] for column in (*content, times, amount, balance)]
            keys[blank] = numbered(fingerprints(parts))
        return keys

    def _bets(self, file: Reading, lines: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        """One row for each Bet Id, told by its stake row where the file has it."""
        places = self._places(file, lines)
        told = per_value(file.text("summary")[places], read_summary)
        about = {
            "row": file.rows[places],
            "ref": lines["bet_ref"].to_numpy()[places],
            "bookmaker": lines["bookmaker"].to_numpy()[places],
            "currency": lines["currency"].to_numpy()[places],
            "from_lines": True,
        }
        bets = typed(about | self._about(file, places, told), BETS, len(places))
        return bets, _legs(bets, told)

    def _places(self, file: Reading, lines: pd.DataFrame) -> np.ndarray:
        """Of each Bet Id the row that tells the bet, in the order of the file."""
        named = np.flatnonzero(lines["bet_ref"].notna().to_numpy() & file.kept)
        is_later = (lines["kind"].to_numpy(dtype=object)[named] != "stake").astype(int)
        order = pd.DataFrame({"ref": lines["bet_ref"].to_numpy()[named], "place": named, "later": is_later})
        first = order.sort_values(["later", "place"]).drop_duplicates("ref").sort_values("place")
        return first["place"].to_numpy()

    def _about(self, file: Reading, places: np.ndarray, told: np.ndarray) -> dict[str, Any]:
        """What the summaries of these rows say of their bets."""
        is_multi = truth(file.text("multiple"))[places]
        is_single = truth(file.text("single"))[places]
        names = ("structure", "event", "market", "selection", "odds", "sport", "is_each_way", "legs_count")
        return columns_of(names, map(_bet, told, is_single, is_multi))


def _bet(told: Summary, is_single: bool, is_multi: bool) -> tuple:  # noqa: FBT001  one row of two flag columns
    """structure, event, market, selection, odds, sport, is_each_way, legs_count of one bet."""
    legs = told.legs
    multi = is_multi or told.is_same_game or (len(legs) > 1 and not is_single)
    first = legs[0]
    if not multi:
        return (
            "single",
            first.event,
            first.market,
            first.selection,
            first.odds,
            told.sport,
            told.is_each_way,
            1,
        )
    events = {leg.event for leg in legs}
    markets = {leg.market for leg in legs}
    event = first.event if len(events) == 1 else None
    market = "Same Game Multi" if told.is_same_game else first.market if len(markets) == 1 else "Multi"
    selection = " | ".join(leg.selection for leg in legs if leg.selection) or None
    priced = [leg.odds for leg in legs if leg.odds]
    odds = priced[0] if len(priced) == 1 and (told.is_same_game or len(legs) == 1) else None
    sport = told.sport if len(events) == 1 else None
    return ("multi", event, market, selection, odds, sport, told.is_each_way, len(legs))


def _legs(bets: pd.DataFrame, told: np.ndarray) -> pd.DataFrame:
    """The legs of multis of which the file names several."""
    columns = columns_of(LEGS, _rows_of_legs(bets, told))
    return typed(columns, LEGS, len(columns["ref"]))


def _rows_of_legs(bets: pd.DataFrame, told: np.ndarray) -> Iterator[tuple]:
    for ref, bookmaker, currency, structure, summary in zip(
        bets["ref"], bets["bookmaker"], bets["currency"], bets["structure"], told, strict=True
    ):
        if structure != "multi" or len(summary.legs) < 2:
            continue
        for position, leg in enumerate(summary.legs, 1):
            sport = sport_of(f"{leg.event or ''}\n{leg.market or ''}\n{leg.selection or ''}")
            odds = None if summary.is_same_game else leg.odds
            about = (sport, None, leg.event, leg.market, leg.selection, odds, None)
            yield (ref, bookmaker, currency, position, *about)


def read_summary(text: str) -> Summary:
    """Line one is the event; a line that begins with a space is a market; a line with "@" is a selection and its
    odds."""
    event: str | None = None
    market: str | None = None
    legs: list[Leg] = []
    loose: list[str] = []
    is_each_way = False
    for number, raw in enumerate(text.split("\n")):
        line = raw.strip()
        priced = _PRICED.match(line)
        if not line:
            continue
        if priced and number > 0:
            selection, kind = priced[1].strip(), (priced[3] or "").strip()
            is_each_way = is_each_way or kind.lower() in ("each way", "each-way", "e/w")
            shown = f"{selection} ({kind})" if kind.lower() == "place" else selection
            legs.append(Leg(event, market, shown or None, read_odds(priced[2])))
        elif event is None:
            event = line
        elif raw[:1].isspace() or (market is None and number == 1):
            market = line
        elif market and not legs and "multi" in market.lower():
            loose.append(line)
        else:
            event, market = line, None
    if not legs:
        legs = [Leg(event, market, line, None) for line in loose] or [Leg(event, market, None, None)]
    is_same_game = "same game multi" in text.lower()
    return Summary(tuple(legs), sport_of(text), is_each_way, is_same_game)


def sport_of(text: str) -> str | None:
    """The sport, where the text leaves no doubt; a race is Racing (horses or dogs the file does not say)."""
    if _RACE.match(text):
        return "Racing"
    lower = text.lower()
    if not any(hint in lower for hint in HINTS):
        return None
    found = {sport for sport, words in EVIDENCE if words.search(text)}
    return found.pop() if len(found) == 1 else None


FORMAT = Sportsbet()
