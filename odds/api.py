"""Events with what bookmakers offer and what markets closed at."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema
from pydantic import StringConstraints

from accounts.api_auth import ApiRequest, secured
from bets.models import Event
from odds.models import Closing, Offer, Price
from odds.models.closing import CHANCES
from odds.reading import Shown, offers_of
from web.api_lists import Listed, Paged, cut
from web.clock import now
from web.keyset import Column, Sorts

router = Router(tags=["Odds"])
SORTS = Sorts({"starts": Column("starts_at")}, "starts")
Words = Annotated[str, StringConstraints(max_length=80, pattern=r"^[^\x00]*$")]


class EventOut(Schema):
    """A match or a race."""

    id: int
    name: str
    sport: str | None = Field(description="Slug.")
    competition: str | None
    starts_at: datetime


class SelectionOut(Schema):
    """An outcome."""

    id: int
    code: str = Field(description="home, draw, away, over, under … or the runner's own.")
    name: str


class PriceOut(Schema):
    """What one bookmaker offers on one outcome."""

    selection: int
    bookmaker: str = Field(description="Slug.")
    side: str = Field(description="back or lay.")
    odds: str
    taken_at: datetime = Field(description="From when it stood.")
    seen_at: datetime = Field(description="When it was last told.")
    suspect: str = Field(description="Why it is taken for an error; empty when it is not.")
    is_yours: bool = Field(description="Entered or taken in by you, for you alone.")


class ClosingOut(Schema):
    """What an outcome closed at."""

    selection: int
    benchmark: str = Field(description="Whose price: pinnacle, exchange, average or maximum.")
    odds: str
    net_odds: str = Field(description="After an exchange's commission.")
    chances: dict[str, str | None] = Field(description="Fair chance by method; null where it has none.")
    taken_at: datetime


class OfferOut(Schema):
    """A market of an event, of a line where it has one."""

    market: str = Field(description="Slug.")
    line: str | None
    period: str = Field(description="full, or half-1 and half-2.")
    winners: int
    selections: list[SelectionOut]
    prices: list[PriceOut]
    closings: list[ClosingOut]


class EventWhole(EventOut):
    """With all that is offered on it."""

    offers: list[OfferOut]


class EventsAsked(Paged):
    """Which events."""

    when: Literal["coming", "past"] = Field("coming", description="Past ones: the newest first.")
    sport: Words = Field("", description="Slug.")
    q: Words = Field("", description="Words in the name.")


@router.get("/odds/events", response=Listed[EventOut], summary="Events with odds", **secured("odds:read"))
def events(request: ApiRequest, asked: Query[EventsAsked]) -> Listed[EventOut]:
    """By the time they start."""
    is_past = asked.when == "past"
    found = _events(request).filter(**{"starts_at__lte" if is_past else "starts_at__gt": now()})
    if asked.q.strip():
        found = found.filter(name__icontains=asked.q.strip())
    if asked.sport:
        found = found.filter(sport__slug=asked.sport)
    page = cut(found, asked, sorts=SORTS, sort="-starts" if is_past else "starts")
    return Listed(items=[EventOut(**_event(each)) for each in page.rows], next=page.next)


@router.get("/odds/events/{event_id}", response=EventWhole, summary="An event's odds", **secured("odds:read"))
def event(request: ApiRequest, event_id: int) -> EventWhole:
    """Every market with every bookmaker's newest price, errors among them marked, and what it closed at."""
    found = get_object_or_404(_events(request), pk=event_id)
    offers = [_offer(each) for each in offers_of(request.caller.user, found)]
    return EventWhole(**_event(found), offers=offers)


def _events(request: ApiRequest) -> Any:
    user = request.caller.user
    offers = Offer.objects.visible_to(user).filter(event=OuterRef("pk"))
    told = Event.objects.visible_to(user).filter(Exists(offers), starts_at__isnull=False)
    return told.select_related("sport", "competition")


def _event(one: Event) -> dict[str, Any]:
    return {
        "id": one.pk,
        "name": one.name,
        "sport": one.sport.slug if one.sport else None,
        "competition": one.competition.name if one.competition else None,
        "starts_at": one.starts_at,
    }


def _offer(one: Shown) -> OfferOut:
    prices = [cell.price for row in one.rows for cell in row.cells if cell]
    return OfferOut(
        market=one.offer.market.slug,
        line=None if one.offer.line is None else plain(one.offer.line),
        period=one.offer.period,
        winners=one.offer.winners,
        selections=[SelectionOut(id=each.pk, code=each.code, name=each.name) for each in one.selections],
        prices=[_price(each) for each in prices],
        closings=[_closing(each) for each in one.closings if each],
    )


def _price(one: Price) -> PriceOut:
    return PriceOut(
        selection=one.selection_id,
        bookmaker=one.bookmaker.slug,
        side=one.side,
        odds=plain(one.odds),
        taken_at=one.taken_at,
        seen_at=one.seen_at,
        suspect=one.suspect,
        is_yours=one.owner_id is not None,
    )


def _closing(one: Closing) -> ClosingOut:
    chances = {name: getattr(one, name) for name in CHANCES}
    return ClosingOut(
        selection=one.selection_id,
        benchmark=one.benchmark,
        odds=plain(one.odds),
        net_odds=plain(one.net_odds),
        chances={name: None if chance is None else plain(chance) for name, chance in chances.items()},
        taken_at=one.taken_at,
    )


def plain(number: Decimal) -> str:
    """Without an exponent and needless noughts."""
    return f"{number.normalize():f}"
