"""What pages ask of the store: offers of an event with every bookmaker's price, its age, and what it closed at."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from bets.models import Bookmaker, Event
from odds.models import Closing, Offer, Price, Quote, QuoteSide, Selection
from web.clock import now

HISTORY = timedelta(days=400)
MOST_SERIES = 5
FIRST_SHOWN = ("pinnacle", "betfair", "market-average", "bet365", "market-maximum")


@dataclass(frozen=True, slots=True)
class Cell:
    """One price with how long ago it was last told; is_best: nobody offers more."""

    price: Price
    age: str
    is_best: bool


@dataclass
class Row:
    """One bookmaker's prices, in the order of the offer's selections; None where it has none."""

    bookmaker: Bookmaker
    side: str
    is_mine: bool
    cells: list[Cell | None]


@dataclass
class Shown:
    """An offer for a page. `margin`: of the best prices of all outcomes; None where an outcome has none."""

    offer: Offer
    selections: list[Selection]
    rows: list[Row]
    closings: list[Closing | None] = field(default_factory=list)
    margin: Decimal | None = None

    @property
    def title(self) -> str:
        """ "Total 2.5", "Handicap −1.25"."""
        line = self.offer.line
        if line is None:
            return self.offer.market.name
        sign = "+" if line > 0 and self.offer.market.slug == "handicap" else ""
        return f"{self.offer.market.name} {sign}{line.normalize():f}".replace("-", "\N{MINUS SIGN}")

    @property
    def suspects(self) -> list[Price]:
        """The prices that are taken for errors."""
        return [cell.price for row in self.rows for cell in row.cells if cell and cell.price.suspect]

    @property
    def closing(self) -> Closing | None:
        """Any of the closing prices: they are one bookmaker's."""
        return next((each for each in self.closings if each), None)


def offers_of(user: Any, event: Event) -> list[Shown]:
    """All offers of an event with the prices that the person may see, the fullest markets first."""
    offers = Offer.objects.visible_to(user).filter(event=event).select_related("market")
    selections: dict[int, list[Selection]] = {}
    for selection in Selection.objects.visible_to(user).filter(offer__in=offers).order_by("position", "pk"):
        selections.setdefault(selection.offer_id, []).append(selection)
    prices = Price.objects.visible_to(user).filter(selection__offer__in=offers).select_related("bookmaker")
    by_offer: dict[int, list[Price]] = {}
    place = {selection.pk: offer for offer, some in selections.items() for selection in some}
    for price in prices:
        by_offer.setdefault(place[price.selection_id], []).append(price)
    closings = (
        Closing.objects.visible_to(user).filter(selection__offer__in=offers).select_related("bookmaker")
    )
    closed = {each.selection_id: each for each in closings.order_by("-owner")}
    order = {"match-result": 0, "head-to-head": 0, "total": 1, "handicap": 2}
    shown = [
        _shown(offer, selections.get(offer.pk, []), by_offer.get(offer.pk, []), closed) for offer in offers
    ]
    shown.sort(key=lambda each: (order.get(each.offer.market.slug, 3), -len(each.rows), each.offer.line or 0))
    return shown


def _shown(
    offer: Offer, selections: list[Selection], prices: list[Price], closed: dict[int, Closing]
) -> Shown:
    best = {selection.pk: _best(prices, selection) for selection in selections}
    by_shop: dict[tuple[int, str, int | None], dict[int, Price]] = {}
    for price in prices:
        by_shop.setdefault((price.bookmaker_id, price.side, price.owner_id), {})[price.selection_id] = price
    rows = []
    for mine in by_shop.values():
        one = next(iter(mine.values()))
        cells = [_cell(mine.get(each.pk), best[each.pk]) for each in selections]
        rows.append(Row(one.bookmaker, one.side, one.owner_id is not None, cells))
    rows.sort(
        key=lambda row: (
            row.bookmaker.is_aggregate,
            row.side != QuoteSide.BACK,
            row.bookmaker.name.casefold(),
        )
    )
    tops = [price.odds for price in best.values() if price]
    whole = len(tops) == offer.outcomes
    margin = sum((1 / odds for odds in tops), Decimal(0)) - offer.winners if whole else None
    return Shown(offer, selections, rows, [closed.get(each.pk) for each in selections], margin)


def _best(prices: Iterable[Price], selection: Selection) -> Price | None:
    offered = [
        price
        for price in prices
        if price.selection_id == selection.pk
        and not price.suspect
        and not price.bookmaker.is_aggregate
        and price.side == QuoteSide.BACK
    ]
    return max(offered, key=lambda price: price.odds, default=None)


def _cell(price: Price | None, best: Price | None) -> Cell | None:
    if price is None:
        return None
    is_best = bool(best and not price.suspect and price.side == QuoteSide.BACK and price.odds == best.odds)
    return Cell(price, age(price.seen_at), is_best and not price.bookmaker.is_aggregate)


def age(seen_at: datetime, *, at: datetime | None = None) -> str:
    """ "40 s", "5 min", "3 h", "12 d": how long ago."""
    seconds = max(0, int(((at or now()) - seen_at).total_seconds()))
    for size, name in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size or (name == "d" and seconds >= size):
            return f"{seconds // size} {name}"
    return f"{seconds} s"


def movement(user: Any, selection: Selection, event: Event) -> dict[str, list[Quote]]:
    """The quotes of a selection by bookmaker, oldest first: of those people look at first, up to five."""
    quotes = Quote.objects.visible_to(user).filter(selection=selection, side=QuoteSide.BACK, suspect="")
    if event.starts_at:
        quotes = quotes.filter(taken_at__gt=event.starts_at - HISTORY, taken_at__lt=event.starts_at + HISTORY)
    by_shop: dict[str, list[Quote]] = {}
    for quote in quotes.select_related("bookmaker").order_by("taken_at"):
        by_shop.setdefault(quote.bookmaker.slug, []).append(quote)
    known = [slug for slug in FIRST_SHOWN if slug in by_shop]
    others = sorted(by_shop.keys() - set(known), key=lambda slug: -len(by_shop[slug]))
    return {slug: by_shop[slug] for slug in [*known, *others][:MOST_SERIES]}
