"""Sources and what they said, in the admin; a close is said here, and a dispute answered, by permission."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from markets.models import Instrument
from rounds.errors import RoundsProblem
from rounds.models import Adapter, Dispute, Observation, Round, Source
from rounds.oracles import disputes, manual
from rounds.oracles.told import STAFF
from treasury.back_office.acting import done
from web.acting import ActingAdmin
from web.admin import StaffReadAdmin
from web.back_office import Notice, notices


@admin.register(Source)
class SourceAdmin(StaffReadAdmin):
    list_display = ("name", "instrument", "adapter", "rank", "added_at", "disabled_at")
    list_filter = ("instrument", "adapter", ("disabled_at", admin.EmptyFieldListFilter))
    list_select_related = ("instrument",)
    search_fields = ("name",)


class CloseForm(forms.Form):
    """Whose close, which, and where it was read."""

    instrument = forms.ChoiceField()
    session = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), label="Day of the session")
    value = forms.CharField(
        max_length=40,
        label="Official close",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text="Digits as they were published: 22807.48",
    )
    is_final = forms.BooleanField(required=False, label="The exchange calls it final")
    note = forms.CharField(
        max_length=300, label="Where you read it", help_text="Stays on record with your name."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Instrument.objects.using(STAFF).filter(
            oracles__adapter=Adapter.MANUAL, oracles__disabled_at=None
        )
        self.instruments = {each.slug: each for each in found.distinct()}
        chosen = forms.ChoiceField(choices=[(slug, each.name) for slug, each in self.instruments.items()])
        self.fields["instrument"] = chosen


@admin.register(Observation)
class ObservationAdmin(ActingAdmin):
    list_display = (
        "session",
        "source",
        "value_text",
        "is_final",
        "provider_at",
        "fetched_at",
        "by",
        "problem",
    )
    list_filter = ("instrument", "source__name", "is_final", ("problem", admin.EmptyFieldListFilter))
    list_select_related = ("source", "by")
    search_fields = ("=session", "value_text", "problem", "by__email")
    date_hierarchy = "fetched_at"
    ordering = ("-pk",)
    exclude = ("raw",)
    show_full_result_count = False
    change_list_template = "admin/rounds/observation/list.html"
    acts = {"say/": ("say", manual.RIGHT)}

    def say(self, request: HttpRequest) -> HttpResponse:
        """Say a close. Nobody is shown what another has said: two people look for themselves."""
        form = CloseForm(request.POST or None, initial=_waiting_for())
        refused = ""
        if request.method == "POST" and form.is_valid():
            sent = form.cleaned_data
            instrument = form.instruments[sent.pop("instrument")]
            try:
                row = manual.say(staff=request.user, instrument=instrument, **sent)
            except RoundsProblem as problem:
                refused = problem.message
            else:
                messages.success(request, _said(instrument, row))
                return redirect("admin:rounds_observation_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": "Say a close",
            "opts": self.model._meta,
            "form": form,
            "refused": refused,
        }
        status = 422 if refused or form.errors else 200
        return TemplateResponse(request, "admin/rounds/observation/say.html", context, status=status)


def _waiting_for() -> dict[str, Any]:
    """The session that a round waits for."""
    one = Round.objects.using(STAFF).locked().select_related("instrument").first()
    return {} if one is None else {"instrument": one.instrument.slug, "session": one.session}


def _said(instrument: Instrument, row: Observation) -> str:
    agreed = manual.agreed(instrument, row.session)
    if agreed is None:
        return f"{row.value_text} is noted. It counts when another member of staff says the same."
    return f"{row.value_text} is noted. Two of the staff say {agreed:f}."


@admin.register(Dispute)
class DisputeAdmin(ActingAdmin):
    list_display = ("id", "round", "source", "value", "close", "made_at", "answered_at", "answered_by")
    list_filter = (("answered_at", admin.EmptyFieldListFilter), "source__name")
    list_select_related = ("round", "source", "answered_by")
    search_fields = ("=round__code", "answer")
    ordering = ("answered_at", "-pk")
    change_form_template = "admin/rounds/dispute/detail.html"
    acts = {"<int:pk>/answer/": ("answer", disputes.RIGHT)}

    def told(self, found: Any, user: Any) -> dict[str, Any]:
        """One dispute: what the round ended by, and what was said later."""
        places = found.round.decimals
        return {
            "found": found,
            "value": f"{found.value:.{places}f}",
            "close": "" if found.close is None else f"{found.close:.{places}f}",
        }

    def answer(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Write down what became of it."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        text = request.POST.get("text", "")
        return done(
            request,
            lambda: disputes.answer(pk, by=request.user, text=text),
            "Answered.",
            "admin:rounds_dispute_change",
            pk,
        )


@notices
def unanswered(user: Any) -> list[Notice]:
    """Disputes that nobody has answered."""
    if not user.has_perm(disputes.RIGHT):
        return []
    number = Dispute.objects.using(STAFF).unanswered().count()
    if not number:
        return []
    what = "1 source contradicts" if number == 1 else f"{number} times a source contradicts"
    url = reverse("admin:rounds_dispute_changelist") + "?answered_at__isempty=1"
    return [Notice(f"{what} the close of a round that has ended.", url, is_bad=True)]


@notices
def second_eyes(user: Any) -> list[Notice]:
    """Closes of rounds that wait, said by one of the staff only."""
    if not user.has_perm(manual.RIGHT):
        return []
    found = []
    for one in Round.objects.using(STAFF).locked().select_related("instrument"):
        spoken = Observation.objects.using(STAFF).of(one.instrument_id, one.session)
        people = set(spoken.exclude(by=None).values_list("by_id", flat=True))
        if people and user.pk not in people and manual.agreed(one.instrument, one.session) is None:
            text = f"One person said the close of {one.instrument.name}, {one.session}: say what you read yourself."
            found.append(Notice(text, reverse("admin:rounds_observation_say")))
    return found
