"""Detection over a full slate, from the prices in the database to stored edges: 1,000 events x 3 markets x 20 books."""

import json
import random
import statistics
from datetime import timedelta
from typing import Any

from django.db import connections

from bench.measure import Result, Scale, measure
from web.clock import now

EVENTS, BOOKS, ROUNDS = 1_000, 20, 5
MARKETS = (
    ("match-result", "home draw away", None),
    ("total", "over under", "2.5"),
    ("handicap", "home away", "-0.5"),
)


def slate() -> int:
    """Fill the store: every bookmaker quotes every market with a margin of 3 to 8 % around the same chances, a few of
    them wrongly. Returns how many prices there are."""
    from bets.models import Bookmaker, Event, Market, Sport
    from odds.models import Offer, Price, Selection, Source

    draw, at = random.Random(11), now()
    sport = Sport.objects.using("owner").get(slug="football", owner=None)
    books = list(
        Bookmaker.objects.using("owner").filter(owner=None, is_aggregate=False).order_by("pk")[:BOOKS]
    )
    markets = {slug: Market.objects.using("owner").get(slug=slug, owner=None) for slug, *_ in MARKETS}
    events = Event.objects.using("owner").bulk_create(
        [
            Event(sport=sport, name=f"Home {k} v Away {k}", starts_at=at + timedelta(hours=6, minutes=k))
            for k in range(EVENTS)
        ]
    )
    offers = Offer.objects.using("owner").bulk_create(
        [
            Offer(event=event, market=markets[slug], line=line, outcomes=len(codes.split()))
            for event in events
            for slug, codes, line in MARKETS
        ]
    )
    selections = Selection.objects.using("owner").bulk_create(
        [
            Selection(offer=offer, code=code, name=code.capitalize(), position=place)
            for k, offer in enumerate(offers)
            for place, code in enumerate(MARKETS[k % 3][1].split(), start=1)
        ],
        batch_size=2_000,
    )
    told: list[Any] = []
    start = 0
    for offer in offers:
        mine = selections[start : start + offer.outcomes]
        start += offer.outcomes
        chances = [draw.uniform(0.2, 1) for _ in mine]
        chances = [each / sum(chances) for each in chances]
        for book in books:
            margin = 1 + draw.uniform(0.03, 0.08)
            for selection, chance in zip(mine, chances, strict=True):
                odds = max(1.01, round(1 / (chance * margin) * draw.gauss(1, 0.012), 2))
                if draw.random() < 0.0005:
                    odds = round(odds * 2, 2)
                told.append(
                    Price(
                        selection=selection,
                        bookmaker=book,
                        source=Source.ODDS_API,
                        odds=odds,
                        taken_at=at - timedelta(seconds=draw.randrange(600)),
                        seen_at=at,
                    )
                )
    Price.objects.using("owner").bulk_create(told, batch_size=5_000)
    with connections["owner"].cursor() as cursor:
        for table in ("odds_price", "odds_selection", "odds_offer", "bets_event"):
            cursor.execute(f"ANALYZE {table}")
    return len(told)


def forget() -> None:
    """No edges, as before the first scan."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM edges_leg; DELETE FROM edges_edgestep; DELETE FROM edges_edge")


@measure("slate_s", "s", 1)
def scan_a_slate(scale: Scale) -> Result:
    """The middle of five first scans, each into an empty table; the detail tells what a repeated one takes."""
    from edges import scan

    prices = slate()
    scan.scan(at=now())
    first, again, done = [], [], None
    for _ in range(ROUNDS):
        forget()
        done = scan.scan(at=now())
        first.append(done.seconds)
        again.append(scan.scan(at=now()).seconds)
    assert done is not None
    return Result(
        statistics.median(first),
        json.dumps(
            {
                "prices": prices,
                "found": done.found,
                "doubtful": done.doubtful,
                "stored": len(done.stored.ids),
                "again_s": round(statistics.median(again), 3),
            }
        ),
    )
