"""Pages of bets by hand: enter, edit, copy, settle, annotate, throw away and bring back."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models.functions import Length
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from bets.models import Bookmaker, Sport
from imports.by_hand import limits, proposals, remarks, trash, verbs
from imports.by_hand.entry import Entry, EntryWrong
from imports.by_hand.errors import ChangedMeanwhile, HandRefused, NoSuchBet, NotByHand
from imports.by_hand.fields import fresh_token, this_minute
from imports.by_hand.forms import EntryForm, LegForm, RemarkForm, initial_of
from imports.by_hand.models import Act
from imports.by_hand.settle_form import SettleForm
from imports.by_hand.standing import Standing, standing
from imports.models import HandBet, SetAside
from ledger.refusals import retrying
from web import keyset
from web.access import member
from web.context import acting_as
from web.errors import Problem
from web.http import back, page
from web.keyset import Column, Sorts

ASIDE = Sorts({"made": Column("made_at")}, "-made")
MOST_SUGGESTED = 200
# What an address may fill in, as a page that knows the bet does (an edge that was taken).
FILLED = (
    "kind",
    "bookmaker",
    "selection",
    "event",
    "odds",
    "stake",
    "currency",
    "sport",
    "competition",
    "market",
)


@member
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """A new bet, with what the address says filled in; `next` is where it leads afterwards, with the bet's id."""
    user: Any = request.user
    blank = {"placed_at": this_minute(), "currency": user.currency, "bookmaker": _last_bookmaker(user)}
    told = {name: request.GET[name].replace("\x00", "")[:300] for name in FILLED if request.GET.get(name)}
    return _entering(request, blank | told, "Enter a bet", Act.ENTERED)


@member
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """The same bet again: the form as it was filled in, placed now, open."""
    user: Any = request.user
    with acting_as(user):
        same = _found(partial(verbs.template, user, pk))
    filled = initial_of(same, user) | {"placed_at": this_minute()}
    return _entering(request, filled, "Enter it again", Act.COPIED, legs=len(same.legs))


@member
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Say a bet anew that was entered by hand."""
    user: Any = request.user
    with acting_as(user):
        found = _found(partial(standing, user, pk))
    if found.entry is None:
        messages.warning(request, NotByHand().message)
        return redirect("bets:detail", found.bet.pk)
    initial = initial_of(found.entry, user) | {"token": fresh_token(), "version": found.version}
    form = _form(request, user, initial, former=found.entry, legs=len(found.entry.legs))
    if request.method == "POST" and not _asks_for_a_leg(request) and form.is_valid():
        said = form.cleaned_data
        try:
            bet_id = verbs.edit(
                user=user,
                bet_id=pk,
                entry=form.entry,
                version=said["version"],
                key=str(said["token"]),
                asked=_typed(request),
            )
        except (Problem, EntryWrong) as problem:
            _refuse(form, problem)
        else:
            messages.success(
                request, "Changed. What it posted was reversed and posted anew where it differs."
            )
            return redirect("bets:detail", bet_id)
    return _entry_page(request, form, "Edit a bet", found)


@member
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """How a bet ended: what each outcome brings stands beside it."""
    user: Any = request.user
    with acting_as(user):
        found = _found(partial(standing, user, pk))
    told = proposals.said(found)
    legs = told.legs if found.is_by_hand else ()
    form = SettleForm(
        request.POST if request.method == "POST" else None,
        outcomes=proposals.outcomes(
            told,
            this_minute(),
            own=user.currency,
            is_masked=user.mask_amounts,
            by_legs=bool(legs),
        ),
        legs=legs,
        initial={
            "token": fresh_token(),
            "version": found.version,
            "outcome": request.GET.get("outcome", "legs" if legs else ""),
            "settled_at": max(this_minute(), found.bet.placed_at),
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            bet_id = verbs.settle(user=user, bet_id=pk, **form.asked)
        except (Problem, EntryWrong) as problem:
            _refuse(form, problem)
        else:
            messages.success(request, "Said and posted.")
            return redirect("bets:detail", bet_id)
    context = {"form": form, "found": found, "bet": found.bet, "title": told.title}
    return page(request, "by_hand/settle.html", context, status=_status(form))


@member
@require_POST
def remark(request: HttpRequest, pk: int) -> HttpResponse:
    """Tags, note, how sure: said anew."""
    form = RemarkForm(request.POST)
    if form.is_valid():
        try:
            pk = remarks.remark(user=request.user, bet_id=pk, **form.cleaned_data)
        except NoSuchBet:
            raise Http404 from None
        except EntryWrong as wrong:
            messages.warning(request, str(wrong))
        else:
            messages.success(request, "Your remarks are kept.")
    else:
        messages.warning(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect(f"{reverse('bets:detail', args=[pk])}#remarks")


@member
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Into the trash."""
    try:
        trash.delete(user=request.user, bet_id=pk)
    except NoSuchBet:
        raise Http404 from None
    except HandRefused as refused:
        messages.warning(request, refused.message)
        return back(request, reverse("bets:list"))
    link = format_html('<a href="{}">the trash</a>', reverse("hand:trash"))
    messages.success(request, format_html("It is in {} now, and what it posted is reversed.", link))
    return redirect("bets:list")


@member
def list_trash(request: HttpRequest) -> HttpResponse:
    """What was thrown away, the last first."""
    aside = SetAside.objects.visible_to(request.user).order_by("with_id", "pk").distinct("with_id")
    rows = SetAside.objects.visible_to(request.user).filter(pk__in=aside.values("pk"))
    return page(request, "by_hand/trash.html", {"rows": keyset.paginate(rows, request.GET, sorts=ASIDE)})


@member
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of the trash."""
    try:
        bet_id = trash.restore(user=request.user, bet_id=pk)
    except NoSuchBet:
        raise Http404 from None
    messages.success(request, "It is back, and posted again.")
    return redirect("bets:detail", bet_id)


def _entering(
    request: HttpRequest, initial: Mapping[str, Any], title: str, act: Act, *, legs: int = 0
) -> HttpResponse:
    user: Any = request.user
    form = _form(request, user, {**initial, "token": fresh_token()}, legs=legs)
    said = request.POST if request.method == "POST" else None
    own = RemarkForm(said, prefix="own", initial={"tags": request.GET.get("tags", "")[:900]})
    if request.method == "POST" and not _asks_for_a_leg(request) and form.is_valid() and own.is_valid():
        warned = limits.warnings(
            user,
            amount_micro=form.entry.at_risk_micro,
            currency=form.entry.currency,
            placed_at=form.entry.placed_at,
        )
        try:
            token = str(form.cleaned_data["token"])
            bet_id = retrying(
                partial(_enter, user, form.entry, token, own.cleaned_data, act, _typed(request))
            )
        except (Problem, EntryWrong) as problem:
            _refuse(form, problem)
        else:
            messages.success(request, "Entered and posted.")
            for sentence in warned:
                messages.warning(request, f"It goes beyond what you set yourself. {sentence}")
            return _onwards(request, bet_id)
    return _entry_page(request, form, title, None, own)


def _onwards(request: HttpRequest, bet_id: int) -> HttpResponse:
    """To the bet, or to the page of ours that sent here, which is told the bet's id."""
    address = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure()):
        return redirect("bets:detail", bet_id)
    return redirect(f"{address}{'&' if '?' in address else '?'}entered={bet_id}")


def _typed(request: HttpRequest) -> dict[str, list[str]]:
    """What a form's token stands for: as it was typed, since what is left empty may mean another moment later."""
    return {name: request.POST.getlist(name) for name in request.POST if name != "csrfmiddlewaretoken"}


def _enter(user: Any, entry: Entry, token: str, said: Mapping[str, Any], act: Act, asked: Any) -> int:
    """The bet and what its owner says of it, together."""
    with acting_as(user):
        bet_id = verbs.enter(user=user, entry=entry, key=token, act=act, asked=asked)
        if any(said.values()):
            remarks.remark(user=user, bet_id=bet_id, key=f"{token}:remark", **said)
    return bet_id


def _form(
    request: HttpRequest, user: Any, initial: Mapping[str, Any], *, former: Entry | None = None, legs: int = 0
) -> EntryForm:
    if request.method != "POST":
        return EntryForm(user=user, initial=dict(initial), former=former, legs=legs)
    sent = len([name for name in request.POST if name.startswith("leg-") and name.endswith("-selection")])
    if _asks_for_a_leg(request):
        typed = {name: request.POST.get(name, "") for name in EntryForm.base_fields}
        rows = [
            {name: request.POST.get(f"leg-{place}-{name}", "") for name in LegForm.base_fields}
            for place in range(sent)
        ]
        return EntryForm(user=user, initial={**typed, "legs": rows}, former=former, legs=sent + 1)
    return EntryForm(request.POST, user=user, former=former, legs=sent)


def _asks_for_a_leg(request: HttpRequest) -> bool:
    return "add-leg" in request.POST


def _entry_page(
    request: HttpRequest, form: EntryForm, title: str, found: Standing | None, own: RemarkForm | None = None
) -> HttpResponse:
    user: Any = request.user
    with acting_as(user):
        names = Bookmaker.objects.visible_to(user).order_by("name").values_list("name", flat=True)
        sports = (
            Sport.objects.visible_to(user).order_by(Length("name"), "name").values_list("name", flat=True)
        )
        context = {
            "form": form,
            "own": own,
            "title": title,
            "found": found,
            "bookmakers": sorted(set(names[:MOST_SUGGESTED])),
            "sports": sorted(set(sports[:MOST_SUGGESTED])),
            "pauses": limits.warnings(user, amount_micro=1, currency=user.currency) if found is None else (),
        }
    return page(request, "by_hand/entry.html", context, partials={"legs"}, status=_status(form))


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200


def _refuse(form: Any, problem: Exception) -> None:
    """Say it where it was told. Who saw another state sees the one of now, and may say it again."""
    if isinstance(problem, NoSuchBet):
        raise Http404 from problem
    if isinstance(problem, ChangedMeanwhile):
        form.add_error(None, problem.message)
        return
    field = getattr(problem, "field", "")
    form.add_error(field if field in form.fields else None, str(problem))


def _found(find: Any) -> Any:
    try:
        return find()
    except NoSuchBet:
        raise Http404 from None


def _last_bookmaker(user: Any) -> str:
    """Where they entered the last one."""
    with acting_as(user):
        last = HandBet.objects.visible_to(user).order_by("-made_at").first()
    return str(last.entry.get("bookmaker", "")) if last else ""
