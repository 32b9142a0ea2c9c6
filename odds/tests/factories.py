"""Odds for tests, made as rows. Shared ones are written by staff jobs, a person's own by the application."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from bets.models import Bookmaker, Event, Market, Sport
from odds.models import Offer, Selection, Source

KICK_OFF = datetime(2026, 3, 7, 15, 0, tzinfo=UTC)


def create_event(
    *, owner: Any = None, name: str = "Arsenal v Wolves", starts_at: datetime = KICK_OFF, using: str = "staff"
) -> Event:
    """A football match."""
    return Event.objects.using(using).create(
        owner=owner,
        sport=Sport.objects.using(using).get(slug="football", owner=None),
        name=name,
        starts_at=starts_at,
    )


def create_offer(
    event: Event,
    *,
    owner: Any = None,
    market: str = "match-result",
    codes: str = "home draw away",
    line: str | None = None,
    using: str = "staff",
) -> list[Selection]:
    """An offer with its selections, in the order of the codes."""
    offer = Offer.objects.using(using).create(
        owner=owner,
        event_id=event.pk,
        market_id=Market.objects.using(using).get(slug=market, owner=None).pk,
        line=None if line is None else Decimal(line),
        outcomes=len(codes.split()),
    )
    return [
        Selection.objects.using(using).create(
            owner=owner, offer_id=offer.pk, code=code, name=code.capitalize(), position=position
        )
        for position, code in enumerate(codes.split(), start=1)
    ]


def quoted(selection: Selection, odds: str, *, using: str = "staff", **more: Any) -> dict[str, Any]:
    """What a Quote or Price is made of."""
    taken_at = more.pop("taken_at", KICK_OFF - timedelta(hours=3))
    slug = more.pop("bookmaker", "pinnacle")
    return {
        "selection_id": selection.pk,
        "bookmaker_id": Bookmaker.objects.using(using).get(slug=slug, owner=None).pk,
        "source": Source.MANUAL,
        "odds": Decimal(odds),
        "taken_at": taken_at,
        "seen_at": more.pop("seen_at", taken_at),
        **more,
    }
