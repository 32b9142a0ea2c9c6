"""The back-office looks at instruments and closes; who may, enters closures of an exchange."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from markets import closures
from markets.errors import MarketsProblem
from markets.models import Close, Instrument, SpecialSession
from web.acting import ActingAdmin
from web.admin import StaffReadAdmin

CLOSED, EARLY, SCHEDULED = "closed", "early", "scheduled"
WHAT = {CLOSED: "Closed all day", EARLY: "Closes early", SCHEDULED: "As scheduled after all"}


@admin.register(Instrument)
class InstrumentAdmin(StaffReadAdmin):
    list_display = ("name", "slug", "symbol", "exchange", "decimals", "currency", "is_index")
    search_fields = ("name", "slug", "symbol")


@admin.register(Close)
class CloseAdmin(StaffReadAdmin):
    list_display = (
        "session",
        "instrument",
        "source",
        "revision",
        "price",
        "is_final",
        "ingested_at",
    )
    list_filter = ("instrument", "source", "is_final")
    list_select_related = ("instrument",)
    ordering = ("-session", "instrument", "source", "-revision")
    search_fields = ("source", "instrument__name")
    show_full_result_count = False

    @admin.display(ordering="close", description="close")
    def price(self, close: Close) -> str:
        """With the places that it has."""
        return close.digits


class ClosureForm(forms.Form):
    """What the exchange does on one day."""

    exchange = forms.ChoiceField()
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    what = forms.ChoiceField(choices=list(WHAT.items()), label="What happens")
    at = forms.TimeField(
        required=False,
        label="Closes at",
        widget=forms.TimeInput(attrs={"type": "time"}),
        help_text="By the clock of the exchange; only when it closes early.",
    )
    reason = forms.CharField(max_length=300, help_text="Stays on record with your name.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Instrument.objects.using("staff").order_by("exchange")
        known = rows.values_list("exchange", flat=True).distinct()
        self.fields["exchange"] = forms.ChoiceField(choices=[(name, name) for name in known])

    def clean(self) -> dict[str, Any]:
        """An early close has an hour, nothing else has one."""
        said: dict[str, Any] = super().clean() or {}
        if (said.get("what") == EARLY) != (said.get("at") is not None):
            raise forms.ValidationError("Give the time exactly when the exchange closes early.")
        return said


@admin.register(SpecialSession)
class SpecialSessionAdmin(ActingAdmin):
    list_display = ("id", "exchange", "day", "says", "reason", "by", "made_at")
    list_filter = ("exchange",)
    list_select_related = ("by",)
    search_fields = ("reason", "exchange")
    ordering = ("-id",)
    change_list_template = "admin/markets/specialsession/list.html"
    acts = {"announce/": ("announce", "markets.announce_closure")}

    def announce(self, request: HttpRequest) -> HttpResponse:
        """Enter a closure, an early close, or take either back."""
        form = ClosureForm(request.POST or None)
        error = ""
        if request.method == "POST" and form.is_valid():
            try:
                row = _announced(form.cleaned_data, request.user)
            except MarketsProblem as problem:
                error = problem.message
            else:
                messages.success(request, f"Entered. {row}")
                return redirect("admin:markets_specialsession_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": "Enter a closure",
            "opts": self.model._meta,
            "form": form,
            "error": error,
        }
        status = 422 if error or form.errors else 200
        return TemplateResponse(request, "admin/markets/specialsession/announce.html", context, status=status)


def _announced(said: dict[str, Any], by: Any) -> SpecialSession:
    return closures.announce(
        exchange=said["exchange"],
        day=said["day"],
        closes_at=closures.moment_of(said["exchange"], said["day"], said["at"]),
        as_scheduled=said["what"] == SCHEDULED,
        reason=said["reason"],
        by=by,
    )
