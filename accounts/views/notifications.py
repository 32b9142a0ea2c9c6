"""What the person was told, and by which ways they want to be told."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts import notifications as telling
from accounts.forms_gates import WaysForm
from accounts.models import Notification
from accounts.requests import MemberRequest
from web import keyset
from web.access import member
from web.context import acting_as
from web.http import page
from web.keyset import Column, Sorts

SORTS = Sorts({"told": Column("created_at")}, "-told")


@member
def notifications(request: MemberRequest) -> HttpResponse:
    """The list, newest first."""
    told = Notification.objects.visible_to(request.user)
    rows = keyset.paginate(told, request.GET, sorts=SORTS)
    return page(
        request,
        "accounts/notifications/list.html",
        {"rows": rows, "names": {kind: name for kind, (name, _) in telling.KINDS.items()}},
    )


@member
@require_POST
def read(request: MemberRequest) -> HttpResponse:
    """Mark all as read."""
    telling.read(user=request.user)
    return redirect("accounts:notifications")


@member
@require_POST
def follow(request: MemberRequest, pk: int) -> HttpResponse:
    """Mark one as read and go where it leads."""
    with acting_as(request.user):
        told = get_object_or_404(Notification.objects.visible_to(request.user), pk=pk)
    telling.read(user=request.user, notification_id=told.pk)
    return redirect(told.url or "accounts:notifications")


@member
def choices(request: MemberRequest) -> HttpResponse:
    """By e-mail, by webhook, or in the list alone: for each kind."""
    form = WaysForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Saved.")
        return redirect("accounts:notification-choices")
    return page(request, "accounts/notifications/choices.html", {"form": form})
