"""What the pages about edges show of a person's."""

from decimal import Decimal

from accounts.models import User
from bets.tests.factories import create_bet
from edges import scan, searching, taking
from edges.models import Chance, Edge
from edges.tests.factories import create_arbitrage, create_market, tell
from web.clock import now
from web.context import acting_as
from web.tests.strangers import Target, shows, shows_nothing_owned


def own_edge(owner: User, odds: str = "2.50") -> Edge:
    """An edge that rests on the owner's own chance."""
    home, _, _ = create_market("Alices own match v Somebody")
    tell(home, "bet365", odds)
    with acting_as(owner):
        Chance.objects.create(owner=owner, selection_id=home.pk, chance=Decimal("0.45"), told_at=now())
    scan.scan(owner.pk, at=now())
    return Edge.objects.using("staff").get(owner_id=owner.pk)


@shows("edges:board")
def board(owner: User) -> Target:
    own_edge(owner)
    return Target(marker="Alices own match")


@shows("edges:doubtful")
def doubtful(owner: User) -> Target:
    home, away = create_market("Alices own match v Somebody", market="head-to-head", codes="home away")
    tell(home, "bet365", "2.90", owner=owner)
    tell(away, "unibet", "2.10")
    scan.scan(owner.pk, at=now())
    return Target(marker="Alices own match")


@shows("edges:history")
def history(owner: User) -> Target:
    edge = own_edge(owner)
    Edge.objects.using("staff").filter(pk=edge.pk).update(state="closed")
    return Target(marker="Alices own match")


@shows("edges:taken")
def taken(owner: User) -> Target:
    taking.take(user=owner, edge_id=create_arbitrage("Alices own match v Somebody").pk)
    return Target(marker="Alices own match")


@shows("edges:performance")
def performance(owner: User) -> Target:
    edge = create_arbitrage()
    taking.take(user=owner, edge_id=edge.pk, tags=["alices own strategy"])
    taking.link(user=owner, edge_id=edge.pk, place=1, bet_id=create_bet(owner=owner).pk)
    return Target(marker="alices own strategy")


@shows("edges:chances")
def chances(owner: User) -> Target:
    own_edge(owner)
    return Target(marker="45.00%")


@shows("edges:tell-chance")
def tell_chance(owner: User) -> Target:
    home, _, _ = create_market("Alices own match v Somebody", owner=owner)
    return Target(kwargs={"pk": home.pk}, method="post", data={"chance": "45"})


shows_nothing_owned("edges:preferences", "a form with one's own thresholds")
shows_nothing_owned("edges:keep-search", "keeps what the address says under a name of one's own")


@shows("edges:delete-search")
def delete_search(owner: User) -> Target:
    return Target(kwargs={"pk": searching.keep(user=owner, name="mine", query="").pk}, method="post")


@shows("edges:detail")
def detail(owner: User) -> Target:
    return Target(kwargs={"pk": own_edge(owner).pk}, marker="Alices own match")


@shows("edges:take")
def take(owner: User) -> Target:
    return Target(kwargs={"pk": own_edge(owner).pk}, method="post")


@shows("edge_bets:enter")
def enter(owner: User) -> Target:
    return Target(kwargs={"pk": own_edge(owner).pk}, method="post", data={"total": "100"})


def _taken(owner: User) -> Edge:
    edge = own_edge(owner)
    taking.take(user=owner, edge_id=edge.pk)
    return edge


@shows("edges:retag")
def retag(owner: User) -> Target:
    return Target(kwargs={"pk": _taken(owner).pk}, method="post", data={"tags": "mine"})


@shows("edges:give-up")
def give_up(owner: User) -> Target:
    return Target(kwargs={"pk": _taken(owner).pk}, method="post")


@shows("edges:link")
def link(owner: User) -> Target:
    edge, bet = _taken(owner), create_bet(owner=owner)
    return Target(kwargs={"pk": edge.pk}, method="post", data={"place": "1", "bet": str(bet.pk)})


@shows("edges:unlink")
def unlink(owner: User) -> Target:
    edge, bet = _taken(owner), create_bet(owner=owner)
    made = taking.link(user=owner, edge_id=edge.pk, place=1, bet_id=bet.pk)
    return Target(kwargs={"pk": made.pk}, method="post")
