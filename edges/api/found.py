"""Edges over the API: those of the board, and one with its prices."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema
from pydantic import StringConstraints

from accounts.api_auth import ApiRequest, secured
from edges import board
from edges.models import Edge, Leg
from edges.tables import SORTS
from odds.api import plain
from web.api_lists import Listed, Paged, cut

router = Router(tags=["Edges"])
Words = Annotated[str, StringConstraints(max_length=80, pattern=r"^[^\x00]*$")]


class EdgeLegOut(Schema):
    """One of its prices, as it was found. Of a lay the stake is its liability."""

    event: str
    market: str = Field(description="Slug.")
    line: str | None
    selection: str
    bookmaker: str = Field(description="Slug.")
    side: str
    odds: str
    commission: str = Field(description="A fraction of the winnings.")
    taken_at: datetime
    seen_at: datetime


class EdgeOut(Schema):
    """Prices that disagree with each other or with a fair chance; returns are fractions of the whole stake."""

    id: int
    kind: str = Field(description="arbitrage, back_lay, middle or value.")
    basis: str = Field(description="Of a value whose chance: consensus, sharp or own.")
    event: str
    sport: str | None = Field(description="Slug.")
    starts_at: datetime
    found_at: datetime
    state: str = Field(description="found, stale, expired or closed.")
    edge: str | None = Field(
        description="Certain for an arbitrage, expected otherwise; null: nobody can tell."
    )
    worst: str
    best: str
    chance: str | None
    kelly: str | None = Field(description="Full Kelly, of a value.")
    is_doubtful: bool
    doubts: list[Any] = Field(description="Why it is probably a wrong number.")
    legs: list[EdgeLegOut]


class EdgesAsked(Paged):
    """Which edges; the person's own thresholds count where `least` says nothing."""

    kind: Literal["", "arbitrage", "back_lay", "middle", "value"] = ""
    basis: Literal["", "consensus", "sharp", "own"] = ""
    sport: Words = Field("", description="Slug.")
    bookmaker: Words = Field("", description="Slug.")
    q: Words = Field("", description="Words in the event's name.")
    least: Annotated[str, StringConstraints(max_length=12, pattern=r"^(\d{1,3}(\.\d{1,4})?)?$")] = Field(
        "", description="Percent, such as 2.5."
    )
    sort: Literal["", "edge", "-edge", "starts", "-starts", "found", "-found"] = Field(
        "", description="Usual: -edge."
    )


@router.get("/edges", response=Listed[EdgeOut], summary="Edges", **secured("odds:read"))
def edges(request: ApiRequest, asked: Query[EdgesAsked]) -> Listed[EdgeOut]:
    """What the board shows: live, believable, not begun. Look at the prices again before you bet. A price that is value
    by several measures is an edge for each of them."""
    query = {name: getattr(asked, name) for name in ("kind", "basis", "sport", "bookmaker", "q", "least")}
    found = board.with_legs(board.edges(request.caller.user, board.read(query)))
    page = cut(found, asked, sorts=SORTS, sort=asked.sort)
    return Listed(items=[_edge(each) for each in page.rows], next=page.next)


@router.get("/edges/{edge_id}", response=EdgeOut, summary="An edge", **secured("odds:read"))
def edge(request: ApiRequest, edge_id: int) -> EdgeOut:
    """Also one that ended or is doubted."""
    return _edge(get_object_or_404(board.with_legs(Edge.objects.visible_to(request.caller.user)), pk=edge_id))


def _edge(one: Edge) -> EdgeOut:
    return EdgeOut(
        id=one.pk,
        kind=one.kind,
        basis=one.basis,
        event=one.event.name,
        sport=one.sport.slug if one.sport else None,
        starts_at=one.starts_at,
        found_at=one.found_at,
        state=one.state,
        edge=_share(one.edge),
        worst=plain(one.worst),
        best=plain(one.best),
        chance=_share(one.chance),
        kelly=_share(one.kelly),
        is_doubtful=one.is_doubtful,
        doubts=one.doubts,
        legs=[_leg(one, each) for each in one.legs.all()],
    )


def _leg(edge: Edge, one: Leg) -> EdgeLegOut:
    offer = one.selection.offer
    return EdgeLegOut(
        event=edge.event.name,
        market=edge.offer.market.slug,
        line=None if offer.line is None else plain(offer.line),
        selection=one.selection.name,
        bookmaker=one.bookmaker.slug,
        side=one.side,
        odds=plain(one.odds),
        commission=plain(one.commission),
        taken_at=one.taken_at,
        seen_at=one.seen_at,
    )


def _share(number: Decimal | None) -> str | None:
    return None if number is None else plain(number)
