"""What the pages about bets show of a person's."""

from datetime import date, timedelta
from decimal import Decimal

from accounts.models import User
from analytics import saving
from analytics.filters import Filter
from analytics.models import SavedView, ShareLink
from analytics.tests.factories import create_transfer
from analytics.tests.reports.factories import ask as asked_for
from analytics.tests.reports.factories import made as made_report
from bets.models import Status
from bets.tests.factories import START, create_bet
from imports import parting
from imports.models import Twin
from imports.tests.books import take
from imports.tests.exports import noted, statement
from web.context import acting_as
from web.tests.strangers import Target, shows, shows_nothing_owned


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


shows_nothing_owned("bets:many", "a form, answered with the asker's own bets")


@shows("overview:breakdown")
def breakdown(owner: User) -> Target:
    create_bet(owner=owner, competition="Carlton Cup")
    return Target(query="?by=competition", marker="Carlton Cup")


@shows("overview:luck")
def luck(owner: User) -> Target:
    create_bet(owner=owner, odds=Decimal(2))
    return Target(marker="Too few bets to tell anything")


@shows("overview:compare")
def compare(owner: User) -> Target:
    create_bet(owner=owner, stake="123.45")
    return Target(marker="$123.45")


@shows("overview:cost")
def cost(owner: User) -> Target:
    create_bet(owner=owner, stake="123.45")
    return Target(marker="$123.45")


@shows("overview:measures")
def measures(owner: User) -> Target:
    create_bet(owner=owner, stake="123.45")
    return Target(marker="$123.45")


@shows("overview:cross")
def cross(owner: User) -> Target:
    create_bet(owner=owner, competition="Carlton Cup")
    return Target(query="?rows=competition&columns=hour", marker="Carlton Cup")


@shows("overview:transfers")
def transfers(owner: User) -> Target:
    create_transfer(owner=owner, amount="123.45")
    return Target(marker="$123.45")


@shows("reports:list")
def reports(owner: User) -> Target:
    asked_for(owner, asked=Filter(date_to=date(2026, 3, 17)))
    return Target(marker="Until 17 Mar 2026")


@shows("reports:detail")
def report(owner: User) -> Target:
    mine = asked_for(owner, asked=Filter(date_to=date(2026, 3, 17)))
    return Target(kwargs={"pk": mine.pk}, marker="Until 17 Mar 2026")


@shows("reports:file")
def report_file(owner: User) -> Target:
    create_bet(owner=owner)
    return Target(kwargs={"pk": made_report(owner)[0].pk}, marker="bets.csv")


@shows("reports:cancel")
def cancel_report(owner: User) -> Target:
    return Target(kwargs={"pk": asked_for(owner).pk}, method="post")


@shows("reports:delete")
def delete_report(owner: User) -> Target:
    return Target(kwargs={"pk": made_report(owner)[0].pk}, method="post")


def view(owner: User) -> SavedView:
    return saving.save(user=owner, name="My Carlton view", page="home", query="sport=afl")


@shows("overview:views")
def views(owner: User) -> Target:
    view(owner)
    return Target(marker="My Carlton view")


@shows("overview:keep-view")
def keep(owner: User) -> Target:
    return Target(method="post", data={"name": "Mine", "page": "home", "query": ""})


@shows("overview:rename-view")
def rename(owner: User) -> Target:
    return Target(kwargs={"pk": view(owner).pk}, method="post", data={"name": "Other"})


@shows("overview:delete-view")
def delete(owner: User) -> Target:
    return Target(kwargs={"pk": view(owner).pk}, method="post")


@shows("overview:share-view")
def share(owner: User) -> Target:
    return Target(kwargs={"pk": view(owner).pk}, method="post", data={"days": "7", "amounts": "scaled"})


@shows("overview:revoke-link")
def revoke(owner: User) -> Target:
    saving.share(user=owner, pk=view(owner).pk, days=7, hides_names=True, amounts="scaled")
    with acting_as(owner):
        return Target(kwargs={"pk": ShareLink.objects.get().pk}, method="post")


@shows("bets:part")
def part(owner: User) -> Target:
    pair = paired(owner)
    return Target(kwargs={"pk": pair.into_id, "other": pair.bet_id}, method="post")


@shows("bets:join")
def join(owner: User) -> Target:
    pair = paired(owner)
    parting.part(user=owner, bet_id=pair.bet_id, into_id=pair.into_id)
    return Target(kwargs={"pk": pair.into_id, "other": pair.bet_id}, method="post")


def paired(owner: User) -> Twin:
    """A bet that a bookmaker's statement and a tracker tell."""
    take(owner, statement(2, first=0, last=9))
    take(owner, noted(1, at=9), currency="AUD")
    with acting_as(owner):
        return Twin.objects.get()


@shows("wellbeing:page")
def wellbeing(owner: User) -> Target:
    for number in range(28):
        create_bet(owner=owner, ref=f"n{number}", stake="7.77", placed_at=START + timedelta(days=number))
    return Target(marker="$7.77")


@shows("wellbeing:statement")
def statement_of_a_month(owner: User) -> Target:
    create_transfer(owner=owner, amount="123.45")
    return Target(query="?month=2026-03", marker="$123.45")


@shows("wellbeing:statement-csv")
def statement_as_csv(owner: User) -> Target:
    create_transfer(owner=owner, amount="123.45")
    return Target(query="?month=2026-03", marker="123.45")


shows_nothing_owned(
    "wellbeing:tell", "It writes the acting person's own row, whoever asks; names no row of others."
)
