"""What was not recognised, what the person says it is, and everything said so far."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from bets.models import Correction, Market, Sport, Unrecognised, What
from imports import corrections
from imports.correction_forms import meaning_of, texts_of
from imports.errors import SettingInvalid
from imports.models import Upload
from imports.recognised import share_of_all, share_of_upload
from web import keyset
from web.access import member
from web.context import acting_as
from web.http import back, page
from web.keyset import Column, Sorts

SORTS = Sorts({"money": Column("money_micro"), "bets": Column("bets"), "text": Column("text")}, "-money")
MADE = Sorts({"made": Column("made_at")}, "-made")
TABS = (What.SPORT, What.MARKET)


@member
def recognition(request: HttpRequest) -> HttpResponse:
    """The texts that tell no sport, or no kind of market we know, the most money first."""
    user: Any = request.user
    wanted = request.GET.get("what", "")
    what = What(wanted) if wanted in TABS else TABS[0]
    texts = Unrecognised.objects.visible_to(user).filter(what=what)
    if asked := request.GET.get("q", "").replace("\x00", "").strip()[:200]:
        texts = texts.filter(text__icontains=asked)
    rows = keyset.paginate(texts, request.GET, sorts=SORTS)
    context = {
        "what": what,
        "tabs": TABS,
        "asked": asked,
        "rows": rows,
        "sort_text": rows.sorted_by("text"),
        "sort_bets": rows.sorted_by("bets", is_descending=True),
        "sort_money": rows.sorted_by("money", is_descending=True),
        "share": share_of_all(user),
        "meanings": meanings(user, what),
        "corrections": Correction.objects.visible_to(user).standing().count(),
    }
    return page(request, "imports/recognition.html", context)


@member
def made(request: HttpRequest) -> HttpResponse:
    """All corrections, the last first."""
    said = Correction.objects.visible_to(request.user)
    said = said.select_related("sport", "competition", "market", "participant")
    context = {"rows": keyset.paginate(said, request.GET, sorts=MADE)}
    return page(request, "imports/corrections.html", context)


@member
def of_upload(request: HttpRequest, pk: int) -> HttpResponse:
    """The share of one file's bets that is recognised, for its report."""
    upload = get_object_or_404(Upload.objects.visible_to(request.user), pk=pk)
    context = {"upload": upload, "share": share_of_upload(upload)}
    return page(request, "imports/recognised_page.html", context, partials={"recognised"})


@member
@require_POST
def correct(request: HttpRequest) -> HttpResponse:
    """Say what texts mean: those ticked in the list, or the one a form names."""
    user: Any = request.user
    default = reverse("imports:recognition")
    try:
        with acting_as(user):
            what = _what(request)
            meaning = meaning_of(user, what, request.POST)
            texts = texts_of(user, what, request.POST)
    except SettingInvalid as error:
        messages.warning(request, error.message)
        return back(request, default)
    if not texts:
        messages.warning(request, "Choose at least one text, and what it means.")
        return back(request, default)
    try:
        done = corrections.correct(user=user, what=what, texts=texts, meaning=meaning)
    except SettingInvalid as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, _told(done, str(meaning)))
    return back(request, default)


@member
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo one correction."""
    user: Any = request.user
    with acting_as(user):
        correction = get_object_or_404(Correction.objects.visible_to(user), pk=pk)
    if corrections.undo(user=user, correction=correction):
        messages.success(request, f"“{correction.text[:80]}” means again what its words say.")
    return redirect("imports:corrections")


def meanings(user: Any, what: What) -> list[tuple[str, str]]:
    """What may be chosen as the meaning: (slug, name)."""
    found = Sport.objects.visible_to(user) if what == What.SPORT else Market.objects.filter(owner=None)
    return list(found.order_by("name", "pk").values_list("slug", "name"))


def _what(request: HttpRequest) -> What:
    try:
        return What(request.POST.get("what", ""))
    except ValueError:
        raise SettingInvalid("Say what you want to correct.") from None


def _told(done: corrections.Corrected, meaning: str) -> str:
    texts = len(done.corrections)
    said = f"“{done.corrections[0].text[:80]}” is" if texts == 1 else f"{texts} texts are"
    return f"{said} {meaning} from now on, in the {done.fits:,} places that have it and in new files."
