"""Two spans of days side by side: what differs, in numbers and in words. Nothing is added across currencies."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Max

from analytics.figures import Figures, by_bookmaker, by_currency
from analytics.filters import Filter
from analytics.measures import ratio
from analytics.periods import Span, span_of
from web.clock import now
from web.templatetags.show import count, money, odds, percent, signed_money, signed_percent


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of both spans as people read it; `difference` is empty where one of them is not known."""

    title: str
    here: Any
    there: Any
    difference: str
    status: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One currency's figures of both spans."""

    here: Figures
    there: Figures
    has_cash: bool

    @property
    def currency(self) -> str:
        """The currency all of it is in."""
        return self.here.currency

    @property
    def sentence(self) -> str:
        """What changed in the result and in the money at risk."""
        result, turned = _change(self.here.profit_micro, self.there.profit_micro), self._turned
        if not self.here.settled or not self.there.settled:
            return "In one of the two no bet was settled, so there is nothing to compare."
        amount = money(abs(self.here.profit_micro - self.there.profit_micro), self.currency)
        words = {
            1: f"The result is {amount} better",
            -1: f"The result is {amount} worse",
            0: "The result is the same",
        }
        return f"{words[result]}, {turned}."

    @property
    def caution(self) -> str:
        """What is not known yet of either span, which mostly makes it look too good; empty where all is known."""
        untold = [
            f"{count(f.undecided)} bet{'' if f.undecided == 1 else 's'} with"
            f" {money(f.undecided_micro, self.currency)} staked in the {which}"
            for f, which in ((self.here, "first"), (self.there, "second"))
            if f.undecided
        ]
        if not untold:
            return ""
        return (
            f"Not told by your files: how {' and '.join(untold)} period ended. Many bookmakers write no row for a"
            " bet that loses, so a period with many of them looks better than it was."
        )

    @property
    def _turned(self) -> str:
        more = self.here.turnover_micro - self.there.turnover_micro
        if not more:
            return "with the same turnover"
        share = ratio(abs(more), self.there.turnover_micro)
        told = f" ({percent(share, 0)})" if share is not None else ""
        return f"with {money(abs(more), self.currency)}{told} {'more' if more > 0 else 'less'} turned over"

    @property
    def rows(self) -> list[Row]:
        """Every figure."""
        bare = [
            self._money("Result", "profit_micro", signed_money, "settled"),
            self._money("Turnover", "turnover_micro", money, "settled"),
            self._share("Yield", lambda f: f.bet_yield, signed_percent),
            self._count("Bets settled", "settled", "settled"),
            self._count("Won", "won", "won"),
            self._count("Lost", "lost", "lost"),
            self._share("Strike rate", lambda f: f.strike_rate, percent),
            Row("Average odds", odds(self.here.average_odds), odds(self.there.average_odds), self._odds()),
            self._count("Undecided", "undecided", "undecided"),
        ]
        if not self.has_cash:
            return bare
        return [
            *bare,
            self._money("Put in", "deposits_micro", money),
            self._money("Taken out", "withdrawals_micro", money),
        ]

    def _money(self, title: str, name: str, say: Callable[[int, str], str], status: str = "") -> Row:
        here, there = getattr(self.here, name), getattr(self.there, name)
        difference = signed_money(here - there, self.currency)
        return Row(title, say(here, self.currency), say(there, self.currency), difference, status)

    def _count(self, title: str, name: str, status: str) -> Row:
        here, there = getattr(self.here, name), getattr(self.there, name)
        difference = f"+{count(here - there)}" if here > there else count(here - there)
        return Row(title, count(here), count(there), difference, status)

    def _share(self, title: str, get: Callable[[Figures], Decimal | None], say: Callable[..., str]) -> Row:
        here, there = get(self.here), get(self.there)
        points = "" if here is None or there is None else f"{signed_percent(here - there).rstrip('%')} points"
        return Row(title, say(here), say(there), points)

    def _odds(self) -> str:
        here, there = self.here.average_odds, self.there.average_odds
        return "" if here is None or there is None else f"{here - there:+.2f}".replace("-", "\N{MINUS SIGN}")


def compared(user: Any, asked: Filter, span: Span, than: Span, zone: ZoneInfo) -> list[Comparison]:
    """Both spans for each currency, with the rest of the filter. Call it inside acting_as(user)."""
    here, there = (
        {figures.currency: figures for figures in by_currency(by_bookmaker(user, within(asked, each), zone))}
        for each in (span, than)
    )
    empty = Figures()
    found = [
        Comparison(
            here.get(currency, Figures(currency=currency)),
            there.get(currency, Figures(currency=currency)),
            has_cash=not asked.has_bet_terms
            and (here.get(currency, empty).has_cash or there.get(currency, empty).has_cash),
        )
        for currency in sorted(here.keys() | there.keys())
    ]
    told = [each for each in found if each.here.bets or each.there.bets or each.has_cash]
    return sorted(told, key=lambda each: (-each.here.bets - each.there.bets, each.currency))


def within(asked: Filter, span: Span) -> Filter:
    """The filter with the days of a span."""
    return asked.but(date_from=span.first, date_to=span.last)


def latest_month(user: Any, asked: Filter, zone: ZoneInfo) -> Span:
    """The month of the last settled bet, or this month: where a comparison begins."""
    bare = asked.but(date_from=None, date_to=None)
    last = bare.bets(user, zone).settled().aggregate(last=Max("settled_at"))["last"]
    return span_of((last or now()).astimezone(zone).date(), "month")


def _change(here: int, there: int) -> int:
    return (here > there) - (here < there)
