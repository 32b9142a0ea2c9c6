"""The truth card: what went in, what came out, what it cost, and what the winning slips alone would suggest."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Min, Q, Sum

from analytics.columns import order
from analytics.columns.picked import pick
from analytics.figures import BookFigures, Figures, by_currency
from analytics.filters import Filter
from analytics.measures import ratio

WEEK = Decimal(7)
CENT, MICRO = 10_000, 1_000_000


@dataclass(frozen=True, slots=True)
class Truth:
    """One currency's story between the first and the last bet.

    `slips_micro` is what the bets that won money won, alone. `untold` names bookmakers whose files tell of bets but
    neither deposits nor withdrawals, `untold_micro` is their result. `asked` decides what can be said: deposits belong
    to no sport.
    """

    figures: Figures
    first: date
    last: date
    slips_micro: int
    slips: int
    asked: Filter = Filter()
    untold: tuple[str, ...] = ()
    untold_micro: int = 0

    @property
    def weeks(self) -> Decimal:
        """Weeks from the first to the last bet's day, at least one."""
        return max(Decimal((self.last - self.first).days + 1) / WEEK, Decimal(1))

    @property
    def weekly_cost_micro(self) -> int:
        """The size of the profit or loss a week, to the nearest whole unit, to the cent below ten units."""
        weekly = Decimal(self.cost_micro) / self.weeks
        step = MICRO if weekly >= 10 * MICRO else CENT
        return int((weekly / step).to_integral_value()) * step

    @property
    def cost_micro(self) -> int:
        """The size of the profit or loss."""
        return abs(self.figures.profit_micro)

    @property
    def verdict(self) -> str:
        """What betting did: "betting cost you", "betting made you"."""
        subject = "these bets" if self.asked.has_bet_terms else "betting"
        return f"{subject} {'made' if self.figures.profit_micro > 0 else 'cost'} you"

    @property
    def is_even(self) -> bool:
        """Neither profit nor loss."""
        return not self.figures.profit_micro

    @property
    def has_cash(self) -> bool:
        """Can deposits and withdrawals be told beside these bets?"""
        return self.figures.has_cash and not self.asked.has_bet_terms

    @property
    def share_lost(self) -> Decimal | None:
        """Lost bets among won and lost."""
        return ratio(self.figures.lost, self.figures.won + self.figures.lost)

    @property
    def share_of_deposits(self) -> Decimal | None:
        """The loss as a share of what was put in, where every bookmaker's files tell deposits."""
        if self.figures.profit_micro >= 0 or not self.has_cash or self.untold:
            return None
        return ratio(-self.figures.profit_micro, self.figures.deposits_micro)

    @property
    def slips_share(self) -> int:
        """The slips' share of the wider bar of the two, in percent."""
        return 100 * self.slips_micro // max(self.slips_micro, self.cost_micro, 1)

    @property
    def account_share(self) -> int:
        """The account's share of the wider bar of the two, in percent."""
        return 100 * self.cost_micro // max(self.slips_micro, self.cost_micro, 1)


def truths(user: Any, asked: Filter, zone: ZoneInfo, books: list[BookFigures]) -> list[Truth]:
    """A story for each currency with settled bets, the one with most bets first. `books`: the figures by bookmaker."""
    picked = pick(user, asked, zone)
    rows = order.spans(picked) if picked else spans_by_sql(user, asked, zone)
    told = {row["currency"]: row for row in rows}
    return [
        _story(figures, told[figures.currency], asked, zone, books)
        for figures in by_currency(books)
        if figures.currency in told
    ]


def spans_by_sql(user: Any, asked: Filter, zone: ZoneInfo) -> list[dict[str, Any]]:
    """By currency of settled bets: when the first was placed and the last settled, and what gaining bets gained."""
    rows = (
        asked.bets(user, zone)
        .settled()
        .values("currency")
        .annotate(
            first=Min("placed_at"),
            last=Max("settled_at"),
            slips_micro=Sum("profit_micro", filter=Q(profit_micro__gt=0)),
            slips=Count("pk", filter=Q(profit_micro__gt=0)),
        )
        .order_by()
    )
    return [dict(row) for row in rows]


def _story(
    figures: Figures, told: dict[str, Any], asked: Filter, zone: ZoneInfo, books: list[BookFigures]
) -> Truth:
    mine = [book for book in books if book.figures.currency == figures.currency and book.figures.settled]
    untold = [book for book in mine if not book.figures.has_cash]
    return Truth(
        figures,
        asked.date_from or _day(told["first"], zone),
        asked.date_to or _day(told["last"], zone),
        told["slips_micro"] or 0,
        told["slips"],
        asked,
        tuple(book.bookmaker for book in untold),
        sum(book.figures.profit_micro for book in untold),
    )


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
