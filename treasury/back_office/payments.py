from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse

from accounts.audit import record
from treasury import giving_back, hooks, withdrawing
from treasury.back_office.acting import amount, done
from treasury.models import (
    Approval,
    Deposit,
    DepositAddress,
    SignedTransaction,
    WebhookSecret,
    Withdrawal,
    WithdrawalState,
    WithdrawalStep,
)
from treasury.models.withdrawals import UNSIGNED
from web.acting import ActingAdmin
from web.back_office import Notice, notices

STAFF = "staff"


@admin.register(Withdrawal)
class WithdrawalAdmin(ActingAdmin):
    """What was asked for and where it is; yes and no are buttons, and nothing else can be changed."""

    list_display = ("id", "owner", "asked", "recipient", "state", "approvals_needed", "tries", "requested_at")
    list_filter = ("state", ("alerted_at", admin.EmptyFieldListFilter), "chain", "currency")
    list_select_related = ("owner",)
    search_fields = ("id__exact", "recipient__startswith", "owner__email")
    date_hierarchy = "requested_at"
    ordering = ("-pk",)
    change_form_template = "admin/treasury/withdrawal/detail.html"
    acts = {
        "<int:pk>/approve/": ("approve", "treasury.approve_withdrawal"),
        "<int:pk>/refuse/": ("refuse", "treasury.approve_withdrawal"),
        "<int:pk>/give-back/": ("give_back", "treasury.resolve_withdrawal"),
    }

    @admin.display(ordering="amount_micro", description="amount")
    def asked(self, one: Withdrawal) -> str:
        """With its currency."""
        return amount(one.amount_micro, one.currency)

    def told(self, found: Any, user: Any) -> dict[str, Any]:
        """One withdrawal: its steps, approvals and signed transactions, and what may be done."""
        return _told(found, user)

    def approve(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One yes."""
        reason = request.POST.get("reason", "").strip()[:300]
        return self._act(
            request,
            pk,
            lambda: withdrawing.approve(staff=request.user, withdrawal_id=pk, reason=reason),
            "Approved.",
        )

    def refuse(self, request: HttpRequest, pk: int) -> HttpResponse:
        """No, with the reason the person reads."""
        return self._with_reason(
            request,
            pk,
            lambda reason: withdrawing.refuse(staff=request.user, withdrawal_id=pk, reason=reason),
            "Refused. The money is available to its owner again.",
        )

    def give_back(self, request: HttpRequest, pk: int) -> HttpResponse:
        """End an unknown outcome, on the chain's proof."""
        return self._with_reason(
            request,
            pk,
            lambda reason: giving_back.give_back(staff=request.user, withdrawal_id=pk, reason=reason),
            "Given back.",
        )

    def _with_reason(self, request: HttpRequest, pk: int, verb: Any, said: str) -> HttpResponse:
        reason = request.POST.get("reason", "").strip()[:300]
        if request.method == "POST" and not reason:
            messages.error(request, "Say why.")
            return redirect("admin:treasury_withdrawal_change", pk)
        return self._act(request, pk, lambda: verb(reason), said)

    def _act(self, request: HttpRequest, pk: int, verb: Any, said: str) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not Withdrawal.objects.using(STAFF).filter(pk=pk).exists():
            return redirect("admin:treasury_withdrawal_changelist")
        return done(request, verb, said, "admin:treasury_withdrawal_change", pk)


def _told(found: Withdrawal, user: Any) -> dict[str, Any]:
    approvals = Approval.objects.using(STAFF).filter(withdrawal_id=found.pk).select_related("staff")
    is_mine = found.owner_id == user.pk
    return {
        "found": found,
        "asked": amount(found.amount_micro, found.currency),
        "steps": WithdrawalStep.objects.using(STAFF).filter(withdrawal_id=found.pk).select_related("by"),
        "approvals": approvals,
        "signed": SignedTransaction.objects.using(STAFF)
        .filter(nonce__withdrawal_id=found.pk)
        .select_related("nonce"),
        "is_mine": is_mine,
        "may_say_yes": found.state == WithdrawalState.REQUESTED
        and not is_mine
        and user.pk not in {one.staff_id for one in approvals},
        "may_say_no": found.state in UNSIGNED and not is_mine,
        "may_give_back": found.state == WithdrawalState.UNKNOWN and not is_mine,
    }


@admin.register(Deposit)
class DepositAdmin(ActingAdmin):
    list_display = (
        "id",
        "owner",
        "came",
        "chain",
        "state",
        "confirmations",
        "tx_hash",
        "alert",
        "observed_at",
    )
    list_filter = ("state", "chain", "currency")
    list_select_related = ("owner",)
    search_fields = ("tx_hash__startswith", "owner__email")
    date_hierarchy = "observed_at"
    ordering = ("-pk",)

    @admin.display(ordering="amount_micro", description="amount")
    def came(self, one: Deposit) -> str:
        """With its currency."""
        return amount(one.amount_micro, one.currency)


@admin.register(DepositAddress)
class DepositAddressAdmin(ActingAdmin):
    list_display = ("id", "owner", "chain", "number", "address", "created_at")
    list_filter = ("chain",)
    list_select_related = ("owner",)
    search_fields = ("address__startswith", "owner__email")
    ordering = ("-pk",)


@admin.register(WebhookSecret)
class WebhookSecretAdmin(ActingAdmin):
    """By provider and last letters: the secret itself is shown once, when it is made."""

    list_display = ("id", "provider", "shown_ending", "created_at", "retired_at")
    list_filter = ("provider", ("retired_at", admin.EmptyFieldListFilter))
    search_fields = ("provider",)
    exclude = ("sealed",)
    change_list_template = "admin/treasury/webhooksecret/list.html"
    acts = {
        "make/": ("make", "treasury.rotate_webhooksecret"),
        "<int:pk>/retire/": ("retire", "treasury.rotate_webhooksecret"),
    }

    @admin.display(description="ending")
    def shown_ending(self, one: WebhookSecret) -> str:
        """Enough to tell two apart."""
        return f"…{one.ending}"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, with the buttons."""
        live = WebhookSecret.objects.using(STAFF).filter(retired_at=None).order_by("provider", "pk")
        extra = {**(extra_context or {}), "providers": hooks.PROVIDERS, "live": live}
        return super().changelist_view(request, extra)

    def make(self, request: HttpRequest) -> HttpResponse:
        """A new one beside the old, shown this once."""
        provider = request.POST.get("provider", "")
        if request.method != "POST" or provider not in hooks.PROVIDERS:
            return HttpResponseNotAllowed(["POST"])
        made = hooks.new_secret(provider)
        record(actor=request.user, act="webhook_secret.make", subject=made, detail={"provider": provider})
        # In this very answer: a message would keep the words in a cookie or the session until it is shown.
        return self.changelist_view(request, {"made": made})

    def retire(self, request: HttpRequest, pk: int) -> HttpResponse:
        """From now on it opens nothing."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if hooks.retire(pk):
            found = WebhookSecret.objects.using(STAFF).get(pk=pk)
            record(actor=request.user, act="webhook_secret.retire", subject=found)
            messages.success(request, "Retired.")
        return redirect("admin:treasury_webhooksecret_changelist")


@notices
def waiting_withdrawals(user: Any) -> list[Notice]:
    """What waits for a yes of somebody else's, and what needs looking into."""
    if not user.has_perm("treasury.approve_withdrawal"):
        return []
    address = reverse("admin:treasury_withdrawal_changelist")
    rows = Withdrawal.objects.using(STAFF).exclude(owner=user)
    asked = rows.filter(state=WithdrawalState.REQUESTED).exclude(approvals__staff_id=user.pk).count()
    lost = rows.filter(state=WithdrawalState.UNKNOWN).count()
    found = []
    if asked:
        found.append(Notice(f"{asked} withdrawal(s) wait for approval.", f"{address}?state__exact=requested"))
    if lost:
        found.append(
            Notice(
                f"{lost} withdrawal(s) of unknown outcome.", f"{address}?state__exact=unknown", is_bad=True
            )
        )
    return found
