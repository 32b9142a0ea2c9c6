"""Taking an edge, and the bets it became. Each verb is its own transaction of the person."""

import re
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from bets.models import Bet
from bets.models.bet import BetQuerySet
from edges.models import LIVE, Edge, TakenBet, Taking
from web.clock import now
from web.context import acting_as
from web.errors import Problem

MOST_TAGS, LONGEST_TAG = 10, 40


class TakingProblem(Problem):
    """That cannot be done with this edge."""


class HasEnded(TakingProblem):
    """This edge has ended: its prices are gone, or the event has begun. Nothing was kept."""


class LinkedBefore(TakingProblem):
    """That bet belongs to an edge already. Unlink it there first."""


def read_tags(text: str) -> list[str]:
    """ "arbs, Football" as tags: small letters, each once, at most ten of forty signs. Raises TakingProblem."""
    tags = list(
        dict.fromkeys(" ".join(each.split()).lower() for each in re.split(r"[,;\n]", text) if each.strip())
    )
    if len(tags) > MOST_TAGS or any(len(tag) > LONGEST_TAG or "\x00" in tag for tag in tags):
        raise TakingProblem(f"At most {MOST_TAGS} tags of {LONGEST_TAG} signs each.")
    return tags


def take(*, user: Any, edge_id: int, tags: list[str] | None = None) -> tuple[Taking, bool]:
    """Mark the edge as taken; whether it was this call that did. Raises HasEnded; Http404 for an edge not seen.

    Of two calls at once one takes it, and the other gets the same taking.
    """
    with acting_as(user):
        edge = get_object_or_404(Edge.objects.visible_to(user), pk=edge_id)
        there = Taking.objects.visible_to(user).filter(edge=edge).first()
        if there:
            return there, False
        if edge.state not in LIVE or edge.starts_at <= now():
            raise HasEnded
        try:
            with transaction.atomic():
                return Taking.objects.create(owner=user, edge=edge, tags=tags or []), True
        except IntegrityError:
            return Taking.objects.visible_to(user).get(edge=edge), False


def retag(*, user: Any, edge_id: int, tags: list[str]) -> None:
    """Give a taken edge other tags."""
    with acting_as(user):
        if not Taking.objects.visible_to(user).filter(edge_id=edge_id).update(tags=tags):
            raise Http404


def give_up(*, user: Any, edge_id: int) -> None:
    """It was not taken after all: its links go too, the bets stay."""
    with acting_as(user):
        TakenBet.objects.visible_to(user).filter(taking__edge_id=edge_id).delete()
        if not Taking.objects.visible_to(user).filter(edge_id=edge_id).delete()[0]:
            raise Http404


def link(*, user: Any, edge_id: int, place: int, bet_id: int) -> TakenBet:
    """Say which bet a leg became. Raises LinkedBefore; Http404 for what is not the person's."""
    with acting_as(user):
        taking = get_object_or_404(Taking.objects.visible_to(user), edge_id=edge_id)
        if not taking.edge.legs.filter(place=place).exists():
            raise Http404
        bet = get_object_or_404(Bet.objects.visible_to(user), pk=bet_id)
        try:
            with transaction.atomic():
                return TakenBet.objects.create(owner=user, taking=taking, place=place, bet=bet)
        except IntegrityError as error:
            raise LinkedBefore from error


def unlink(*, user: Any, link_id: int) -> int:
    """Take a link away; the id of its edge."""
    with acting_as(user):
        found = get_object_or_404(TakenBet.objects.visible_to(user).select_related("taking"), pk=link_id)
        found.delete()
        return found.taking.edge_id


def candidates(user: Any, edge: Edge, *, most: int = 20) -> BetQuerySet:
    """The person's bets that may be this edge's: of its bookmakers, of no other edge, the newest first."""
    books = [leg.bookmaker_id for leg in edge.legs.all()]
    linked = TakenBet.objects.visible_to(user).filter(bet=OuterRef("pk"))
    mine = Bet.objects.visible_to(user).filter(~Exists(linked))
    fits = Q(bookmaker_id__in=books) & (Q(event_id=edge.event_id) | Q(placed_at__gte=edge.found_at))
    return mine.filter(fits).select_related("bookmaker").order_by("-placed_at", "-pk")[:most]
