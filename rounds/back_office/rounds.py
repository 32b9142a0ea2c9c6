from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from accounts.audit import record
from ledger.money import format_micro
from markets.models import Instrument
from rounds import auditing, forcing, locking, opening, standing
from rounds.back_office.forms import AnswerForm, EarlierForm, ForcedForm, OpenForm, VoidForm
from rounds.configured import rules
from rounds.models import Dispute, Forced, Round, State
from rounds.oracles import disputes
from rounds.reports import exposure, fees
from rounds.told import price
from treasury.back_office.acting import amount, done
from web.acting import ActingAdmin
from web.clock import now
from web.csv_file import Cell, attachment

STAFF = "staff"
LIST, ONE = "admin:rounds_round_changelist", "admin:rounds_round_change"
RUN, FORCE, SEE, SEE_PEOPLE = (
    "rounds.run_round",
    "rounds.force_round",
    "rounds.view_round",
    "rounds.view_wager",
)


@admin.register(Round)
class RoundAdmin(ActingAdmin):
    """The list, and of one round its settlement worked out anew (rounds/auditing.py) with what may be done."""

    list_display = (
        "code",
        "instrument",
        "state",
        "against",
        "closed_at",
        "result",
        "wagered",
        "fee",
        "wagers",
    )
    list_filter = ("state", "instrument", "is_forced")
    list_select_related = ("instrument",)
    search_fields = ("code__startswith", "void_reason")
    date_hierarchy = "session"
    ordering = ("-session", "-pk")
    change_list_template = "admin/rounds/round/list.html"
    change_form_template = "admin/rounds/round/detail.html"
    acts = {
        "open/": ("open_next", RUN),
        "exposure/": ("exposure", SEE),
        "exposure.csv": ("exposure_csv", SEE_PEOPLE),
        "fees/": ("fees", SEE),
        "fees.csv": ("fees_csv", SEE),
        "<int:pk>/lock/": ("lock", RUN),
        "<int:pk>/earlier/": ("earlier", RUN),
        "<int:pk>/void/": ("void", RUN),
        "<int:pk>/propose/": ("propose", FORCE),
        "<int:pk>/answer/": ("answer", disputes.RIGHT),
    }

    @admin.display(description="reference", ordering="reference_close")
    def against(self, found: Round) -> str:
        """The close to be passed."""
        return price(found.reference_close, found.decimals) or ""

    @admin.display(description="close", ordering="close")
    def closed_at(self, found: Round) -> str:
        """The close that decided."""
        return price(found.close, found.decimals) or "–"

    @admin.display(ordering="outcome")
    def result(self, found: Round) -> str:
        """Up, down or void; forced ones say so."""
        said = found.get_outcome_display() or ("Void" if found.state == State.VOID else "–")
        return f"{said} (forced)" if found.is_forced else said

    def wagered(self, found: Round) -> str:
        """In both pools at the end."""
        whole = None if found.up_micro is None else found.up_micro + (found.down_micro or 0)
        return amount(whole, found.currency)

    @admin.display(ordering="fee_micro")
    def fee(self, found: Round) -> str:
        """What the house took."""
        return amount(found.fee_micro, found.currency)

    @admin.display(ordering="wager_count")
    def wagers(self, found: Round) -> str:
        """How many."""
        return "–" if found.wager_count is None else f"{found.wager_count:,}"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, with the instruments that rounds are opened for."""
        slugs = Instrument.objects.using(STAFF).filter(slug__in=rules().instruments)
        return super().changelist_view(request, {**(extra_context or {}), "instruments": list(slugs)})

    def told(self, found: Any, user: Any) -> dict[str, Any]:
        """One round: its figures, its audit, and what may be done about it."""
        return _told(found, user)

    def open_next(self, request: HttpRequest) -> HttpResponse:
        """Open the next round of an instrument."""
        form = OpenForm(request.POST)
        of = Instrument.objects.using(STAFF).filter(slug=form.data.get("instrument", "")).first()
        if request.method != "POST" or not form.is_valid() or of is None:
            return HttpResponseNotAllowed(["POST"]) if request.method != "POST" else redirect(LIST)
        return done(
            request,
            lambda: opening.open_round(instrument=of, by=request.user),
            "The next round is open.",
            LIST,
        )

    def lock(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take no more wagers from now on."""
        return _act(request, pk, lambda: locking.lock(pk, by=request.user), "Locked.")

    def earlier(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Move the lock."""
        form = EarlierForm(request.POST)

        def verb() -> None:
            said = form.cleaned_data
            locking.lock_earlier(pk, at=said["at"], by=request.user, reason=said["reason"])

        return _act(request, pk, verb, "The round locks earlier. Its page says so.", form)

    def void(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Refund everybody, while wagers are taken."""
        form = VoidForm(request.POST)

        def verb() -> None:
            forcing.void_open(round_id=pk, by=request.user, reason=form.cleaned_data["reason"])

        return _act(request, pk, verb, "Void. Everybody has their stake back.", form)

    def propose(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Propose a forced result."""
        form = ForcedForm(request.POST)

        def verb() -> None:
            forcing.propose(round_id=pk, by=request.user, **form.cleaned_data)

        return _act(request, pk, verb, "Proposed. Another person has to confirm it.", form)

    def answer(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer a dispute of this round, once."""
        form = AnswerForm(request.POST)

        def verb() -> None:
            said = form.cleaned_data
            mine = get_object_or_404(Dispute.objects.using(STAFF), pk=said["dispute"], round_id=pk)
            disputes.answer(mine.pk, by=request.user, text=said["text"])

        return _act(request, pk, verb, "Answered. The round's page shows it.", form)

    def exposure(self, request: HttpRequest) -> HttpResponse:
        """What is at stake now."""
        user: Any = request.user
        shows_people = user.has_perm(SEE_PEOPLE)
        if shows_people:
            record(actor=user, act="rounds.exposure", subject=Round)
        context = {"title": "At stake now", "rounds": exposure.at_stake(), "shows_people": shows_people}
        return _page(self, request, "exposure", context)

    def exposure_csv(self, request: HttpRequest) -> StreamingHttpResponse:
        """The largest hundred stakes and people of each side."""
        record(actor=request.user, act="rounds.exposure_csv", subject=Round)
        header = [
            "instrument",
            "code",
            "side",
            "kind",
            "wager",
            "user",
            "email",
            "amount",
            "share",
            "would_get",
        ]
        rows: list[list[Cell]] = [
            [
                each.round.instrument.slug,
                each.round.code,
                side.side,
                kind,
                stake.wager,
                stake.user,
                stake.email,
                format_micro(stake.micro),
                f"{stake.share:.6f}",
                format_micro(stake.would_get_micro),
            ]
            for each in exposure.at_stake(most=100)
            for side in each.sides
            for kind, stakes in (("wager", side.largest), ("person", side.persons))
            for stake in stakes
        ]
        return attachment(f"exposure-{now():%Y%m%d-%H%M%S}.csv", header, rows)

    def fees(self, request: HttpRequest) -> HttpResponse:
        """What rounds have earned."""
        months = fees.by_month()
        context = {
            "title": "Fees of rounds",
            "months": months,
            "balances": fees.balances(),
            "agrees": all(each.agrees for each in months),
        }
        return _page(self, request, "fees", context)

    def fees_csv(self, request: HttpRequest) -> StreamingHttpResponse:
        """The same, a line each month."""
        header = [
            "month",
            "instrument",
            "currency",
            "rounds",
            "void",
            "wagers",
            "wagered",
            "fee_by_rounds",
            "fee_by_journal",
        ]
        rows: list[list[Cell]] = [
            [
                f"{each.first_on:%Y-%m}",
                each.instrument,
                each.currency,
                each.rounds,
                each.voids,
                each.wagers,
                format_micro(each.wagered_micro),
                format_micro(each.said_micro),
                format_micro(each.fee_micro),
            ]
            for each in fees.by_month()
        ]
        return attachment("fees-of-rounds.csv", header, rows)


def _told(found: Round, user: Any) -> dict[str, Any]:
    moment = now()
    pending = Forced.objects.using(STAFF).filter(round=found).pending().select_related("proposed_by").first()
    pools = standing.pools_of(found, using=STAFF)
    is_small = pools.wagers <= auditing.MOST_ON_A_PAGE
    takes_wagers = found.state == State.OPEN and moment < found.locks_at
    return {
        "found": found,
        "pools": pools,
        "reference": price(found.reference_close, found.decimals),
        "close": price(found.close, found.decimals),
        "audit": auditing.audit(found) if is_small else None,
        "most_on_a_page": auditing.MOST_ON_A_PAGE,
        "pending": pending,
        "is_mine": pending is not None and pending.proposed_by_id == user.pk,
        "decided": Forced.objects.using(STAFF)
        .filter(round=found)
        .exclude(pk=pending.pk if pending else 0)
        .select_related("proposed_by", "confirmed_by", "withdrawn_by"),
        "disputes": Dispute.objects.using(STAFF).filter(round=found).select_related("source", "answered_by"),
        "takes_wagers": takes_wagers,
        "may_be_forced": not found.has_ended and pending is None,
        "earlier_form": EarlierForm(initial={"at": found.locks_at}),
        "void_form": VoidForm(),
        "forced_form": ForcedForm(),
    }


def _act(
    request: HttpRequest, pk: int, verb: Callable[[], Any], said: str, form: forms.Form | None = None
) -> HttpResponse:
    """Do it when the form is filled in, else say what is missing, and go back to the round."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if form is not None and not form.is_valid():
        for name, errors in form.errors.items():
            label = form.fields[name].label if name in form.fields else ""
            messages.error(request, f"{label}: {' '.join(map(str, errors))}".removeprefix(": "))
        return redirect(ONE, pk)
    return done(request, verb, said, ONE, pk)


def _page(model_admin: Any, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    whole = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.model._meta,
        "may": model_admin.may(request),
        **context,
    }
    return TemplateResponse(request, f"admin/rounds/round/{name}.html", whole)
