"""One upload: how far it is, and in the end its report."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from bets.models import Bet
from imports import bookmaker_help, formats, not_bets
from imports.explained import explained
from imports.formats import Format
from imports.forms import SettingsForm
from imports.mapping.mapped import SLUG as OWN
from imports.models import FINISHED, State, Upload
from imports.progress import STEPS, percent_of
from ledger.models import Account
from web.access import member
from web.clock import now
from web.http import page

SURE_FROM = 10  # percent, before which the time left is not told
SHOWN = 100  # rejects and breaks on the page; the rest is in the CSV


@member
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Live while it runs (HTMX asks every second), a report when it is over."""
    upload = get_object_or_404(Upload.objects.visible_to(request.user), pk=pk)
    context: dict[str, Any] = {"upload": upload, "is_over": upload.state in FINISHED}
    if upload.state in FINISHED:
        context |= _report(request.user, upload)
    else:
        percent = percent_of(upload)
        context |= {"steps": _steps(upload), "percent": percent, "left": _left(upload, percent)}
    return page(request, "imports/detail.html", context, partials={"upload-live"})


def _steps(upload: Upload) -> list[dict[str, Any]]:
    """The steps with what is done, what is going on and what is to come."""
    names = list(STEPS)
    here = names.index(upload.step) if upload.step in STEPS else -1
    return [
        {"label": STEPS[name], "is_done": place < here, "is_current": place == here}
        for place, name in enumerate(names)
    ]


def _left(upload: Upload, percent: int | None) -> str:
    """How long it may still take, roughly; nothing while that would be a guess."""
    if not percent or percent < SURE_FROM or upload.started_at is None:
        return ""
    seconds = int((now() - upload.started_at).total_seconds()) * (100 - percent) // percent
    if seconds < 45:
        return "less than a minute left"
    return f"about {-(-seconds // 60)} minute{'s' if seconds > 60 else ''} left"


def _report(user: Any, upload: Upload) -> dict[str, Any]:
    found = _format(upload)
    accounts = list(Account.objects.visible_to(user).filter(pk__in=upload.accounts).order_by("name"))
    breaks = list(upload.breaks.order_by("number")[: SHOWN + 1])
    return {
        "format": found,
        "not_bets": not_bets.find(upload.format),
        "is_own": upload.format == OWN,
        "zone": upload.options.get("timezone") or _zone(user, found),
        "accounts": accounts,
        "currency": accounts[0].currency if len(accounts) == 1 else "",
        "bets_query": _bets_query(upload, accounts),
        "undecided": Bet.objects.visible_to(user).undecided().filter(account__in=upload.accounts).count(),
        "rejects": list(upload.rejects.order_by("number")[:SHOWN]),
        "breaks": explained(breaks[:SHOWN]),
        "breaks_count": len(breaks) if len(breaks) <= SHOWN else upload.breaks.count(),
        "is_same_again": _is_same_again(upload),
        "form": SettingsForm(initial=upload.options),
        "earlier": _earlier(user, upload),
        "bookmaker": bookmaker_help.named_in(upload.filename),
    }


def _zone(user: Any, found: Format | None) -> str:
    """Whose clock the format takes times for."""
    if found is None:
        return ""
    return str(user.time_zone) if found.keeps_clock else found.default_timezone


def _format(upload: Upload) -> Format | None:
    try:
        return formats.get(upload.format)
    except LookupError:
        return None


def _bets_query(upload: Upload, accounts: list[Account]) -> str:
    """The filter of the bets list that shows this file's time and bookmaker."""
    parts = []
    if len(accounts) == 1:
        parts.append(f"bookmaker={accounts[0].code.partition(':')[2]}")
    return "&".join(parts)


def _is_same_again(upload: Upload) -> bool:
    return (
        upload.state == State.PROCESSED
        and upload.unchanged > 0
        and not upload.inserted
        and not upload.updated
    )


def _earlier(user: Any, upload: Upload) -> Upload | None:
    """The same bytes, sent before."""
    same = Upload.objects.visible_to(user).filter(
        sha256=upload.sha256, pk__lt=upload.pk, state=State.PROCESSED
    )
    return same.order_by("-pk").first()
