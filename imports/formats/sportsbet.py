"""Sportsbet (Australia): the account's transaction history.

It is a ledger, not a list of bets: a bet is all the rows with its Bet Id. A lost bet mostly has only its stake
row, so what became of a bet is decided outside, over all files of the account.
"""

from itertools import chain

import numpy as np
import pandas as pd

from imports.formats._amounts import money
from imports.formats._base import CsvFormat, Options, Parsed
from imports.formats._coded import Coded, factorized, laid_out, lengths
from imports.formats._columns import choice, is_nothing, only, or_none, per_value, truth
from imports.formats._keys import digest, fingerprints, numbered, shared
from imports.formats._moments import in_zone, naive, utc
from imports.formats._reading import BETS, LEGS, Reading, typed
from imports.formats._sportsbet_summary import Summary, read_summary, sport_of

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

Told = tuple[Summary, bool, bool]  # of one row, and whether its columns say single, and multiple
ABOUT = ("structure", "event", "market", "selection", "odds", "sport", "is_each_way", "legs_count")
LEG_ABOUT = ("sport", "event", "market", "selection", "odds")


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
        times = file.column("time")
        written = naive(times.values, TIMES)
        moments = times.spread(in_zone(written, options.timezone or self.default_timezone))
        written = times.spread(written)
        amount, balance = money(file.column("amount")), money(file.column("balance"))
        kinds = self._kinds(file, amount.micro)
        ref = or_none(file.text("bet id"))

        file.refuse(np.isnat(written), "The time cannot be read.")
        file.refuse(kinds.are(None), self._unknown(file))
        file.refuse(amount.is_wrong, amount.wrong)
        file.refuse(balance.is_wrong, balance.wrong)
        file.refuse(~amount.known & ~kinds.are("lose"), "The row has no amount.")

        lines = file.lines(
            bookmaker=options.bookmaker or self.bookmaker,
            currency=options.currency or "AUD",
            kind=kinds,
            occurred_at=utc(moments),
            amount_micro=amount.nullable(fill=0),
            balance_micro=balance.nullable(),
            bet_ref=only(ref, kinds.figures(lambda kind: kind in OF_BETS, bool)),
            description=self._descriptions(file),
            told=("summary", "single", "multiple", "exotic", "pool"),
        )
        file.put(lines, "key", self._keys(file, written, amount.micro, balance.micro))
        bets, legs = self._bets(file, lines)
        readable = ~amount.is_wrong & balance.known & ~file.ragged
        proof = file.balances(moments, amount.micro, balance.micro, readable) if file.has("balance") else None
        return file.finish(lines, bets=bets, legs=legs, balances=proof)

    def _kinds(self, file: Reading, amounts: np.ndarray) -> Coded:
        kinds = choice(file.column("type"), KINDS)
        is_returned = kinds.are("stake") & (amounts > 0)
        codes = np.where(is_returned, len(kinds.values), kinds.places())
        return Coded(np.append(kinds.values, "stake_returned"), codes)

    def _unknown(self, file: Reading) -> np.ndarray:
        return per_value(
            file.column("type"), lambda said: f"The type '{said[:60]}' is not known." if said else "No type."
        )

    def _descriptions(self, file: Reading) -> Coded | np.ndarray:
        summary = file.code("summary").each(lambda text: "\n".join(map(str.strip, text.split("\n"))))
        empty = summary.are("")
        return np.where(empty, file.text("type"), summary.texts) if empty.any() else summary

    def _keys(
        self, file: Reading, written: np.ndarray, amount: np.ndarray, balance: np.ndarray
    ) -> np.ndarray:
        """The bookmaker's transaction id; where there is none, a fingerprint of the row."""
        ids = file.text("transaction id")
        content = [file.text(name) for name in ("type", "summary", "bet id")]
        times = written.astype(np.int64)
        blank = is_nothing(ids)
        if not blank.any() and len(set(ids)) == len(ids):
            return ids
        keys = shared(ids, written, digest([*content, times, amount, balance]))
        if blank.any():
            parts = [column[blank] for column in (*content, times, amount, balance)]
            keys[blank] = numbered(fingerprints(parts))
        return keys

    def _bets(self, file: Reading, lines: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        """One row for each Bet Id, told by its stake row where the file has it."""
        places = self._places(file, lines)
        named = {
            to: lines[name].to_numpy(dtype=object)[places]
            for to, name in (("ref", "bet_ref"), ("bookmaker", "bookmaker"), ("currency", "currency"))
        }
        told, codes = self._told(file, places)
        about = {
            name: Coded(np.fromiter(values, dtype=object, count=len(told)), codes)
            for name, values in zip(ABOUT, zip(*map(_bet, told), strict=True), strict=False)
        }
        bets = typed({"row": file.rows[places], "from_lines": True} | named | about, BETS, len(places))
        return bets, _legs(named, told, codes)

    def _places(self, file: Reading, lines: pd.DataFrame) -> np.ndarray:
        """Of each Bet Id the row that tells the bet, in the order of the file."""
        refs = lines["bet_ref"].to_numpy()
        named = np.flatnonzero(lines["bet_ref"].notna().to_numpy() & file.kept)
        is_later = lines["kind"].to_numpy(dtype=object)[named] != "stake"
        order = np.concatenate([named[~is_later], named[is_later]])
        codes, _ = factorized(refs[order])
        return np.sort(order[~pd.Series(codes).duplicated().to_numpy()])

    def _told(self, file: Reading, places: np.ndarray) -> tuple[list[Told], np.ndarray]:
        """What these rows tell of their bets, each distinct telling once, and which of them each row has."""
        summary = file.code("summary")
        is_single, is_multi = (truth(file.column(name))[places] for name in ("single", "multiple"))
        codes, distinct = pd.factorize(
            summary.places()[places].astype(np.int64) * 4 + is_single * 2 + is_multi
        )
        texts = summary.values[distinct >> 2].tolist()
        flags = zip((distinct & 2 > 0).tolist(), (distinct & 1 > 0).tolist(), strict=True)
        told = [(read_summary(text), *each) for text, each in zip(texts, flags, strict=True)]
        return told, codes


def _bet(row: Told) -> tuple:
    """What a row tells of its bet, in the order of ABOUT."""
    told, is_single, is_multi = row
    legs = told.legs
    first = legs[0]
    if not _is_multi(told, is_single, is_multi):
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


def _legs(bets: dict[str, np.ndarray], told: list[Told], codes: np.ndarray) -> pd.DataFrame:
    """The legs of multis of which the file names several."""
    several = [_legs_of(*each) for each in told]
    rows, number, at = laid_out(lengths(several), codes)
    named = {name: values[rows] for name, values in bets.items()}
    about = {
        name: Coded(np.fromiter(values, dtype=object, count=len(values)), at)
        for name, values in zip(LEG_ABOUT, zip(*chain.from_iterable(several), strict=True), strict=False)
    }
    return typed(named | {"position": number + 1} | about, LEGS, len(rows))


def _legs_of(told: Summary, is_single: bool, is_multi: bool) -> list[tuple]:  # noqa: FBT001  two flag columns
    """The legs of one bet in the order of LEG_ABOUT; none where it is no multi of several."""
    if len(told.legs) < 2 or not _is_multi(told, is_single, is_multi):
        return []
    return [
        (
            sport_of([leg.event or "", leg.market or "", leg.selection or ""]),
            leg.event,
            leg.market,
            leg.selection,
            None if told.is_same_game else leg.odds,
        )
        for leg in told.legs
    ]


def _is_multi(told: Summary, is_single: bool, is_multi: bool) -> bool:  # noqa: FBT001  two flag columns
    return is_multi or told.is_same_game or (len(told.legs) > 1 and not is_single)


FORMAT = Sportsbet()
