"""Prices entered by hand that are probably mistyped: judged as a file's are (odds.suspect), before they are kept.

Whoever types can be asked, so one other bookmaker's price is enough to ask by.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from statistics import median
from typing import Any

import pandas as pd

from bets.folding import fold
from bets.models import Bookmaker
from odds import suspect
from odds.entering import OUTCOMES, Entered
from odds.models import Price, QuoteSide
from odds.sources.batch import MICRO

NEAR = timedelta(days=1)  # how far apart in time prices may be that are held against each other
MINE, OTHERS = 0, 1


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a price is probably wrong, and the middle of what the others offer (None where nobody else does)."""

    reason: str
    middle: Decimal | None

    def __str__(self) -> str:
        is_told = self.middle is not None and self.reason == suspect.FAR
        return f"Probably wrong: {self.reason}{f' (about {self.middle:.2f})' if is_told else ''}."


def doubts(user: Any, entered: Entered, *, event_id: int | None = None) -> dict[str, Doubt]:
    """What is doubtful of these prices, by code of the outcome. Reads as the person: call it acting as them."""
    middles = _middles(user, entered, event_id) if event_id else {}
    shop = Bookmaker.objects.filter(owner=None, slug=_slug(entered.bookmaker)).first()
    is_exchange = bool(shop and shop.is_exchange)
    told = [_row(entered, code, odds, MINE, is_exchange=is_exchange) for code, odds in entered.prices.items()]
    told += [_row(entered, code, odds, OTHERS) for code, odds in middles.items()]
    reasons = suspect.find(pd.DataFrame(told))[: len(entered.prices)]
    found = zip(entered.prices, reasons, strict=True)
    return {code: Doubt(str(reason), middles.get(code)) for code, reason in found if reason}


def as_text(entered: Entered) -> str:
    """What somebody confirms who says that these prices are right."""
    prices = (f"{code} {odds.normalize():f}" for code, odds in entered.prices.items())
    line = "" if entered.line is None else f"{entered.line.normalize():f}"
    return "|".join((entered.market, line, _slug(entered.bookmaker), *prices))


def _middles(user: Any, entered: Entered, event_id: int) -> Mapping[str, Decimal]:
    """What the others' prices of that time come to; the person's own former one of this bookmaker has no say."""
    offered = (
        Price.objects.visible_to(user)
        .offered()
        .filter(
            selection__offer__event_id=event_id,
            selection__offer__market__slug=entered.market,
            selection__offer__line=entered.line,
            selection__offer__period="full",
            selection__code__in=OUTCOMES[entered.market],
            side=QuoteSide.BACK,
            taken_at__lte=entered.taken_at + NEAR,
            seen_at__gte=entered.taken_at - NEAR,
        )
    )
    others: dict[str, list[Decimal]] = {}
    mine = _slug(entered.bookmaker)
    for price in offered.select_related("bookmaker", "selection"):
        if price.owner_id is None or price.bookmaker.slug != mine:
            others.setdefault(price.selection.code, []).append(price.odds)
    return {code: median(odds) for code, odds in others.items()}


def _row(
    entered: Entered, code: str, odds: Decimal, shop: int, *, is_exchange: bool = False
) -> dict[str, Any]:
    return {
        "selection": code,
        "offer": 0,
        "outcomes": len(OUTCOMES[entered.market]),
        "moment": 0,
        "bookmaker": shop,
        "is_lay": entered.is_lay and shop == MINE,
        "odds_micro": int(odds * MICRO),
        "is_exchange": is_exchange,
        "is_average": shop == OTHERS,
        "is_maximum": False,
    }


def _slug(name: str) -> str:
    return fold(name).replace(" ", "-")[:80]
