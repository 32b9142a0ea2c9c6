"""What the pages about bets show of a person's."""

from accounts.models import User
from analytics.tests.factories import create_transfer
from bets.models import Status
from bets.tests.factories import create_bet
from web.tests.strangers import Target, shows


@shows("overview:home")
def home(owner: User) -> Target:
    create_bet(owner=owner, status=Status.WON, selection="Carlton by 12")
    return Target(marker="Carlton by 12")


@shows("bets:list")
def bets(owner: User) -> Target:
    create_bet(owner=owner, selection="Carlton by 12")
    return Target(marker="Carlton by 12")


@shows("bets:detail")
def bet(owner: User) -> Target:
    return Target(
        kwargs={"pk": create_bet(owner=owner, selection="Carlton by 12").pk}, marker="Carlton by 12"
    )


@shows("bets:decide")
def decide(owner: User) -> Target:
    create_bet(owner=owner, status=Status.UNDECIDED, selection="Carlton by 12")
    return Target(marker="Carlton by 12")


@shows("overview:breakdown")
def breakdown(owner: User) -> Target:
    create_bet(owner=owner, competition="Carlton Cup")
    return Target(query="?by=competition", marker="Carlton Cup")


@shows("overview:transfers")
def transfers(owner: User) -> Target:
    create_transfer(owner=owner, amount="123.45")
    return Target(marker="$123.45")
