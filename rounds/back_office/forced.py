from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404

from rounds import forcing
from rounds.models import Forced
from treasury.back_office.acting import done
from web.acting import ActingAdmin

FORCE = "rounds.force_round"


@admin.register(Forced)
class ForcedAdmin(ActingAdmin):
    """Who vouched for which result, and why; decided on the round's own page."""

    list_display = (
        "id",
        "round",
        "outcome",
        "close",
        "reason",
        "proposed_by",
        "proposed_at",
        "confirmed_by",
        "confirmed_at",
        "withdrawn_by",
    )
    list_filter = ("outcome",)
    list_select_related = ("round", "proposed_by", "confirmed_by", "withdrawn_by")
    search_fields = ("round__code__exact", "reason", "proposed_by__email", "confirmed_by__email")
    ordering = ("-pk",)
    acts = {"<int:pk>/confirm/": ("confirm", FORCE), "<int:pk>/withdraw/": ("withdraw", FORCE)}

    def confirm(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Vouch for another's proposal: then the round ends so."""
        return self._act(
            request, pk, lambda: forcing.confirm(forced_id=pk, by=request.user), "The round has ended."
        )

    def withdraw(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take it back."""
        reason = request.POST.get("reason", "")
        return self._act(
            request, pk, lambda: forcing.withdraw(forced_id=pk, by=request.user, reason=reason), "Withdrawn."
        )

    def _act(self, request: HttpRequest, pk: int, verb: Any, said: str) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        found = get_object_or_404(Forced.objects.using("staff"), pk=pk)
        return done(request, verb, said, "admin:rounds_round_change", found.round_id)
