"""The chain in the admin: where it ends, what the verifications found, and the buttons for it."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse

from ledger import chain, tasks, verification
from ledger.chain import signing
from ledger.chain.verifying import unsealed
from ledger.errors import LedgerError
from ledger.models import Block, Verification
from web.access import STAFF, staff_member
from web.admin import StaffReadAdmin

SEAL, VERIFY, EXPORT = "ledger.seal_ledger", "ledger.verify_ledger", "ledger.export_head"
AT_ONCE = 500_000  # sealed rows that are verified while the person waits; more is given to a worker
View = Callable[[HttpRequest], HttpResponseBase]


def _needs(right: str, *, method: str = "POST") -> Callable[[View], View]:
    """403 without the right, 405 for another method."""

    def decorate(view: View) -> View:
        @staff_member
        @wraps(view)
        def guarded(request: HttpRequest) -> HttpResponseBase:
            if request.method != method:
                return HttpResponseNotAllowed([method])
            if not request.user.has_perm(right):
                raise PermissionDenied
            return view(request)

        return guarded

    return decorate


@admin.register(Verification)
class VerificationAdmin(StaffReadAdmin):
    list_display = ("verified_at", "outcome", "movements", "sealed", "unsealed", "head_number", "took", "by")
    list_filter = ("is_sound",)
    list_select_related = ("by",)
    ordering = ("-id",)
    readonly_fields = ("outcome", "head")
    exclude = ("head_hash",)

    @admin.display(description="outcome")
    def outcome(self, row: Verification) -> str:
        """In a word, or the first thing that is wrong."""
        return "✓ sound" if row.is_sound else f"✗ {row.problems[0]['first']}"

    @admin.display(ordering="took_ms")
    def took(self, row: Verification) -> str:
        """How long it took."""
        return f"{row.took_ms / 1000:.1f} s"

    @admin.display(description="head hash")
    def head(self, row: Verification) -> str:
        """In hexadecimal digits."""
        return bytes(row.head_hash).hex()

    def get_urls(self) -> list[URLPattern]:
        """The buttons' addresses before the admin's own."""
        guard = self.admin_site.admin_view
        return [
            path("seal/", guard(seal_now), name="ledger_seal_now"),
            path("verify/", guard(verify_now), name="ledger_verify_now"),
            path("head.json", guard(head_file), name="ledger_signed_head"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The runs, under a card that says how the chain stands."""
        return super().changelist_view(request, {**(extra_context or {}), **_standing(request)})

    changelist_view.access_policy = STAFF  # type: ignore[attr-defined]


@_needs(SEAL)
def seal_now(request: HttpRequest) -> HttpResponse:
    """Seal what was committed since the last seal."""
    rows = chain.seal()
    messages.success(request, f"Sealed {rows} rows." if rows else "There was nothing to seal.")
    return _back()


@_needs(VERIFY)
def verify_now(request: HttpRequest) -> HttpResponse:
    """Verify everything, or have it done by a worker when it would take long."""
    if chain.head().sequence > AT_ONCE:
        tasks.verify.delay(request.user.pk)
        messages.info(request, "The verification has begun; its outcome will be the first line below.")
        return _back()
    report = verification.run(by=request.user.pk)
    if report.is_sound:
        messages.success(request, "Every promise of the ledger holds.")
    for problem in report.problems:
        messages.error(
            request, f"Broken: {problem.promise} {problem.rows} rows; the first is {problem.first}."
        )
    return _back()


@_needs(EXPORT, method="GET")
def head_file(request: HttpRequest) -> HttpResponse:
    """The signed head as a file."""
    try:
        document = signing.signed_head()
    except LedgerError as error:
        messages.error(request, str(error))
        return _back()
    response = HttpResponse(json.dumps(document, indent=1, sort_keys=True), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="betsite-head-{document["number"]}.json"'
    return response


def _back() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:ledger_verification_changelist"))


def _standing(request: HttpRequest) -> dict[str, Any]:
    with transaction.atomic(using="staff"):
        end = chain.head()
        last_block = Block.objects.using("staff").filter(number=end.number).first()
        waiting, _ = unsealed(using="staff")
        last = Verification.objects.using("staff").order_by("-id").first()
    try:
        key, problem = signing.public_key(), ""
    except LedgerError as error:
        key, problem = "", str(error)
    return {
        "title": "Tamper evidence",
        "end": end,
        "end_hash": _pieces(bytes(end.hash).hex()),
        "sealed_at": last_block.sealed_at if last_block else None,
        "unsealed": waiting,
        "last": last,
        "public_key": _pieces(key),
        "key_problem": problem,
        "may_seal": request.user.has_perm(SEAL),
        "may_verify": request.user.has_perm(VERIFY),
        "may_export": request.user.has_perm(EXPORT),
    }


def _pieces(digits: str) -> list[str]:
    """So that a narrow screen can break the line."""
    return [digits[start : start + 16] for start in range(0, len(digits), 16)]
