"""What the pages about odds show of a person's own."""

from datetime import timedelta
from decimal import Decimal

from accounts.models import User
from bets.models import Event, Sport
from bets.tests.factories import create_bet
from odds.entering import About, Entered, enter
from odds.matching import bets
from odds.models import BetClosing, OutsideTeam, Price
from web.clock import now
from web.context import acting_as
from web.tests.strangers import Target, shows, shows_nothing_owned

HOME, AWAY = "Harbour Rovers", "Quayside"


def own_event(owner: User, *, hours: int = 30) -> Event:
    """An event with prices that the person entered."""
    about = About("football", HOME, AWAY, now() + timedelta(hours=hours))
    prices = {"home": Decimal("2.1"), "draw": Decimal("3.4"), "away": Decimal("3.8")}
    moment = min(now(), about.starts_at - timedelta(minutes=30))
    enter(user=owner, about=about, entered=Entered("match-result", prices, "Pinnacle", moment))
    with acting_as(owner):
        return Event.objects.filter(owner=owner, name=f"{HOME} v {AWAY}").latest("pk")


def doubtful(owner: User) -> BetClosing:
    """A bet whose odds are far from those its event closed at."""
    event = own_event(owner, hours=-3)
    assert event.starts_at
    create_bet(
        owner=owner, sport="football", market="match-result", event_name=event.name, market_name="Match result",
        selection=HOME, odds=Decimal("9"), placed_at=event.starts_at - timedelta(hours=5), settled_at=now(),
    )  # fmt: skip
    bets.match(owner)
    with acting_as(owner):
        return BetClosing.objects.latest("pk")


def question(owner: User) -> OutsideTeam:
    """A name like a team's."""
    own_event(owner)
    with acting_as(owner):
        football = Sport.objects.get(slug="football", owner=None)
        price = Price.objects.latest("pk")
        like = price.selection.offer.event.entries.get(position=1).participant
        return OutsideTeam.objects.create(
            owner=owner, source="manual", sport=football, name="Harbour Rvrs", folded="harbour rvrs", like=like,
            asked_at=now(),
        )  # fmt: skip


@shows("odds:coming")
def coming(owner: User) -> Target:
    own_event(owner)
    return Target(marker=HOME)


@shows("odds:event")
def event(owner: User) -> Target:
    return Target(kwargs={"pk": own_event(owner).pk}, marker=HOME)


@shows("odds:enter")
def entry(owner: User) -> Target:
    return Target(kwargs={"pk": own_event(owner).pk}, marker=HOME)


@shows("odds:review")
def review(owner: User) -> Target:
    doubtful(owner)
    return Target(marker=HOME)


@shows("odds:answer-bet")
def answer_bet(owner: User) -> Target:
    return Target(kwargs={"pk": doubtful(owner).pk}, method="post", data={"answer": "same"})


@shows("odds:answer-team")
def answer_team(owner: User) -> Target:
    return Target(kwargs={"pk": question(owner).pk}, method="post", data={"answer": "same"})


shows_nothing_owned("odds:new", "an empty form")
