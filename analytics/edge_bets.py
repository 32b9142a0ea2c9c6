"""An edge into bets in one act: taken, its bets entered as they are to be staked, and linked to it.

Edges know nothing of bets by hand, and those nothing of edges: this stands above both.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from django.shortcuts import get_object_or_404

from edges import board, stakes, taking
from edges.models import Edge, TakenBet
from edges.stakes import LegStake, Wish
from edges.staking_limits import own_rules
from edges.tables import market, outcome
from imports.by_hand import limits, remarks, verbs
from imports.by_hand.entry import Entry
from ledger.money import to_micro
from ledger.refusals import retrying
from web.clock import now
from web.context import acting_as, alone
from web.errors import Problem


class NothingToEnter(Problem):
    """There is no stake for this edge, so no bet was entered."""


class StakesMoved(Problem):
    """These stakes are not the ones this edge has now: your limits or open bets changed since the page was made.
    Nothing was entered: look at it again, and enter by hand what you placed otherwise."""


def enter_all(
    *, user: Any, edge_id: int, wish: Wish, tags: Sequence[str] = (), shown: str = ""
) -> tuple[list[int], list[str]]:
    """Take the edge, and enter a bet placed now for each of its legs that has none; their ids, and the sentences of the
    limits that they go beyond.

    Stakes are those of the edge's page for this `wish`, in the person's currency; `shown` is the page's `Staked.told`,
    and must still be so. Everything or nothing; a second call finds the bets linked and enters none. Raises
    taking.HasEnded, NothingToEnter, StakesMoved, EntryWrong; Http404 for an edge not seen.
    """
    return retrying(partial(_enter_all, user, edge_id, wish, list(tags), shown))


def _enter_all(
    user: Any, edge_id: int, wish: Wish, tags: list[str], shown: str
) -> tuple[list[int], list[str]]:
    with acting_as(user):
        alone(user.pk)  # of two clicks at once the second sees what the first linked
        edge = get_object_or_404(board.with_legs(Edge.objects.visible_to(user)), pk=edge_id)
        taken, _ = taking.take(user=user, edge_id=edge_id, tags=tags)
        there = set(TakenBet.objects.visible_to(user).filter(taking=taken).values_list("place", flat=True))
        if there >= {leg.place for leg in edge.legs.all()}:
            return [], []
        made, beyond = [], []
        for one in _staked(user, edge, wish, shown):
            place, entry = one.leg.place, entry_of(edge, one, user.currency)
            if place in there:
                continue
            beyond += limits.warnings(user, amount_micro=entry.at_risk_micro, currency=entry.currency)
            bet_id = verbs.enter(user=user, entry=entry)
            taking.link(user=user, edge_id=edge_id, place=place, bet_id=bet_id)
            made.append(bet_id)
        if made and taken.tags:
            remarks.tag(user=user, bet_ids=made, add=taken.tags)
        return made, list(dict.fromkeys(beyond))


def _staked(user: Any, edge: Edge, wish: Wish, shown: str) -> tuple[LegStake, ...]:
    own = own_rules(user)
    if own.is_paused:
        raise NothingToEnter("You are taking a break: nothing is entered for you.")
    staked = stakes.of_edge(edge, list(edge.legs.all()), wish, own.rules)
    if not staked.legs:
        raise NothingToEnter(*filter(None, [staked.why]))
    if shown and shown != staked.told:
        raise StakesMoved
    return staked.legs


def entry_of(edge: Edge, one: LegStake, currency: str) -> Entry:
    """The bet of a leg at its found odds, placed now."""
    leg = one.leg
    return Entry(
        bookmaker=leg.bookmaker.name,
        currency=currency,
        stake_micro=to_micro(one.stake),
        placed_at=now(),
        kind="lay" if leg.side == "lay" else "single",
        odds=leg.odds,
        commission=Decimal(leg.commission),
        sport=edge.sport.name if edge.sport else "",
        event=edge.event.name,
        market=market(edge),
        selection=outcome(leg),
    )
