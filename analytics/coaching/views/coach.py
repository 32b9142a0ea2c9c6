"""The client's side: who coaches me, what they see, when they looked; agree, change, end. And a link's own page."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from analytics.coaching import clients as listing
from analytics.coaching import consenting, inviting
from analytics.coaching.book import own
from analytics.coaching.errors import CoachingProblem
from analytics.coaching.forms import KEEP, CoachForm, ConsentForm, InviteCoachForm
from analytics.coaching.models import Act, Coach, Consent, Relation, SessionNote
from analytics.coaching.scopes import ALWAYS, NEVER, SCOPES
from analytics.coaching.views.coach_acts import hand_out
from web import keyset
from web.access import member
from web.context import acting_as
from web.http import page
from web.keyset import Column, Sorts
from web.ratelimit import limited

LOOKS = Sorts({"looked": Column("looked_at")}, "-looked")
PAGES = {
    "list": "their list of clients",
    "page": "your patterns",
    "print": "the page to print",
    "csv": "the file of patterns",
    "compare": "a comparison",
}


@member
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Everybody who coaches or coached the person, and open invitations."""
    user: Any = request.user
    rows = []
    for relation in Relation.objects.visible_to(user).order_by("-pk"):
        last = relation.consents.first()
        coach = Coach.objects.filter(owner_id=relation.coach_id).first()
        rows.append((relation, coach, last, _state(user, relation, last), relation.looks.first()))
    context = {"rows": rows, "invitations": inviting.open_ones(user).filter(is_by_coach=False)}
    return page(request, "coaching/mine.html", context)


@member
@never_cache
@limited("coach-invite", per="20/h", methods={"POST"})
def invite(request: HttpRequest) -> HttpResponse:
    """Ask somebody to be one's coach; nothing is shown before one agrees to it afterwards."""
    form = InviteCoachForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        context |= hand_out(request, coach=None, **form.cleaned_data)
    return page(request, "coaching/invite_coach.html", context, status=422 if form.errors else None)


@member
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """End an invitation of one's own."""
    user: Any = request.user
    is_ended = inviting.take_back(user=user, pk=pk)
    messages.success(request, "Taken back: the link opens nothing any more.") if is_ended else messages.info(
        request, "That invitation had been used or had ended."
    )
    return redirect("clients:list" if request.POST.get("side") == "coach" else "coach:mine")


@member
@never_cache
@limited("coach-look", per="120/m")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a link: a client says what is shown, or a coach says yes."""
    user: Any = request.user
    found = inviting.invited(user=user, token=token)
    if found.is_own or found.is_for_another:
        status = 404 if found.is_for_another else None
        return _quiet(page(request, "coaching/not_for_you.html", {"is_own": found.is_own}, status=status))
    if not found.is_by_coach:
        return _quiet(_accept_as_coach(request, token, found))
    form = ConsentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            relation = consenting.accept_and_agree(
                user=user, token=token, pseudonym=request.POST.get("pseudonym", ""), **_agreed(user, form)
            )
        except CoachingProblem as problem:
            form.add_error(None, problem.message)
        else:
            messages.success(request, "Agreed. You can change or end it here at any time.")
            return redirect("coach:relation", relation.pk)
    context = {"found": found, "form": form, "never": NEVER, "always": ALWAYS}
    return _quiet(page(request, "coaching/invitation.html", context, status=422 if form.errors else None))


def _accept_as_coach(request: HttpRequest, token: str, found: inviting.Invited) -> HttpResponse:
    user: Any = request.user
    with acting_as(user):
        coach = Coach.objects.visible_to(user).first()
    initial = {"name": coach.name, "organisation": coach.organisation} if coach else {"name": user.name}
    form = CoachForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            with acting_as(user):
                inviting.be_coach(user=user, **form.cleaned_data)
                inviting.accept(user=user, token=token)
        except CoachingProblem as problem:
            form.add_error(None, problem.message)
        else:
            messages.success(request, "Accepted. Your client now decides what you see.")
            return redirect("clients:list")
    context = {"found": found, "form": form}
    return page(request, "coaching/asked.html", context, status=422 if form.errors else None)


@member
@never_cache
def relation(request: HttpRequest, pk: int) -> HttpResponse:
    """One coach: what holds, what was, when they looked; the form to agree or change."""
    user: Any = request.user
    with acting_as(user):
        found = consenting.mine(user, pk)
        history = list(found.consents.all())
        last = history[0] if history else None
        is_live = bool(last and last.act != Act.ENDED)
        form = ConsentForm(request.POST or None, before=last if is_live else None)
    if request.method == "POST" and form.is_valid():
        try:
            consenting.agree(user=user, pk=pk, **_agreed(user, form, last))
        except CoachingProblem as problem:
            form.add_error(None, problem.message)
        else:
            messages.success(request, "Agreed. It holds from the next page your coach opens.")
            return redirect("coach:relation", pk)
    with acting_as(user):
        context = {
            "relation": found,
            "coach": Coach.objects.filter(owner_id=found.coach_id).first(),
            "history": [(each, _titles(each)) for each in history],
            "last": last,
            "state": _state(user, found, last),
            "form": form,
            "never": NEVER,
            "always": ALWAYS,
            "looks": keyset.paginate(found.looks.all(), request.GET, sorts=LOOKS),
            "pages": PAGES,
            "shared": list(SessionNote.objects.filter(relation=found, is_shared=True)),
        }
        response = page(request, "coaching/relation.html", context, status=422 if form.errors else None)
        return response.render()


@member
@require_POST
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what the client is called; either side may."""
    user: Any = request.user
    consenting.rename(user=user, pk=pk, pseudonym=request.POST.get("pseudonym", ""))
    messages.success(request, "Kept.")
    return _back_to_side(user, pk)


@member
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks once, then ends it at once; either side may."""
    user: Any = request.user
    with acting_as(user):
        found = Relation.objects.filter(pk=pk).first()
        if found is None:
            raise Http404
        is_client = found.owner_id == user.pk
        coach = Coach.objects.filter(owner_id=found.coach_id).first()
    if request.method != "POST":
        return page(request, "coaching/end.html", {"relation": found, "is_client": is_client, "coach": coach})
    consenting.end(user=user, pk=pk)
    messages.success(request, "Ended. Nothing is shown any more.")
    return redirect("coach:relation", pk) if is_client else redirect("clients:list")


@member
@never_cache
@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The client's own book as their coach sees it now."""
    user: Any = request.user
    found = consenting.mine(user, pk)
    last = found.consents.first()
    if last is None or last.act == Act.ENDED:
        raise Http404
    opened = own(user, pk, last.scopes, last.from_on, last.until_on)
    book, seen = listing.look(opened)
    context = {
        "relation": found,
        "book": book,
        "seen": seen,
        "is_preview": True,
        "scopes": [scope for scope in SCOPES if opened.may(scope.key)],
        "withheld": [scope for scope in SCOPES if not opened.may(scope.key)],
        "from_on": last.from_on,
        "until_on": last.until_on,
    }
    return page(request, "coaching/client.html", context)


def _agreed(user: Any, form: ConsentForm, before: Consent | None = None) -> dict[str, Any]:
    said = form.cleaned_data
    if said["covers"] == KEEP and before is not None:
        from_on = before.from_on
    else:
        from_on = consenting.first_day(said["covers"], consenting.today_of(user))
    return {"scopes": said["scopes"], "from_on": from_on, "until_on": said["until_on"]}


def _state(user: Any, relation: Relation, last: Consent | None) -> str:
    if relation.ended_at:
        return listing.ENDED
    if last is None:
        return listing.WAITING
    is_over = last.until_on is not None and last.until_on < consenting.today_of(user)
    return listing.OVER if is_over else listing.LIVE


def _titles(consent: Consent) -> list[str]:
    return [scope.title for scope in SCOPES if scope.key in consent.scopes]


def _back_to_side(user: Any, pk: int) -> HttpResponse:
    with acting_as(user):
        is_client = Relation.objects.visible_to(user).filter(pk=pk).exists()
    return redirect("coach:relation" if is_client else "clients:client", pk)


def _quiet(response: Any) -> Any:
    """The address holds a token: no other site learns it. (With no-referrer at all the page's own form is refused.)"""
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
