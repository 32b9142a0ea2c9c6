"""Pikkit: a tracker's list of bets at many bookmakers, older exports without the *_iso columns.

Profit is what the file says, net of the stake. It is rounded to cents where the stake is not, so a lost bet's
profit may differ from its stake by a fraction; nothing here asserts that they agree.
"""

from dataclasses import dataclass
from itertools import chain

import numpy as np
import pandas as pd

from imports.formats._american import read_american
from imports.formats._amounts import Amounts, money, read_odds
from imports.formats._base import CsvFormat, Options, Parsed
from imports.formats._coded import Coded, factorized, laid_out, lengths
from imports.formats._columns import choice, either, filled, is_nothing, or_none
from imports.formats._keys import digest, fingerprints, numbered, shared
from imports.formats._moments import iso, utc, with_suffix
from imports.formats._reading import BETS, LEGS, Reading, typed

CURRENCY = "USD"  # the file names none; its bookmakers are American
TIMES = (
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y, %H:%M:%S",
    "%m/%d/%Y, %H:%M",
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M %p",
)
_ENDINGS = {
    "PLACED": "open",
    "PENDING": "open",
    "OPEN": "open",
    "WIN": "won",
    "WON": "won",
    "LOSS": "lost",
    "LOST": "lost",
    "LOSE": "lost",
    "PUSH": "void",
    "PUSHED": "void",
    "VOID": "void",
    "VOIDED": "void",
    "CANCELLED": "void",
    "CANCELED": "void",
    "REFUND": "void",
    "REFUNDED": "void",
    "CASHOUT": "cashed_out",
    "CASHED OUT": "cashed_out",
    "CASH OUT": "cashed_out",
    "HALF WIN": "half_won",
    "HALF LOSS": "half_lost",
}
MULTIS = ("parlay", "sgp", "multi")
STATUSES = _ENDINGS | {f"SETTLED {ending}": status for ending, status in _ENDINGS.items() if status != "open"}


class Pikkit(CsvFormat):
    slug = "pikkit"
    name = "Pikkit transactions"
    bookmaker = "Pikkit"
    help_url = "https://pikkit.com/"
    help_steps = (
        "Open Pikkit and its settings.",
        "Choose to export your data (a Pro feature): it sends a file called transactions.csv.",
        "Drop that file here. Bets of all your bookmakers are in it.",
    )
    default_timezone = "UTC"
    timezone_why = "Pikkit prints times in GMT, so there is nothing to choose."
    prints_zone = True
    is_tracker = True
    detail = time_detail = 10
    columns = {
        "bet id": ("id",),
        "sportsbook": ("book", "bookmaker"),
        "type": (),
        "status": (),
        "odds": (),
        "closing line": (),
        "ev": (),
        "amount": ("stake",),
        "profit": (),
        "time placed": (),
        "time settled": (),
        "time placed iso": (),
        "time settled iso": (),
        "bet info": (),
        "tags": (),
        "sports": ("sport",),
        "leagues": ("league",),
    }
    required = ("bet id", "sportsbook", "status", "odds", "amount", "profit", "bet info")
    one_of = ("time placed", "time placed iso")

    def read(self, frame: pd.DataFrame, options: Options) -> Parsed:
        """Decimal odds, or American ones with a sign; the bookmaker of every row is its own."""
        file = Reading(frame, self.columns, options)
        parts = _parted(file.code("bet info"))
        lines, bets = self._lines_and_bets(file, options, parts)
        return file.finish(lines, bets=file.only_kept(bets), legs=self._legs(file, lines, parts))

    def _lines_and_bets(
        self, file: Reading, options: Options, parts: "Parts"
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Apart from the legs, so that what only these need is gone from memory by then."""
        zone = options.timezone or self.default_timezone
        placed, settled = (self._times(file, name, zone) for name in ("time placed", "time settled"))
        stake, profit = money(file.column("amount")), money(file.column("profit"))
        price = file.column("odds").each(_price)
        status = choice(file.column("status"), STATUSES)
        result = self._profit(status, stake, profit)

        self._refuse(file, placed, status, stake, profit)
        file.refuse(~result.known & ~status.are("open"), "The row has no profit.")

        bookmakers = self._bookmakers(file, options)
        keys = self._keys(file, placed, stake.micro)
        lines = file.lines(
            key=keys,
            bookmaker=bookmakers,
            currency=options.currency or CURRENCY,
            kind="bet",
            occurred_at=utc(placed),
            bet_ref=keys,
            description=file.column("bet info"),
            told=tuple(self.columns),
        )
        bets = self._bets(file, lines, status, (placed, settled), (stake.micro, result.micro), price, parts)
        return lines, bets

    def _times(self, file: Reading, name: str, zone: str) -> np.ndarray:
        """The ISO column where it says something, else the American one."""
        times = iso(file.column(f"{name} iso"))
        left = np.isnat(times)
        if left.any():
            times[left] = with_suffix(file.column(name).texts[left], TIMES, default_zone=zone)
            left = np.isnat(times)
            times[left] = iso(file.column(name).texts[left])
        return times

    def _profit(self, status: Coded, stake: Amounts, profit: Amounts) -> Amounts:
        """The file's profit; where it tells none, nothing for a void bet and the stake for a lost one."""
        micro, known = profit.micro.copy(), profit.known.copy()
        void = ~known & status.are("void") & ~profit.is_wrong
        lost = ~known & status.are("lost") & ~profit.is_wrong & stake.known
        micro[lost] = -stake.micro[lost]
        return Amounts(micro, known | void | lost, profit.wrong)

    def _refuse(
        self, file: Reading, placed: np.ndarray, status: Coded, stake: Amounts, profit: Amounts
    ) -> None:
        unknown = file.column("status").each(
            lambda said: f"The status '{said[:60]}' is not known." if said else "No status."
        )
        file.refuse(status.are(None), unknown.texts)
        file.refuse(stake.is_wrong, stake.wrong)
        file.refuse(~stake.known, "The row has no stake.")
        file.refuse(stake.micro < 0, "The stake is less than nothing.")
        file.refuse(profit.is_wrong, profit.wrong)
        file.refuse(np.isnat(placed), "The time it was placed cannot be read.")

    def _bookmakers(self, file: Reading, options: Options) -> Coded:
        """The row's; a bookmaker chosen by the person only fills in where the row has none."""
        return filled(file.column("sportsbook"), options.bookmaker or self.bookmaker)

    def _keys(self, file: Reading, placed: np.ndarray, stake: np.ndarray) -> np.ndarray | Coded:
        """Pikkit's id; a fingerprint without one. Rows of one id are one bet unless they are about different
        things."""
        ids = file.column("bet id").texts
        blank = is_nothing(ids)
        if not blank.any() and len(set(ids)) == len(ids):
            return file.column("bet id")
        same = [file.text("sportsbook"), file.text("bet info"), placed.astype(np.int64)]
        keys = shared(ids, placed, digest(same))
        if blank.any():
            keys[blank] = numbered(fingerprints([column[blank] for column in (*same, stake)]))
        return keys

    def _bets(
        self,
        file: Reading,
        lines: pd.DataFrame,
        status: Coded,
        times: tuple[np.ndarray, np.ndarray],
        figures: tuple[np.ndarray, np.ndarray],
        price: Coded,
        parts: "Parts",
    ) -> pd.DataFrame:
        placed, settled = times
        stake, profit = figures
        is_settled = ~status.are("open")
        is_bonus = status.are("lost") & (profit == 0) & (stake > 0)
        own = np.where(is_bonus, 0, stake)
        info = file.column("bet info")
        count = np.maximum(info.spread(parts.counts), 1)
        is_multi = (count > 1) | file.column("type").figures(lambda said: said.lower() in MULTIS, bool)
        return typed(
            {
                "row": file.rows,
                "ref": lines["key"],
                "bookmaker": lines["bookmaker"],
                "currency": lines["currency"],
                "from_lines": False,
                "structure": either(is_multi, "multi", "single"),
                "status": status,
                "bonus": either(is_bonus, "inferred", "none"),
                "placed_at": utc(placed),
                "settled_at": utc(
                    np.where(is_settled, np.where(np.isnat(settled), placed, settled), np.datetime64("NaT"))
                ),
                "stake_micro": own,
                "bonus_stake_micro": stake - own,
                "at_risk_micro": own,
                "odds": price,
                "returned_micro": pd.arrays.IntegerArray(own + profit, ~is_settled),
                "profit_micro": pd.arrays.IntegerArray(profit, ~is_settled),
                "commission_micro": 0,
                "sport": file.column("sports").each(_alone),
                "competition": file.column("leagues").each(_alone),
                "event": info.each(_event),
                "selection": or_none(info),
                "is_live": file.column("tags").each(_is_live),
                "legs_count": count,
                "closing_odds": file.column("closing line").each(_price),
            },
            BETS,
            file.count,
        )

    def _legs(self, file: Reading, lines: pd.DataFrame, parts: "Parts") -> pd.DataFrame:
        """The parts of bet_info; their odds and results are not in the file."""
        kept = np.flatnonzero(file.kept)
        bets, number, at = laid_out(parts.counts, file.column("bet info").places()[kept])
        bets, said = kept[bets], parts.said.of(at)
        named = {
            to: lines[name].to_numpy(dtype=object)[bets]
            for to, name in (("ref", "key"), ("bookmaker", "bookmaker"), ("currency", "currency"))
        }
        about = {
            "position": number + 1,
            "sport": file.column("sports").each(_alone).of(bets),
            "event": said.each(_event),
            "selection": said,
        }
        return typed(named | about, LEGS, len(bets))


def _price(text: str) -> str | None:
    """Decimal odds; American ones, which some keep theirs in, have a sign."""
    return read_american(text) if text[:1] in ("+", "-", "−") else read_odds(text)


@dataclass(frozen=True)
class Parts:
    """What runs of bets are made of: how many parts each distinct text has, and the parts of all one after the other.
    A text of one bet has none."""

    counts: np.ndarray
    said: Coded


def _parted(info: Coded) -> Parts:
    lists = [_parts(text) if " | " in text else [] for text in info.values.tolist()]
    codes, texts = factorized(list(chain.from_iterable(lists)))
    return Parts(lengths(lists), Coded(texts, codes))


def _parts(text: str) -> list[str]:
    return [part for part in map(str.strip, text.split(" | ")) if part]


def _alone(text: str) -> str | None:
    """The only member of a " | " set; several are none of them."""
    members = {part.strip() for part in text.split("|") if part.strip()}
    return members.pop() if len(members) == 1 else None


def _event(text: str) -> str | None:
    """Where the text is nothing but a fixture, that; a run of player, market and fixture cannot be parted
    safely."""
    return text if " | " not in text and text.count(" @ ") == 1 and len(text.split()) <= 5 else None


def _is_live(tags: str) -> bool | None:
    """Tags may say that a bet was live; no tag says that it was not."""
    return True if "live" in tags.lower().replace(",", " ").replace("|", " ").split() else None


FORMAT = Pikkit()
