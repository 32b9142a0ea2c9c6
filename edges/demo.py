"""Prices for the demo person: their own, so that nobody else ever sees made-up odds. Told anew while the site runs, as
a source would, with one edge of every kind and two wrong numbers among them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from edges import scan
from odds.entering import OUTCOMES, About, Entered, enter
from odds.models import Price
from web.context import acting_as

BOOKS = ("Pinnacle", "bet365", "Unibet", "Ladbrokes", "William Hill", "BetMGM")
# sport, home, away, fair chances
MATCHES = (
    ("football", "Harbour Rovers", "Northgate United", (0.385, 0.285, 0.33)),
    ("football", "Quayside", "Mill Lane Athletic", (0.52, 0.26, 0.22)),
    ("football", "Old Town", "Saltworks", (0.30, 0.28, 0.42)),
    ("football", "Riverside Wanderers", "Castle Hill", (0.66, 0.20, 0.14)),
    ("tennis", "A. Lindqvist", "M. Okafor", (0.5, 0.5)),
    ("tennis", "J. Moreau", "T. Brandt", (0.62, 0.38)),
)
# match, bookmaker -> prices instead of the usual ones
PLANTED = {
    (0, "Unibet"): ("2.80", "3.30", "2.85"),  # value on the home side
    (1, "bet365"): ("8.10", "3.65", "4.30"),  # a digit slipped: 1.81
    (3, "BetMGM"): ("6.70", "4.70", "1.44"),  # the teams are swapped
    (4, "bet365"): ("2.05", "1.80"),  # with the next line an arbitrage
    (4, "Ladbrokes"): ("1.80", "2.03"),
}
TOTALS = (
    ("2.5", "bet365", ("1.85", "1.95")),
    ("2.5", "Pinnacle", ("1.86", "1.96")),
    ("2.5", "Unibet", ("2.02", "1.80")),  # over here ...
    ("3.5", "bet365", ("3.30", "1.33")),
    ("3.5", "Pinnacle", ("3.35", "1.34")),
    ("3.5", "Ladbrokes", ("2.85", "1.42")),  # ... and under there: with three goals both win
)


def tell(user: Any, *, at: datetime) -> bool:
    """Tell the demo's prices at this moment, and look through them; whether there are new events. The same ones are
    seen again as long as their events are to come; then there are others for the next day."""
    with acting_as(user):
        mine = Price.objects.filter(owner=user, selection__offer__event__starts_at__gt=at)
        seen = mine.update(seen_at=at)
    if not seen:
        for about, entered in _prices(at):
            enter(user=user, about=about, entered=entered)
    scan.scan(user.pk, at=at)
    return not seen


def _prices(at: datetime) -> Iterator[tuple[About, Entered]]:
    taken_at = at - timedelta(minutes=1)
    day = (at + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
    for number, (sport, home, away, fair) in enumerate(MATCHES):
        about = About(sport, home, away, day + timedelta(hours=number))
        market = "match-result" if len(fair) == len(OUTCOMES["match-result"]) else "head-to-head"
        draw = Random(number)  # noqa: S311  the same prices every time
        for book in BOOKS:
            usual = [f"{1 / (chance * 1.05 * draw.uniform(0.99, 1.01)):.2f}" for chance in fair]
            yield about, _entered(market, PLANTED.get((number, book), usual), book, taken_at)
        if number == 1:
            laid = {"home": Decimal("1.74")}
            yield about, Entered(market, laid, "Betfair", taken_at, is_lay=True)
        if number == 2:
            for line, book, prices in TOTALS:
                yield about, _entered("total", prices, book, taken_at, line)


def _entered(market: str, prices: Any, book: str, taken_at: datetime, line: str = "") -> Entered:
    told = dict(zip(OUTCOMES[market], map(Decimal, prices), strict=True))
    return Entered(market, told, book, taken_at, Decimal(line) if line else None)
