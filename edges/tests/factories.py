"""Prices and edges for tests: told by shared sources a minute ago, of a match tomorrow."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from bets.models import Bookmaker
from edges import scan
from edges.models import Edge
from odds.models import Price, Selection, Source
from odds.tests.factories import create_event, create_offer
from web.clock import now


def tell(
    selection: Selection, bookmaker: str, odds: str, *, at: datetime | None = None, **more: Any
) -> Price:
    """A bookmaker's newest price; a minute old, last seen now."""
    at = at or now()
    owner = more.pop("owner", None)
    found, _ = Price.objects.using("staff").update_or_create(
        selection_id=selection.pk,
        bookmaker_id=Bookmaker.objects.using("staff").get(slug=bookmaker, owner=None).pk,
        side=more.pop("side", "back"),
        owner=owner,
        defaults={
            "source": Source.ODDS_API,
            "odds": Decimal(odds),
            "taken_at": at - timedelta(minutes=1),
            "seen_at": at,
            **more,
        },
    )
    return found


def create_market(name: str = "Arsenal v Wolves", *, hours: float = 24, **more: Any) -> list[Selection]:
    """The selections of a market of an event to come."""
    event = more.pop("event", None) or create_event(name=name, starts_at=now() + timedelta(hours=hours))
    return create_offer(event, **more)


def create_arbitrage(name: str = "Arsenal v Wolves", *, hours: float = 24, odds: str = "2.05 2.03") -> Edge:
    """An arbitrage of 2.0 % between two bookmakers, scanned."""
    home, away = create_market(name, hours=hours, market="head-to-head", codes="home away")
    first, second = odds.split()
    tell(home, "bet365", first)
    tell(away, "unibet", second)
    scan.scan(at=now())
    return Edge.objects.using("staff").select_related("event").filter(event__name=name).latest("pk")
