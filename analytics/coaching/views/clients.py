"""What a coach opens: the list, one client, two stretches, several clients, paper and CSV."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from analytics.coaching import clients as listing
from analytics.coaching import comparing, inviting
from analytics.coaching.anonymous import within
from analytics.coaching.book import reading
from analytics.coaching.forms import CoachForm, NoteForm
from analytics.coaching.models import Coach, Relation, SessionNote
from analytics.coaching.opening import Opened, looks, open_for, sealed
from analytics.coaching.picture import Picture, picture
from analytics.coaching.scopes import SCOPES, SHARED_NOTES
from analytics.coaching.words import all_markers, talks
from analytics.harm import words as harm
from web import csv_file
from web.access import member
from web.http import page
from web.ratelimit import limited

TRIES = 3
HEADER = ("pattern", "currency", "month", "figure", "rests_on")


@member
@never_cache
@require_safe
@limited("coach-look", per="120/m")
def clients(request: HttpRequest) -> HttpResponseBase:
    """All clients with their markers; a person who coaches nobody sees how to begin."""
    user: Any = request.user
    coach = Coach.objects.visible_to(user).first()
    if coach is None:
        return page(request, "coaching/become.html", {"form": CoachForm(initial={"name": user.name})})
    asked = listing.asked_of(request.GET)
    for _ in range(TRIES):
        found, every = listing.clients(user, asked)
        context = {
            "coach": coach,
            "asked": asked,
            "lines": [(each, each.chosen(asked.pattern)) for each in found],
            "live": [each for each in every if each.state == listing.LIVE],
            "has_any": bool(every),
            "markers": all_markers(),
            "pattern_title": dict(all_markers())[asked.pattern],
            "sorts": listing.SORTS,
            "states": listing.STATES,
            "invitations": inviting.open_ones(user).filter(is_by_coach=True),
        }
        try:
            response = page(request, "coaching/clients.html", context)
            return sealed(response, [each.opened for each in every if each.opened])
        except Http404:  # somebody ended it while the list was made: make it again without them
            continue
    raise Http404


@member
@never_cache
@require_safe
@limited("coach-look", per="120/m")
@looks("page")
def client(request: HttpRequest, opened: Opened) -> HttpResponse:
    """One client: patterns, results, times of day, and the coach's own notes."""
    user: Any = request.user
    context = _context(request, opened)
    notes = SessionNote.objects.visible_to(user).filter(relation_id=opened.relation_id)
    context |= {"notes": notes, "form": NoteForm(), "may_share": opened.may(SHARED_NOTES)}
    return page(request, "coaching/client.html", context)


@member
@never_cache
@require_safe
@limited("coach-look", per="120/m")
@looks("print")
def paper(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The patterns on paper."""
    return page(request, "coaching/paper.html", _context(request, opened))


@member
@never_cache
@require_safe
@limited("coach-look", per="120/m")
@looks("csv")
def download(request: HttpRequest, opened: Opened) -> HttpResponseBase:
    """The patterns by month, as the page shows them."""
    _, seen = _look(request, opened)
    return csv_file.attachment(f"client-{opened.relation_id}-patterns.csv", HEADER, list(_rows(seen)))


@member
@never_cache
@require_safe
@limited("coach-look", per="120/m")
@looks("compare")
def periods(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Two stretches of one client."""
    with reading(opened) as reader:
        book = reader.book()
    this, than = comparing.stretches(book, request.GET)
    pair = [
        picture(opened, book, within(book.history, stretch.first, stretch.last)) for stretch in (this, than)
    ]
    context = {
        "relation": _relation(request, opened),
        "book": book,
        "this": this,
        "than": than,
        "pair": pair,
        "rows": comparing.rows(pair, by_label=True),
        "months": book.history.months[::-1],
        "fields": [
            ("from", "From", this.first),
            ("to", "to", this.last),
            ("than_from", "compared with", than.first),
            ("than_to", "to", than.last),
        ],
        "money": comparing.money(pair),
    }
    return page(request, "coaching/periods.html", context)


@member
@never_cache
@require_safe
@limited("coach-look", per="120/m")
def side_by_side(request: HttpRequest) -> HttpResponseBase:
    """Up to four clients over their last twelve months. One that is not shared (any more) is 404, as everywhere."""
    user: Any = request.user
    chosen = dict.fromkeys(int(each) for each in request.GET.getlist("client") if _is_id(each))
    found = []
    for pk in list(chosen)[: comparing.MOST_CLIENTS]:
        relation = Relation.objects.coached_by(user).filter(pk=pk).first()
        opened = open_for(pk, "compare") if relation else None
        if opened is None:
            raise Http404
        found.append((relation, opened, listing.look(opened)[1]))
    context = {
        "found": found,
        "rows": comparing.rows([seen for _, _, seen in found], by_label=False),
        "choices": Relation.objects.coached_by(user).running(),
        "chosen": set(chosen),
        "most": comparing.MOST_CLIENTS,
    }
    return sealed(page(request, "coaching/side_by_side.html", context), [opened for _, opened, _ in found])


def _look(request: HttpRequest, opened: Opened) -> tuple[Any, Picture]:
    first, last = (comparing.month_of(request.GET.get(name, "")) for name in ("from", "to"))
    return listing.look(opened, first, last)


def _context(request: HttpRequest, opened: Opened) -> dict[str, Any]:
    user: Any = request.user
    book, seen = _look(request, opened)
    country = request.GET.get("country", "") or harm.likely_country(user.time_zone, user.currency)
    return {
        "relation": _relation(request, opened),
        "book": book,
        "seen": seen,
        "months": book.history.months[::-1],
        "scopes": [scope for scope in SCOPES if opened.may(scope.key)],
        "withheld": [scope for scope in SCOPES if not opened.may(scope.key)],
        "from_on": opened.from_on,
        "until_on": opened.until_on,
        "money_talk": talks()["results"],
        "country": country,
        "countries": harm.countries(),
        "lines": harm.lines_for(country)[0],
        "coach": Coach.objects.visible_to(user).first(),
    }


def _relation(request: HttpRequest, opened: Opened) -> Relation:
    user: Any = request.user
    return Relation.objects.coached_by(user).get(pk=opened.relation_id)


def _rows(seen: Picture) -> Iterator[tuple[csv_file.Cell, ...]]:
    for pattern in seen.patterns:
        for part in pattern.parts:
            yield (pattern.marker.title, part.label, "all", _plain(part.text), seen.bets)
            for line in part.months:
                yield (pattern.marker.title, part.label, f"{line.month:%Y-%m}", _plain(line.text), line.cases)


def _plain(text: str) -> str:
    return "" if "<" in text else text


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
