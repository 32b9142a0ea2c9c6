"""One edge: what was found, what became of it, what to stake, and the bets it became."""

from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from bets.models import Bet
from edges import board, measures, stakes, tables, taking
from edges.models import LIVE, Edge, Kind, Leg, TakenBet, Taking
from edges.staking_limits import own_rules
from web.access import member
from web.clock import now
from web.errors import Problem
from web.http import page

LONGEST_ID = 18
PAUSED = "You are taking a break: nothing is suggested."


class NotANumber(Problem):
    """That is no bet of this edge."""


@member
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What was found, as it was, and everything since."""
    user: Any = request.user
    edge = get_object_or_404(board.with_legs(Edge.objects.visible_to(user)), pk=pk)
    at, legs = now(), list(edge.legs.all())
    own = own_rules(user)
    wish = stakes.read(request.GET.dict(), own.rules)
    staked = stakes.Staked(why=PAUSED) if own.is_paused else stakes.of_edge(edge, legs, wish, own.rules)
    mine = Taking.objects.visible_to(user).filter(edge=edge).first()
    links = (
        list(TakenBet.objects.visible_to(user).filter(taking=mine).select_related("bet__bookmaker"))
        if mine
        else []
    )
    told = board.legs_now(user, [edge], at)[edge.pk]
    candidates = list(taking.candidates(user, edge)) if mine else []
    entered = _entered(user, request.GET.get("entered", ""))
    is_live = edge.state in LIVE and edge.starts_at > at
    by_leg = {each.leg.pk: each for each in staked.legs}
    places = {str(leg.place): tables.outcome(leg) for leg in legs}
    context = {
        "edge": edge,
        "legs": [
            {
                "now": each,
                "outcome": tables.outcome(each.leg),
                "staked": by_leg.get(each.leg.pk),
                "doubts": [doubt["reason"] for doubt in edge.doubts if doubt.get("place") == each.leg.place],
                "enter": enter_address(edge, each.leg, by_leg.get(each.leg.pk), mine.tags) if mine else "",
                "entered": entered if request.GET.get("place") == str(each.leg.place) else None,
                "links": [link for link in links if link.place == each.leg.place],
            }
            for each in told
        ],
        "doubts": [doubt["reason"] for doubt in edge.doubts if "place" not in doubt],
        "also": _also_measured(user, edge) if edge.kind == Kind.VALUE else [],
        "steps": list(edge.steps.all()),
        "is_live": is_live,
        "wish": wish,
        "staked": staked,
        "ends": [
            (_end(name, places, is_against_itself=edge.kind == Kind.BACK_LAY), profit)
            for name, profit in staked.ends
        ],
        "step_choices": stakes.STEPS,
        "taking": mine,
        "can_enter": (mine or is_live) and {leg.place for leg in legs} > {link.place for link in links},
        "wished": wish.told.items(),
        "currency": own.currency,
        "candidates": candidates,
        "market": tables.market(edge),
    }
    return page(request, "edges/detail.html", context, partials={"stakes"})


@member
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark it as taken, once."""
    _, is_first = taking.take(
        user=request.user, edge_id=pk, tags=taking.read_tags(request.POST.get("tags", ""))
    )
    if is_first:
        messages.success(request, "Taken. Enter its bets, or say which of your bets they are.")
    else:
        messages.info(request, "You had taken this one before.")
    return redirect("edges:detail", pk)


@member
@require_POST
def retag(request: HttpRequest, pk: int) -> HttpResponse:
    """Other tags."""
    taking.retag(user=request.user, edge_id=pk, tags=taking.read_tags(request.POST.get("tags", "")))
    messages.success(request, "Kept.")
    return redirect("edges:detail", pk)


@member
@require_POST
def give_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Not taken after all."""
    taking.give_up(user=request.user, edge_id=pk)
    messages.success(request, "It counts as not taken. Your bets are as they were.")
    return redirect("edges:detail", pk)


@member
@require_POST
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which bet a leg became."""
    place, bet = request.POST.get("place", ""), request.POST.get("bet", "")
    if (
        not (place.isascii() and place.isdigit() and bet.isascii() and bet.isdigit())
        or len(place) > 4
        or len(bet) > 18
    ):
        raise NotANumber
    taking.link(user=request.user, edge_id=pk, place=int(place), bet_id=int(bet))
    messages.success(request, "Linked: the bet counts for this edge.")
    return redirect("edges:detail", pk)


@member
@require_POST
def unlink(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a link away."""
    edge = taking.unlink(user=request.user, link_id=pk)
    messages.success(request, "The bet does not count for this edge any more.")
    return redirect("edges:detail", edge)


def enter_address(edge: Edge, leg: Leg, staked: Any, tags: list[str]) -> str:
    """The form for a bet by hand with this leg filled in; empty where there is no such form."""
    try:
        form = reverse("hand:enter")
    except NoReverseMatch:
        return ""
    told = {
        "kind": "lay" if leg.side == "lay" else "single",
        "bookmaker": leg.bookmaker.name,
        "event": edge.event.name,
        "market": tables.market(edge),
        "selection": tables.outcome(leg),
        "sport": edge.sport.name if edge.sport else "",
        "odds": f"{leg.odds.normalize():f}",
        "stake": f"{staked.stake:f}" if staked else "",
        "tags": ", ".join(tags),
        "next": f"{reverse('edges:detail', args=[edge.pk])}?place={leg.place}",
    }
    return f"{form}?{urlencode({name: value for name, value in told.items() if value})}"


def _also_measured(user: Any, edge: Edge) -> list[Edge]:
    """What else finds value in the same price at this moment or was taken at it; `is_taken` of each."""
    is_taken = Exists(Taking.objects.visible_to(user).filter(edge=OuterRef("pk")))
    found = Edge.objects.visible_to(user).annotate(is_taken=is_taken)
    live = Q(state__in=LIVE, is_doubtful=edge.is_doubtful, starts_at__gt=now())
    return measures.others(found.filter(live | Q(is_taken=True)), [edge])[edge.pk]


def _entered(user: Any, text: str) -> Bet | None:
    """The person's bet that the form for bets by hand says it made, unless it is an edge's already."""
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_ID):
        return None
    linked = TakenBet.objects.visible_to(user).filter(bet_id=int(text))
    return None if linked.exists() else Bet.objects.visible_to(user).filter(pk=int(text)).first()


def _end(name: str, places: dict[str, str], *, is_against_itself: bool) -> str:
    """A result in words; of a back against a lay the second is that the outcome does not come."""
    words = {"both": "Both win", "won": "It wins", "lost": "It loses"}
    wins = "does not win" if is_against_itself and name != "1" else "wins"
    return words.get(name) or f"{places[name]} {wins}"
