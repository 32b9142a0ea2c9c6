"""The board, which refreshes by itself, and the lists beside it."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from edges import board, measures, tables
from edges.models import ENDED, LIVE, Edge, SavedSearch, State, Taking
from edges.models.edge import EdgeQuerySet
from edges.preferring import preference_of
from odds.models import Price
from web import keyset
from web.access import member
from web.clock import now
from web.http import page
from web.keyset import Column, Sorts

SIZE = 30
BY_TIME = Sorts({**tables.SORTS.columns, "ended": Column("state_at")}, "-found")


@member
@require_safe
def show_board(request: HttpRequest) -> HttpResponse:
    """What can be had at this moment. Asked again with the stamp of what it shows it answers 204: nothing is new."""
    user: Any = request.user
    asked, at = board.read(request.GET.dict()), now()
    stamp = board.stamp(user, asked, at)
    if request.headers.get("HX-Target") == "board-live" and request.GET.get("stamp") == stamp:
        response = HttpResponse(status=204)
        patch_cache_control(response, no_store=True)
        return response
    empty = tables.empty_board(
        has_prices=Price.objects.visible_to(user).exists(), is_filtered=asked.count > 0
    )
    found = board.edges(user, asked)
    context = _listed(
        request, user, measures.once(user, found), tables.EdgeTable, tables.SORTS, empty=empty, measured=found
    )
    context |= {
        "asked": asked,
        "choices": board.choices(user, asked),
        "stamp": stamp,
        "at": at,
        "least": preference_of(user),
        "searches": list(SavedSearch.objects.visible_to(user)),
        "here": reverse("edges:board"),
        "room": "board",
    }
    return page(request, "edges/board.html", context, partials={"found", "board-live", "edge-table"})


@member
@require_safe
def doubtful(request: HttpRequest) -> HttpResponse:
    """What is probably a wrong number, with the reasons: kept apart, offered to nobody."""
    user: Any = request.user
    asked = board.read(request.GET.dict())
    found = Edge.objects.visible_to(user).filter(is_doubtful=True, state__in=LIVE, starts_at__gt=now())
    empty = tables.tables.Empty(
        "No wrong numbers at the moment", "Every price that makes an edge looks like a price.", icon="edges"
    )
    context = _listed(
        request, user, board.filtered(found, asked), tables.DoubtTable, tables.SORTS, empty=empty
    )
    choices = board.choices(user, asked)
    context |= {"asked": asked, "choices": choices, "here": reverse("edges:doubtful"), "room": "doubtful"}
    return page(request, "edges/doubtful.html", context, partials={"found", "edge-table"})


@member
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """Edges that went: stale, expired, closed."""
    user: Any = request.user
    asked = board.read(request.GET.dict())
    found = Edge.objects.visible_to(user).believable().filter(state__in=(State.STALE, *ENDED))
    empty = tables.tables.Empty(
        "Nothing has ended yet", "Edges that went come here, as they were.", icon="edges"
    )
    context = _listed(request, user, board.filtered(found, asked), tables.EdgeTable, BY_TIME, empty=empty)
    context |= {
        "asked": asked,
        "choices": board.choices(user, asked, with_state=True),
        "here": reverse("edges:history"),
        "statistics": board.statistics(user),
        "room": "history",
    }
    return page(request, "edges/history.html", context, partials={"found", "edge-table"})


@member
@require_safe
def taken(request: HttpRequest) -> HttpResponse:
    """The person's own, with a search by tag."""
    user: Any = request.user
    mine = Taking.objects.visible_to(user)
    tag = request.GET.get("tag", "").replace("\x00", "")[:40]
    chosen = mine.filter(tags__contains=[tag]) if tag else mine
    found = Edge.objects.visible_to(user).filter(pk__in=chosen.values("edge_id"))
    empty = tables.tables.Empty(
        "You have taken none yet", "Open an edge and say that you took it: its bets are counted from then on.",
        reverse("edges:board"), "To the board", "edges",
    )  # fmt: skip
    context = _listed(request, user, found, tables.EdgeTable, BY_TIME, empty=empty)
    tags = sorted({each for told in mine.values_list("tags", flat=True) for each in told})
    context |= {"tags": tags, "tag": tag, "room": "taken"}
    return page(request, "edges/taken.html", context, partials={"edge-table"})


def _listed(
    request: HttpRequest,
    user: Any,
    found: EdgeQuerySet,
    kind: type[tables.EdgeTable],
    sorts: Sorts,
    *,
    measured: EdgeQuerySet | None = None,
    **more: Any,
) -> dict[str, Any]:
    """The table of the page of these edges that the address asks for; beside values what else `measured` them."""
    rows = keyset.paginate(board.with_legs(found), request.GET, sorts=sorts, size=SIZE)
    edges = list(rows)
    mine = Taking.objects.visible_to(user).filter(Q(edge_id__in=[edge.pk for edge in edges]))
    table = kind(
        rows,
        board.legs_now(user, edges, now()),
        set(mine.values_list("edge_id", flat=True)),
        {} if measured is None else measures.others(measured, edges),
        **more,
    )
    return {"table": table, "counts": board.counts(user)}
