"""What a coach does: their profile, invitations, notes."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from analytics.coaching import inviting
from analytics.coaching.errors import NotShared
from analytics.coaching.forms import CoachForm, InviteClientForm, NoteForm
from analytics.coaching.models import Coach, Consent, Relation, SessionNote
from analytics.coaching.scopes import SHARED_NOTES
from web.access import member
from web.context import acting_as
from web.http import page
from web.ratelimit import limited


@member
def profile(request: HttpRequest) -> HttpResponse:
    """How clients see the coach; the first time makes the person one."""
    user: Any = request.user
    with acting_as(user):
        coach = Coach.objects.visible_to(user).first()
    initial = {"name": coach.name, "organisation": coach.organisation} if coach else {"name": user.name}
    form = CoachForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        inviting.be_coach(user=user, **form.cleaned_data)
        messages.success(request, "Saved. Clients see this before they agree.")
        return redirect("clients:list")
    return page(request, "coaching/become.html", {"form": form, "coach": coach}, status=_status(form))


@member
@never_cache
@limited("coach-invite", per="20/h", methods={"POST"})
def invite(request: HttpRequest) -> HttpResponse:
    """Invite a client: the link is shown once, and sent if there is an address."""
    user: Any = request.user
    with acting_as(user):
        coach = Coach.objects.visible_to(user).first()
    if coach is None:
        return redirect("clients:profile")
    form = InviteClientForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "coach": coach}
    if request.method == "POST" and form.is_valid():
        context |= hand_out(request, coach=coach, **form.cleaned_data)
        context["form"] = InviteClientForm()
    return page(request, "coaching/invite_client.html", context, status=_status(form))


def hand_out(request: HttpRequest, *, coach: Coach | None, email: str, pseudonym: str) -> dict[str, Any]:
    """Make an invitation and send it; what the page says of it."""
    made, token = inviting.invite(
        user=request.user, is_by_coach=coach is not None, email=email, pseudonym=pseudonym
    )
    path = reverse("coach:invitation", args=[token])
    address = inviting.site_address(path, request.build_absolute_uri(path))
    is_sent = False
    if made.email:
        try:
            inviting.mail(made, address, coach)
            is_sent = True
        except OSError:  # what smtplib raises descends from it
            messages.warning(request, "The e-mail could not be sent. Copy the link and send it yourself.")
    return {"address": address, "made": made, "is_sent": is_sent}


@member
@require_POST
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a note about a client; shared only where they agreed to get notes."""
    user: Any = request.user
    form = NoteForm(request.POST)
    with acting_as(user):
        relation = _relation(user, pk)
        if not form.is_valid():
            messages.error(request, "A note needs some words, ten thousand signs at most.")
            return redirect("clients:client", pk)
        is_shared = form.cleaned_data["is_shared"]
        last = Consent.objects.filter(relation=relation).first()
        if is_shared and (relation.ended_at or last is None or SHARED_NOTES not in last.scopes):
            raise NotShared
        SessionNote.objects.create(
            relation=relation, owner=user, text=form.cleaned_data["text"], is_shared=is_shared
        )
    messages.success(request, "Kept, and shared with your client." if is_shared else "Kept. Only you see it.")
    return redirect("clients:client", pk)


@member
@require_POST
def forget_note(request: HttpRequest, pk: int, note_pk: int) -> HttpResponse:
    """Delete a note of one's own."""
    user: Any = request.user
    with acting_as(user):
        mine = SessionNote.objects.visible_to(user).filter(pk=note_pk, relation_id=pk)
        if not mine.exists():
            raise Http404
        mine.delete()
    messages.success(request, "Deleted.")
    return redirect("clients:client", pk)


def _relation(user: Any, pk: int) -> Relation:
    found = Relation.objects.coached_by(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _status(form: Any) -> int | None:
    return 422 if form.errors else None
