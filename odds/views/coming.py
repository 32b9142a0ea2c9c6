"""The events of the store: those to come with their best prices, those that were with what they closed at."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from bets.models import Event, Sport
from odds.models import BetClosing, Closing, IngestRun, Offer, OutsideTeam, Poll, Price, Selection, Verdict
from odds.reading import age
from web import keyset, tables
from web.access import member
from web.clock import now
from web.http import page
from web.keyset import Column, Sorts
from web.templatetags import show

SORTS = Sorts({"starts": Column("starts_at")}, "starts")
SORTS_PAST = Sorts({"starts": Column("starts_at")}, "-starts")
MAIN = ("match-result", "head-to-head", "outright")
LONGEST = 80


class EventTable(tables.Table):
    starts = tables.When("Starts", "starts_at", sort="starts")
    event = tables.Text("Event", "name", is_link=True)
    competition = tables.Text("Competition", "pk", is_minor=True)
    best = tables.Text("Best prices", "pk")
    seen = tables.Text("Last told", "pk", is_minor=True)

    caption, name = "Events", "event-table"

    def __init__(self, rows: Any, *, best: dict[int, Any], seen: dict[int, str], **more: Any) -> None:
        self.best_of, self.seen_of = best, seen
        super().__init__(rows, **more)

    def row_url(self, record: Any) -> str:
        return reverse("odds:event", args=[record.pk])

    def render_competition(self, record: Event, value: Any) -> str:
        return record.competition.name if record.competition else show.MISSING

    def render_best(self, record: Event, value: Any) -> Any:
        return self.best_of.get(record.pk, show.MISSING)

    def render_seen(self, record: Event, value: Any) -> str:
        return self.seen_of.get(record.pk, show.MISSING)


@member
def coming(request: HttpRequest) -> HttpResponse:
    """The list, by time; `when=past` for what has begun, `q` looks in the names, `sport` is a slug."""
    user: Any = request.user
    is_past = request.GET.get("when") == "past"
    words = request.GET.get("q", "").strip().replace("\0", "")[:LONGEST]
    sport = request.GET.get("sport", "")[:LONGEST].replace("\0", "")
    offers = Offer.objects.visible_to(user).filter(event=OuterRef("pk"))
    every = Event.objects.visible_to(user).filter(Exists(offers), starts_at__isnull=False)
    at = now()
    events = every.filter(starts_at__lte=at) if is_past else every.filter(starts_at__gt=at)
    if words:
        events = events.filter(name__icontains=words)
    if sport:
        events = events.filter(sport__slug=sport)
    rows = keyset.paginate(
        events.select_related("competition", "sport"), request.GET, sorts=SORTS_PAST if is_past else SORTS
    )
    shown = [event.pk for event in rows]
    best = closed_at(user, shown) if is_past else best_prices(user, shown)
    table = EventTable(rows, best=best, seen=_seen(user, shown), empty=_empty(every, is_past=is_past))
    context = {
        "table": table,
        "is_past": is_past,
        "words": words,
        "sport": sport,
        "sports": Sport.objects.filter(owner=None, event__in=every).distinct().order_by("name"),
        "review": open_questions(user),
        "run": IngestRun.objects.visible_to(user).order_by("-began_at").first(),
        "polls": list(Poll.objects.order_by("sport")),
    }
    return page(request, "odds/coming.html", context, partials={"event-table"})


def best_prices(user: Any, event_ids: list[int]) -> dict[int, Any]:
    """The best price of each outcome of the main market, with who offers it."""
    prices = (
        Price.objects.visible_to(user)
        .offered()
        .filter(selection__offer__event__in=event_ids, selection__offer__market__slug__in=MAIN, side="back")
        .select_related("selection__offer", "bookmaker")
        .order_by("selection__position", "-odds")
    )
    found: dict[int, dict[int, Price]] = {}
    for price in prices:
        found.setdefault(price.selection.offer.event_id, {}).setdefault(price.selection_id, price)
    return {
        event: format_html_join(
            " ", '<span class="best-price"><b>{}</b> {} <small>{}</small></span>',
            ((show.odds(price.odds), price.selection.name, price.bookmaker.name) for price in list(some.values())[:3]),
        )
        for event, some in found.items()
    }  # fmt: skip


def closed_at(user: Any, event_ids: list[int]) -> dict[int, Any]:
    """What the main market closed at, with the benchmark."""
    closings = (
        Closing.objects.visible_to(user)
        .filter(selection__offer__event__in=event_ids, selection__offer__market__slug__in=MAIN)
        .select_related("selection__offer")
        .order_by("selection__position", "owner")
    )
    found: dict[int, dict[int, Closing]] = {}
    for closing in closings:
        found.setdefault(closing.selection.offer.event_id, {})[closing.selection_id] = closing
    return {
        event: format_html(
            "{} <small>closed, {}</small>",
            " / ".join(show.odds(closing.odds) for closing in some.values()),
            next(iter(some.values())).get_benchmark_display(),
        )
        for event, some in found.items()
    }


def open_questions(user: Any) -> int:
    """How many doubtful matches wait for this person."""
    bets = BetClosing.objects.visible_to(user).filter(is_confirmed=False, is_refused=False).count()
    teams = OutsideTeam.objects.visible_to(user).filter(verdict=Verdict.OPEN)
    return bets + (teams if user.is_staff else teams.filter(owner=user)).count()


def _seen(user: Any, event_ids: list[int]) -> dict[int, str]:
    selections = Selection.objects.visible_to(user).filter(offer__event__in=event_ids)
    rows = Price.objects.visible_to(user).filter(selection__in=selections)
    newest: dict[int, Any] = {}
    for event, seen_at in rows.values_list("selection__offer__event_id", "seen_at"):
        newest[event] = max(newest.get(event, seen_at), seen_at)
    return {event: f"{age(seen_at)} ago" for event, seen_at in newest.items()}


def _empty(every: QuerySet[Event], *, is_past: bool) -> tables.Empty:
    if not every.exists():
        return tables.Empty(
            "No odds yet",
            "Send a season or fixtures.csv of football-data.co.uk by the import page, enter prices by hand, or let the"
            " keeper of this installation set a key of The Odds API.",
            reverse("imports:list"),
            "Send a file",
            "edges",
        )
    if is_past:
        return tables.Empty("Nothing here", "No event that has begun fits.", icon="edges")
    return tables.Empty(
        "Nothing to come",
        "The events of the store have all begun.",
        f"{reverse('odds:coming')}?when=past",
        "See those that were",
        "edges",
    )
