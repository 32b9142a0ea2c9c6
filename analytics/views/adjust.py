"""Record money that no row explains, and take that back. Nothing is written before the person has seen what it is."""

from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from analytics.adjust_forms import MissingForm, OtherForm
from ledger.models import Account
from treasury import adjusting
from treasury.models import Adjustment, ProvedSpan
from web.access import member
from web.clock import now
from web.context import acting_as
from web.errors import Problem
from web.http import page

DONE = "Recorded in your journal. You can take it back on this page."
LARGEST_ID = 2**63 - 1


@member
@require_http_methods(["GET", "HEAD", "POST"])
def adjust(request: HttpRequest, pk: int) -> HttpResponse:
    """What will be posted, to be confirmed: for the gap named by `before`, or an amount of the person's own."""
    user: Any = request.user
    with acting_as(user):
        account = get_object_or_404(Account.objects.visible_to(user).coded("book"), pk=pk)
        span = _span(user, account, request.GET.get("before", ""))
    form = _form(request, span, ZoneInfo(user.time_zone))
    if request.method == "POST" and form.is_valid():
        try:
            _record(user, account, span, form)
        except Problem as problem:
            messages.warning(request, problem.message)
        else:
            messages.success(request, DONE)
        return redirect("money:account", pk)
    context = {"account": account, "span": span, "form": form}
    return page(request, "money/adjust.html", context, status=422 if form.errors else 200)


@member
@require_POST
def take_back(request: HttpRequest, pk: int, adjustment: int) -> HttpResponse:
    """Reverse it in the journal."""
    user: Any = request.user
    with acting_as(user):
        get_object_or_404(Adjustment.objects.visible_to(user).filter(account=pk), pk=adjustment)
    if adjusting.take_back(user=user, adjustment_id=adjustment):
        messages.success(request, "Taken back: the journal has its reversal.")
    else:
        messages.warning(request, "That was taken back before.")
    return redirect("money:account", pk)


def _span(user: Any, account: Account, text: str) -> ProvedSpan | None:
    """The span before whose first row money is missing. None when none is named, 404 when it is gone."""
    if not text:
        return None
    line = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else LARGEST_ID
    spans = ProvedSpan.objects.visible_to(user).filter(account=account, first_line=line)
    found = spans.exclude(missing_micro=0).first()
    if found is None:
        raise Http404
    return found


def _form(request: HttpRequest, span: ProvedSpan | None, zone: ZoneInfo) -> MissingForm | OtherForm:
    data = request.POST if request.method == "POST" else None
    first = {"token": uuid4()}
    if span is None:
        return OtherForm(data, initial=first | {"day": now().astimezone(zone).date()})
    return MissingForm(data, initial=first | {"amount_micro": span.missing_micro})


def _record(user: Any, account: Account, span: ProvedSpan | None, form: Any) -> None:
    said = form.cleaned_data
    if span is not None:
        adjusting.record_missing(
            user=user,
            account_id=account.pk,
            before_line=span.first_line_id,
            amount_micro=said["amount_micro"],
            note=said["note"],
            token=said["token"],
        )
        return
    adjusting.record_other(
        user=user,
        account_id=account.pk,
        amount_micro=said["amount"],
        effective_at=form.moment(ZoneInfo(user.time_zone)),
        note=said["note"],
        token=said["token"],
    )
