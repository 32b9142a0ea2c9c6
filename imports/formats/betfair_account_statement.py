"""Betfair: the account statement (exchange and sportsbook in one), English or Brazilian headers.

An exchange row is the net result of one market: stakes, odds and commission are not in it. A sportsbook bet is
placed under one kind of id (S/...) and mostly paid under another (O/...), which nothing in the file connects.
"""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from imports.formats._amounts import Amounts, money
from imports.formats._base import CsvFormat, Options, Parsed
from imports.formats._columns import currency_of, is_nothing, per_value
from imports.formats._keys import digest, fingerprints, numbered, shared
from imports.formats._moments import in_zone, naive, utc
from imports.formats._reading import BETS, Reading, typed

TIMES = (
    "%d-%b-%y %H:%M:%S",
    "%d-%b-%y %H:%M",
    "%d-%b-%Y %H:%M:%S",
    "%d-%b-%Y %H:%M",
    "%d %b %Y %H:%M:%S",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d/%m/%y %H:%M:%S",
    "%d/%m/%y %H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
)
RULES = (
    ("withdrawal_returned", re.compile(r"withdrawal.*\b(cancel|return|revers|reject|refund)", re.I)),
    ("deposit", re.compile(r"(deposit|depósito)\b", re.I)),
    ("withdrawal", re.compile(r"(withdrawal|saque|levantamento|retirada)\b", re.I)),
    ("stake", re.compile(r"sportsbook: bet placed\b", re.I)),
    ("win", re.compile(r"sportsbook: bet (settled|resettled|re-settled)\b", re.I)),
    ("void", re.compile(r"sportsbook: (voided bet|bet void|void|bet refund|bet cancel|cancelled bet)", re.I)),
    ("cashout", re.compile(r"sportsbook: cash ?out\b", re.I)),
    ("settlement", re.compile(r"exchange: ", re.I)),
    ("bonus", re.compile(r"[^:]*\bbonus\b", re.I)),
    ("settlement", re.compile(r".+ / .+\bref: *\d+$", re.I)),
)
SPORTS = {
    "horse racing": "Horse Racing",
    "greyhound racing": "Greyhound Racing",
    "football": "Football",
    "soccer": "Football",
    "tennis": "Tennis",
    "cricket": "Cricket",
    "basketball": "Basketball",
    "golf": "Golf",
    "rugby union": "Rugby Union",
    "rugby league": "Rugby League",
}
_REF = re.compile(r"\bRef: *([\w/-]+)\s*$")
_BET = re.compile(r"\((?:Transaction ID|Bet Ref|Bet ID): *([^)\s]+) *\)", re.I)
_DOLLAR_HINT = "The column headers say '$', which was taken as {}. If that is wrong, choose the currency."
_APART = (
    "Betfair pays sportsbook bets under another number than they were staked under, "
    "so stakes and pay-outs are listed apart. Their sum is right."
)


@dataclass(frozen=True)
class Told:
    """What a description says. bet_ref is the bet its money belongs to."""

    kind: str | None
    ref: str
    bet_ref: str | None
    event: str | None = None
    market: str | None = None
    sport: str | None = None


class BetfairAccountStatement(CsvFormat):
    slug = "betfair-account-statement"
    name = "Betfair account statement"
    bookmaker = "Betfair"
    help_url = "https://www.betfair.com/"
    help_steps = (
        "Sign in at betfair.com on a computer and open My Account, then Account Statement.",
        "Choose the dates and leave all kinds of transactions selected.",
        "Choose Download to spreadsheet and drop the CSV file here.",
    )
    default_timezone = "Europe/London"
    timezone_why = (
        "The statement prints times without a zone. It follows the zone set in your Betfair account, "
        "mostly London's."
    )
    prints_currency = True
    has_balance = True
    columns = {
        "date": ("data", "time", "date time"),
        "description": ("descricao",),
        "cash in": ("entrada de dinheiro", "money in"),
        "bonus in": ("entrada de bonus",),
        "cash out": ("saida de dinheiro", "money out"),
        "bonus out": ("saida de bonus",),
        "cash balance": ("saldos em dinheiro", "saldo em dinheiro", "saldos", "balance"),
    }
    required = ("date", "description", "cash in", "cash out")

    def read(self, frame: pd.DataFrame, options: Options) -> Parsed:
        """The currency is that of the headers."""
        file = Reading(frame, self.columns, options)
        written = naive(file.text("date"), TIMES)
        moments = in_zone(written, options.timezone or self.default_timezone)
        cash = _net(money(file.text("cash in")), money(file.text("cash out")))
        bonus = _net(money(file.text("bonus in")), money(file.text("bonus out")))
        balance = money(file.text("cash balance"))
        told = per_value(file.text("description"), read_description)
        kinds = np.array([each.kind for each in told], dtype=object)
        kinds[(kinds == "win") & (cash.micro == 0)] = "lose"
        self._part(file, kinds, told)
        has_money = cash.known | bonus.known
        kinds[(kinds == None) & ~has_money] = "info"  # noqa: E711

        file.refuse(np.isnat(written), "The date cannot be read.")
        file.refuse(kinds == None, self._unknown(file))  # noqa: E711
        for amounts in (cash, bonus, balance):
            file.refuse(amounts.is_wrong, amounts.wrong)
        file.refuse(
            ~has_money & np.isin(kinds.astype(str), ("deposit", "withdrawal")), "The row has no amount."
        )

        lines = file.lines(
            bookmaker=options.bookmaker or self.bookmaker,
            currency=self._currency(file, options),
            kind=kinds,
            occurred_at=utc(moments),
            amount_micro=cash.nullable(),
            bonus_micro=bonus.nullable(),
            balance_micro=balance.nullable(),
            bet_ref=np.array([each.bet_ref for each in told], dtype=object),
            description=file.text("description"),
        )
        file.put(
            lines, "key", self._keys(file, written, told, kinds, (cash.micro, bonus.micro, balance.micro))
        )
        readable = ~cash.is_wrong & balance.known & ~file.ragged
        proof = (
            file.balances(moments, cash.micro, balance.micro, readable) if file.has("cash balance") else None
        )
        return file.finish(lines, bets=self._bets(file, lines, told), balances=proof)

    def _part(self, file: Reading, kinds: np.ndarray, told: np.ndarray) -> None:
        """What is paid under a Bet Ref of its own stands alone: a result whose stake is another bet's row, a
        refund."""
        is_apart = np.array([(each.bet_ref or "").startswith("O/") for each in told], dtype=bool)
        if is_apart.any():
            kinds[is_apart & np.isin(kinds.astype(str), ("win", "lose"))] = "settlement"
            kinds[is_apart & (kinds == "void")] = "stake_returned"
            file.notes.append(_APART)

    def _currency(self, file: Reading, options: Options) -> str:
        sign = file.unit("cash in") or file.unit("cash balance")
        dollar = options.currency or "USD"
        if sign == "$" and not options.currency:
            file.notes.append(_DOLLAR_HINT.format("US dollars"))
        return currency_of(sign, dollar=dollar) or options.currency or "GBP"

    def _unknown(self, file: Reading) -> np.ndarray:
        return per_value(
            file.text("description"),
            lambda said: (
                f"The description '{said[:80]}' is not known." if said else "The row has no description."
            ),
        )

    def _keys(
        self,
        file: Reading,
        written: np.ndarray,
        told: np.ndarray,
        kinds: np.ndarray,
        money_of: tuple[np.ndarray, ...],
    ) -> np.ndarray:
        """Betfair's reference and the kind of row; a fingerprint where there is no reference."""
        ids = np.array([each.ref for each in told], dtype=object)
        blank = is_nothing(ids)
        content = [file.text("description"), written.astype(np.int64), *money_of]
        named = np.empty(len(ids), dtype=object)
        named[:] = [f"{ref}:{_family(kind)}" for ref, kind in zip(ids, kinds, strict=True)]
        keys = shared(named, written, digest(content))
        if blank.any():
            keys[blank] = numbered(fingerprints([column[blank] for column in content]))
        return keys

    def _bets(self, file: Reading, lines: pd.DataFrame, told: np.ndarray) -> pd.DataFrame:
        """One row for each bet or market that a row names."""
        refs = lines["bet_ref"].to_numpy(dtype=object)
        named = pd.DataFrame({"ref": refs, "kind": lines["kind"]})[(refs != None) & file.kept]  # noqa: E711
        named["later"] = named["kind"] != "stake"
        places = (
            named.sort_values("later", kind="stable").drop_duplicates("ref").index.sort_values().to_numpy()
        )
        picked, about = lines.iloc[places], told[places]
        return typed(
            {
                "row": file.rows[places],
                "ref": refs[places],
                "bookmaker": picked["bookmaker"].to_numpy(),
                "currency": picked["currency"].to_numpy(),
                "from_lines": True,
                "structure": ["market" if kind == "settlement" else "single" for kind in picked["kind"]],
                "event": [each.event for each in about],
                "market": [each.market for each in about],
                "sport": [each.sport for each in about],
            },
            BETS,
            len(places),
        )


def _net(paid_in: Amounts, paid_out: Amounts) -> Amounts:
    """In and out as one signed amount: out is money gone, whichever sign it is printed with."""
    micro = paid_in.micro - np.abs(paid_out.micro)
    wrong = paid_in.wrong.copy()
    wrong[~paid_in.is_wrong] = paid_out.wrong[~paid_in.is_wrong]
    return Amounts(micro, paid_in.known | paid_out.known, wrong)


def _family(kind: str | None) -> str:
    """A settled sportsbook row keeps its key whether it paid or not."""
    return "settled" if kind in ("win", "lose") else str(kind)


def read_description(text: str) -> Told:
    """What one description says; kind None when nothing is known about it."""
    found = _REF.search(text)
    ref = found[1] if found else ""
    kind = next((kind for kind, words in RULES if words.match(text)), None)
    if kind == "settlement":
        event, market, sport = _market(text[: found.start()] if found else text)
        return Told(kind, ref, f"ref:{ref}" if ref else f"market:{text}", event, market, sport)
    bet = _BET.search(text)
    is_bet = kind in ("stake", "win", "void", "cashout")
    return Told(kind, ref, bet[1] if is_bet and bet else None)


def _market(text: str) -> tuple[str | None, str | None, str | None]:
    """event, market and sport of "Exchange: A v B / Match Odds" or "Exchange: Sport / Event : Market"."""
    text = re.sub(r"^exchange: *", "", text.strip(), flags=re.I)
    event, _, market = text.partition(" / ")
    sport = SPORTS.get(event.strip().lower())
    if sport and market:
        event, _, market = market.partition(" : ")
    return event.strip() or None, market.strip() or None, sport


FORMAT = BetfairAccountStatement()
