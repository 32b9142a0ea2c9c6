from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse

from accounts.audit import record
from ledger.models import Movement
from treasury import resolving
from treasury.back_office.acting import amount, done
from treasury.house import STAFF
from treasury.models import Break, BreakEvent, HouseLine, Resolution, Status
from treasury.reconciliation import reconcile
from web.acting import ActingAdmin
from web.back_office import Notice, notices
from web.clock import now

PERSONAL = "treasury.view_personal_break"


@admin.register(Break)
class BreakAdmin(ActingAdmin):
    """The house's breaks; those of people's own accounts only as a number, unless a role may see them."""

    list_display = ("id", "kind", "account", "difference", "age", "status", "about", "proposed_by")
    list_filter = ("status", "kind", "currency")
    list_select_related = ("account", "proposed_by")
    search_fields = ("id__exact", "about", "explanation", "reason", "account__code")
    date_hierarchy = "opened_at"
    ordering = ("opened_at", "pk")
    change_list_template = "admin/treasury/break/list.html"
    change_form_template = "admin/treasury/break/detail.html"
    acts = {
        "run/": ("run", "treasury.run_reconciliation"),
        "<int:pk>/explain/": ("explain", "treasury.explain_break"),
        "<int:pk>/propose/": ("propose", "treasury.propose_break"),
        "<int:pk>/refuse/": ("refuse", "treasury.confirm_break"),
        "<int:pk>/confirm/": ("confirm", "treasury.confirm_break"),
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Without people's own, unless the reader may."""
        found = super().get_queryset(request)
        user: Any = request.user
        return found if user.has_perm(PERSONAL) else found.filter(owner=None)

    @admin.display(ordering="amount_micro")
    def difference(self, found: Break) -> str:
        """What the other side has more than the journal."""
        return amount(found.amount_micro, found.currency)

    @admin.display(ordering="opened_at")
    def age(self, found: Break) -> str:
        """Days it was or has been open."""
        days = ((found.settled_at or now()) - found.opened_at).days
        return f"{days} day{'' if days == 1 else 's'}"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, and how many people have open differences of their own."""
        personal = Break.objects.using(STAFF).pending().exclude(owner=None)
        counts = {
            "personal": personal.count(),
            "people": personal.values("owner_id").distinct().count(),
        }
        return super().changelist_view(request, {**(extra_context or {}), **counts})

    def told(self, found: Any, user: Any) -> dict[str, Any]:
        """One break: what it is about, its history, and what may be done."""
        return _told(found, user)

    def run(self, request: HttpRequest) -> HttpResponse:
        """Reconcile everything now."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])

        def verb() -> None:
            record(actor=request.user, act="reconciliation.run", subject=Break)
            reconcile()

        return done(request, verb, "Reconciled.", "admin:treasury_break_changelist")

    def explain(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Write down what is known."""
        text = request.POST.get("text", "")
        return self._act(request, pk, lambda: resolving.explain(pk, by=request.user, text=text), "Noted.")

    def propose(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Propose how to resolve it."""
        sent = request.POST
        movement = sent.get("movement", "").strip()

        def verb() -> None:
            resolving.propose(
                pk,
                by=request.user,
                resolution=sent.get("resolution", ""),
                reason=sent.get("reason", ""),
                movement_id=int(movement) if movement.isascii() and movement.isdigit() else None,
            )

        return self._act(request, pk, verb, "Proposed. Another person has to confirm it.")

    def refuse(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send a proposal back."""
        reason = request.POST.get("reason", "")
        return self._act(
            request, pk, lambda: resolving.refuse(pk, by=request.user, reason=reason), "Sent back."
        )

    def confirm(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Confirm another's proposal; then it is done."""
        return self._act(request, pk, lambda: resolving.confirm(pk, by=request.user), "Resolved.")

    def _act(self, request: HttpRequest, pk: int, verb: Any, said: str) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        return done(request, verb, said, "admin:treasury_break_change", pk)


def _told(found: Break, user: Any) -> dict[str, Any]:
    fate = HouseLine.objects.using(STAFF).select_related("line").filter(pk=found.line_id).first()
    ids = [pk for pk in (found.movement_id, found.suggested_id) if pk]
    movements = Movement.objects.using(STAFF).select_related("debit", "credit").in_bulk(ids)
    return {
        "found": found,
        "age": (now() - found.opened_at).days,
        "difference": amount(found.amount_micro, found.currency),
        "fate": fate if found.owner_id is None else None,
        "line_amount": amount(fate.line.amount_micro, found.currency) if fate else "",
        "movement": movements.get(found.movement_id or 0),
        "suggested": movements.get(found.suggested_id or 0),
        "history": BreakEvent.objects.using(STAFF).filter(about=found).select_related("by"),
        "resolutions": Resolution.choices,
        "is_mine": found.proposed_by_id == user.pk,
        "is_open": found.status == Status.OPEN and found.owner_id is None,
        "is_proposed": found.status == Status.PROPOSED,
    }


@admin.register(BreakEvent)
class BreakEventAdmin(ActingAdmin):
    list_display = ("id", "about", "act", "by", "happened_at", "detail")
    list_select_related = ("about", "by")
    list_filter = ("act",)
    search_fields = ("detail", "by__email")
    date_hierarchy = "happened_at"
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """As the breaks themselves."""
        found = super().get_queryset(request)
        user: Any = request.user
        return found if user.has_perm(PERSONAL) else found.filter(owner=None)


@notices
def waiting(user: Any) -> list[Notice]:
    """Open breaks, and proposals of others, for whoever can do something about them."""
    if not user.has_perm("treasury.view_break"):
        return []
    house = Break.objects.using(STAFF).house().pending()
    found = []
    address = reverse("admin:treasury_break_changelist")
    if user.has_perm("treasury.confirm_break"):
        others = house.filter(status=Status.PROPOSED).exclude(proposed_by=user).count()
        if others:
            found.append(
                Notice(
                    f"{others} proposed resolution(s) wait for a second person.",
                    f"{address}?status__exact=proposed",
                )
            )
    if number := house.filter(status=Status.OPEN).count():
        found.append(
            Notice(f"{number} open break(s) in the house's accounts.", f"{address}?status__exact=open")
        )
    return found
