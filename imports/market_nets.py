"""Market-level net results beside the bets of the same markets, told by another export of the same account.

Pure. An exchange tells what a market came to after commission; its list of bets tells each bet before commission. A
losing market is the sum of its bets to the cent, a winning one that sum less commission (Betfair: 6.5 % in Brazil,
other rates elsewhere). What agrees is told bet by bet, and the commission goes to the winning bets in proportion;
where bets are missing, the market keeps what they do not explain, so that the account's total is always the net one.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from imports.formats._smarkets_bets import MOST_COMMISSION, shares

CENT = 10_000
LATEST = timedelta(days=400)  # an outright may be settled a season after it was placed
EARLY = timedelta(hours=3)  # a zone misread: the settlement seems to come before the bet


@dataclass(frozen=True)
class Told:
    """A bet, or the net result of a market. Money in micro-units, time (of placing, of settling) in UTC."""

    bet_id: int
    account_id: int
    event: str
    market: str
    profit_micro: int
    at: datetime
    is_cash_in_lines: bool = False

    @property
    def name(self) -> str:
        """Event and market without case, accents, punctuation and the sport before them."""
        event = self.event.rpartition(" / ")[2]
        plain = unicodedata.normalize("NFKD", f"{event} {self.market}".casefold())
        kept = "".join(sign for sign in plain if not unicodedata.combining(sign))
        return " ".join(re.findall(r"\w+", kept))


@dataclass(frozen=True)
class Part:
    """A bet that its market's net result contains, and the commission that falls to it."""

    bet_id: int
    market_id: int
    account_id: int
    gross_micro: int
    commission_micro: int
    is_cash_in_lines: bool


@dataclass(frozen=True)
class Market:
    """A market with bets. `is_explained`: they add up to it, so that it is told bet by bet."""

    market_id: int
    account_id: int
    parts: tuple[Part, ...]
    is_explained: bool


def split(markets: Iterable[Told], bets: Iterable[Told]) -> list[Market]:
    """The markets that have bets, the same whatever their order."""
    by_name: dict[tuple[int, str], list[Told]] = defaultdict(list)
    for market in sorted(markets, key=lambda told: (told.at, told.bet_id)):
        by_name[market.account_id, market.name].append(market)
    inside: dict[int, list[Told]] = defaultdict(list)
    for bet in sorted(bets, key=lambda told: told.bet_id):
        found = next(
            (
                market
                for market in by_name.get((bet.account_id, bet.name), ())
                if bet.at - EARLY <= market.at <= bet.at + LATEST
            ),
            None,
        )
        if found is not None:
            inside[found.bet_id].append(bet)
    every = {market.bet_id: market for group in by_name.values() for market in group}
    return [_judged(every[market_id], group) for market_id, group in sorted(inside.items())]


def _judged(market: Told, bets: list[Told]) -> Market:
    gross = sum(bet.profit_micro for bet in bets)
    fee = gross - market.profit_micro
    slack = CENT * len(bets)
    winners = [bet for bet in bets if bet.profit_micro > 0]
    is_commission = (
        bool(winners) and gross > 0 and fee + slack >= 0 and fee * 100 <= gross * MOST_COMMISSION + slack
    )
    is_explained = is_commission or abs(fee) <= slack
    cut = dict.fromkeys((bet.bet_id for bet in bets), 0)
    if is_explained and fee > 0 and winners:
        weights = [bet.profit_micro for bet in winners]
        cut |= dict(zip((bet.bet_id for bet in winners), shares(fee, weights), strict=True))
    elif is_explained and fee:
        cut[max(bets, key=lambda bet: (abs(bet.profit_micro), bet.bet_id)).bet_id] = fee
    parts = [
        Part(
            bet.bet_id,
            market.bet_id,
            market.account_id,
            bet.profit_micro,
            cut[bet.bet_id],
            market.is_cash_in_lines,
        )
        for bet in bets
    ]
    return Market(market.bet_id, market.account_id, tuple(parts), is_explained)
