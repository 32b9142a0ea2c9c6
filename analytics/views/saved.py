"""Saved views: list, keep, rename, delete; share one by a link, and revoke the link."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from analytics import saving
from analytics.models import PAGES, Amounts, SavedView, ShareLink
from web.access import member
from web.clock import now
from web.context import acting_as
from web.http import back, page


@member
@require_safe
def views(request: HttpRequest) -> HttpResponse:
    """All of the person's views with their links."""
    return page(request, "analytics/views.html", _context(request))


@member
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the page the form was on."""
    said = request.POST
    view = saving.save(
        user=request.user,
        name=said.get("name", ""),
        page=said.get("page", ""),
        query=said.get("query", ""),
    )
    messages.success(request, f"Kept as {view.name}. You find it under Saved views.")
    return back(request)


@member
@require_POST
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it another name."""
    saving.rename(user=request.user, pk=pk, name=request.POST.get("name", ""))
    messages.success(request, "Renamed.")
    return redirect("overview:views")


@member
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it away, and its links with it."""
    saving.delete(user=request.user, pk=pk)
    messages.success(request, "Deleted, and every link to it has ended.")
    return redirect("overview:views")


@member
@never_cache
@require_POST
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link and show it, this once: only its hash is kept."""
    said = request.POST
    days = said.get("days", "")
    token = saving.share(
        user=request.user,
        pk=pk,
        days=int(days) if days in map(str, saving.DAYS) else saving.DAYS[0],
        hides_names=said.get("names") != "shown",
        amounts=said.get("amounts", ""),
    )
    address = request.build_absolute_uri(reverse("overview:shared", args=[token]))
    with acting_as(request.user):
        response = page(request, "analytics/views.html", {**_context(request), "address": address})
        return response.render()


@member
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a link."""
    if saving.revoke(user=request.user, pk=pk):
        messages.success(request, "Revoked: the link opens nothing any more.")
    else:
        messages.info(request, "That link had ended before.")
    return redirect("overview:views")


def _context(request: HttpRequest) -> dict[str, Any]:
    user: Any = request.user
    links: dict[int, list[ShareLink]] = {}
    for link in ShareLink.objects.visible_to(user).filter(revoked_at=None, expires_at__gt=now()):
        links.setdefault(link.view_id, []).append(link)
    kept = SavedView.objects.visible_to(user)
    return {
        "kept": [
            (view, f"{reverse(PAGES[view.page][1])}?{view.query}".rstrip("?"), links.get(view.pk, []))
            for view in kept
        ],
        "days": saving.DAYS,
        "amounts": Amounts.choices,
    }
