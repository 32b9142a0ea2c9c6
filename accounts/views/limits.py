"""Limits and breaks: what keeps a person from betting more than they meant to, set by themselves."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.errors import AccountProblem
from accounts.forms_gates import BreakForm, ExclusionForm, LimitForm
from accounts.models import Limit, Pause
from accounts.protection import limits as setting
from accounts.protection import pauses
from accounts.requests import MemberRequest
from web.access import member
from web.clock import now
from web.context import acting_as
from web.http import page


@member
def limits(request: MemberRequest) -> HttpResponse:
    """What is in force, what waits, the forms and the history. A POST sets, lowers, raises or removes a limit."""
    form = LimitForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            asked = setting.set_limit(user=request.user, **form.cleaned_data)
        except AccountProblem as problem:
            form.add_error(None, problem.message)
        else:
            messages.success(
                request,
                "Your limit is in force."
                if asked.confirmed_at
                else "Noted. It changes nothing yet: come back when the wait is over and confirm it.",
            )
            return redirect("accounts:limits")
    return _page(request, limit_form=form)


@member
@require_POST
def settle(request: MemberRequest, pk: int, verb: str) -> HttpResponse:
    """Confirm a raise whose time has come, or cancel it."""
    with acting_as(request.user):
        limit = get_object_or_404(Limit.objects.visible_to(request.user), pk=pk)
    if verb == "confirm":
        setting.confirm_raise(user=request.user, limit=limit)
        messages.success(request, "Confirmed. The new limit is in force.")
    else:
        setting.cancel_raise(user=request.user, limit=limit)
        messages.success(request, "Cancelled. Your limit stays as it is.")
    return redirect("accounts:limits")


@member
@require_POST
def take_break(request: MemberRequest) -> HttpResponse:
    """Begin a break of 24 hours to six weeks."""
    form = BreakForm(request.POST)
    if form.is_valid():
        pauses.take_break(user=request.user, length=form.cleaned_data["length"])
        messages.success(request, "Your break has begun.")
        return redirect("accounts:limits")
    return _page(request, break_form=form)


@member
def exclude(request: MemberRequest) -> HttpResponse:
    """Self-exclusion: what it means, how long, and a second yes."""
    form = ExclusionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        pauses.exclude(user=request.user, length=form.cleaned_data["length"])
        messages.success(
            request, "You are excluded. Your money stays yours and can be taken out at any time."
        )
        return redirect("accounts:limits")
    context = {"form": form, "running": _running(request)}
    return page(request, "accounts/limits/exclude.html", context, status=422 if form.errors else None)


def _running(request: MemberRequest) -> Pause | None:
    with acting_as(request.user):
        return pauses.running(request.user)


def _page(request: MemberRequest, **forms: Any) -> HttpResponse:
    user, moment = request.user, now()
    with acting_as(user):
        mine = Limit.objects.visible_to(user)
        in_force = [limit for limit in mine.in_force() if limit.amount_micro is not None]
        waiting = [(limit, limit.effective_at <= moment) for limit in mine.pending()]
        context = {
            "in_force": in_force,
            "waiting": waiting,
            "history": list(mine[:50]),
            "pauses": list(Pause.objects.visible_to(user)[:20]),
            "running": pauses.running(user),
            "limit_form": forms.get("limit_form") or LimitForm(user=user),
            "break_form": forms.get("break_form") or BreakForm(),
        }
    failed = any(form.errors for form in forms.values())
    return page(request, "accounts/limits/limits.html", context, status=422 if failed else None)
