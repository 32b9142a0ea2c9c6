"""Bets, what they consist of, and what they are about."""

from functools import partial
from typing import Annotated

from django.db.models import Count, Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from accounts.api_auth import ApiRequest, secured
from analytics.api.asked import BetsAsked, asked_by
from analytics.api.shapes import (
    BetOut,
    BetWhole,
    EventOut,
    LegOut,
    bet_fields,
    closing_out,
    event_out,
    leg_out,
    line_out,
)
from analytics.columns.pages import ColumnWalk
from analytics.columns.picked import one_moment, pick
from analytics.luck.one_bet import bet_closing
from analytics.views.bets_list import SORTS
from bets.models import Bet, Event, Leg
from treasury.models import StatementLine
from web.api_lists import MOST, Listed, Paged, cut
from web.keyset import Column, Sorts

router = Router(tags=["Bets"])
WITH = ("bookmaker", "sport", "competition", "market_type")
EVENT_SORTS = Sorts(
    {"id": Column("pk"), "starts": Column("starts_at", is_nullable=True), "name": Column("name")}, "id"
)
MOST_LINES = 500


class EventsAsked(Paged):
    """Which events."""

    sort: str = Field(
        "", max_length=20, description=f"{', '.join(EVENT_SORTS.columns)}; “-” before it: downwards."
    )


class LegsAsked(Schema):
    """Of which bets."""

    bet: list[Annotated[int, Field(ge=1, le=2**63 - 1)]] = Field(
        min_length=1, max_length=MOST, description=f"One bet or more, up to {MOST}: ?bet=1&bet=2"
    )


@router.get("/bets", response=Listed[BetOut], summary="Your bets", **secured("bets:read"))
@one_moment()
def list_bets(request: ApiRequest, asked: Query[BetsAsked]) -> Listed[BetOut]:
    """Those that fit the filter, which is that of the page of bets. What the filter cannot mean is refused (422)."""
    user = request.caller.user
    wanted, zone = asked_by(request, asked)
    picked = pick(user, wanted, zone)
    bets = Bet.objects.visible_to(user) if picked else wanted.bets(user, zone)
    found = cut(
        bets.select_related(*WITH),
        asked,
        sorts=SORTS,
        sort=asked.sort,
        walking=partial(ColumnWalk, picked=picked) if picked else None,
    )
    return Listed(items=[BetOut(**bet_fields(bet)) for bet in found.rows], next=found.next)


@router.get("/bets/{bet_id}", response=BetWhole, summary="A bet", **secured("bets:read"))
def one_bet(request: ApiRequest, bet_id: int) -> BetWhole:
    """With its legs, the statement rows that tell of it (the first 500), and its closing-line value where known."""
    user = request.caller.user
    bet = get_object_or_404(Bet.objects.visible_to(user).select_related(*WITH), pk=bet_id)
    lines = StatementLine.objects.visible_to(user).filter(account=bet.account_id, bet_ref=bet.ref)
    return BetWhole(
        **bet_fields(bet),
        note=bet.note,
        legs=[leg_out(leg) for leg in _legs([bet.pk])],
        lines=[line_out(line) for line in lines.order_by("occurred_at", "pk")[:MOST_LINES]],
        closing=closing_out(bet_closing(bet)),
    )


@router.get("/legs", response=Listed[LegOut], summary="The legs of bets", **secured("bets:read"))
def list_legs(request: ApiRequest, asked: Query[LegsAsked]) -> Listed[LegOut]:
    """All legs of these bets, by bet and position; always one page. A single has none: its own fields tell."""
    wanted = set(asked.bet)
    mine = Bet.objects.visible_to(request.caller.user).filter(pk__in=wanted).values_list("pk", flat=True)
    if len(mine) < len(wanted):
        raise Http404
    return Listed(items=[leg_out(leg) for leg in _legs(sorted(wanted))], next=None)


@router.get("/events", response=Listed[EventOut], summary="What you have bet on", **secured("bets:read"))
def list_events(request: ApiRequest, asked: Query[EventsAsked]) -> Listed[EventOut]:
    """The events of your bets, as far as your files name them."""
    user = request.caller.user
    mine = Bet.objects.visible_to(user)
    events = Event.objects.visible_to(user).filter(Exists(mine.filter(event=OuterRef("pk"))))
    found = cut(events.select_related("sport", "competition"), asked, sorts=EVENT_SORTS, sort=asked.sort)
    here = mine.filter(event__in=[event.pk for event in found.rows]).order_by()
    counts = dict(here.values_list("event").annotate(count=Count("pk")))
    return Listed(items=[event_out(event, counts[event.pk]) for event in found.rows], next=found.next)


def _legs(bets: list[int]) -> list[Leg]:
    legs = Leg.objects.filter(bet__in=bets).select_related("sport", "competition")
    return list(legs.order_by("bet", "position"))
