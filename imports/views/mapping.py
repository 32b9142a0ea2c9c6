"""Tell what the columns of an unknown file mean; see at once what its rows become; import it so."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms import CURRENCIES, time_zones
from bets.models import Status
from imports import intake, not_bets, queue, sniff
from imports.formats import FileError, Options
from imports.formats._columns import is_nothing, trimmed
from imports.mapping import saved
from imports.mapping.description import Mapping, from_json
from imports.mapping.guess import Doubt, Guess, doubts_of, guess
from imports.mapping.mapped import MappedFormat
from imports.mapping.roles import BY_KEY, ODDS, ORDERS, ROLES
from imports.models import FINISHED, SavedMapping, Upload
from web.access import member
from web.context import acting_as
from web.http import page

SHOWN, EXAMPLES, MOST_COLUMNS = 20, 3, 60
PREVIEWED = 20_000  # rows; of larger files the first ones


@member
@require_http_methods(["GET", "HEAD", "POST"])
def mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """The columns with what they probably mean, and a live preview; a POST previews, or imports."""
    with acting_as(request.user):
        upload = get_object_or_404(Upload.objects.visible_to(request.user), pk=pk)
    if upload.state not in FINISHED or not upload.path:
        raise Http404
    try:
        table = not_bets.read(intake.content(upload), upload.filename)
    except (FileError, OSError) as error:
        messages.warning(request, str(error))
        return redirect("imports:detail", pk)
    user: Any = request.user
    guessed = guess(table.frame, timezone=user.time_zone, currency=user.currency, name=_name(upload))
    is_told = request.method == "POST"
    chosen = _posted(request, table.header) if is_told else _kept(upload, table.header) or guessed.mapping
    doubts = doubts_of(table.frame, chosen)
    chosen = _answered(chosen, doubts)
    context = _context(upload, table, doubts, chosen, guessed) | _preview(table, chosen)
    if is_told:
        context["problem"] = _said_twice(request, table.header) or context["problem"]
        if "import" in request.POST and not context["problem"]:
            return _import(request, upload, chosen, table.header)
        context["is_refused"] = "import" in request.POST
        # Questions come and go with the columns: they are drawn anew when they are others than the page shows.
        asked = request.POST.get("asked", "").split()
        context["is_redrawn"] = bool(request.htmx) and asked != [doubt.key for doubt in doubts]  # type: ignore[attr-defined]
    return page(request, "imports/mapping.html", context, partials={"mapping-preview"})


@member
def own_formats(request: HttpRequest) -> HttpResponse:
    """The formats a person has described."""
    rows = [(row, from_json(row.mapping)) for row in saved.all_of(request.user)[:200]]
    found = [
        (row, [(BY_KEY[role].label, column) for role, column in told.columns.items()]) for row, told in rows
    ]
    return page(request, "imports/mappings.html", {"formats": found})


@member
@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one; what was imported with it stays."""
    with acting_as(request.user):
        row = get_object_or_404(SavedMapping.objects.visible_to(request.user), pk=pk)
        row.delete()
    messages.success(request, f"“{row.name}” is forgotten. What was imported with it stays.")
    return redirect("imports:mappings")


@member
@require_POST
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one another name."""
    name = request.POST.get("name", "").strip()[: saved.LONGEST]
    with acting_as(request.user):
        row = get_object_or_404(SavedMapping.objects.visible_to(request.user), pk=pk)
        if name:
            told = from_json(row.mapping)
            row.name, row.mapping = name, Mapping(**{**told.__dict__, "name": name}).as_json()
            row.save(update_fields=["name", "mapping"])
    return redirect("imports:mappings")


def _name(upload: Upload) -> str:
    return upload.filename.rsplit(".", 1)[0][: saved.LONGEST] or "My own file"


def _kept(upload: Upload, header: tuple[str, ...]) -> Mapping | None:
    """What was said before of this upload, or of files with its header."""
    told = upload.options.get(intake.MAPPING)
    found = from_json(told) if told else saved.known(upload.owner, header)
    return found if found and set(found.columns.values()) <= set(header) else None


def _answered(chosen: Mapping, doubts: list[Doubt]) -> Mapping:
    """With the likelier answer to a question whose answers have not been shown yet."""
    for doubt in doubts:
        if doubt.key == "order" and chosen.order not in dict(doubt.answers):
            chosen = replace(chosen, order=doubt.chosen)
    return chosen


def _said_twice(request: HttpRequest, header: tuple[str, ...]) -> str:
    """What to do about two columns that are said to mean the same."""
    told: dict[str, str] = {}
    for place, column in enumerate(header[:MOST_COLUMNS]):
        role = request.POST.get(f"column-{place}", "leave")
        if role in BY_KEY and role != "leave" and told.setdefault(role, column) != column:
            meaning = BY_KEY[role].label
            return (
                f"“{told[role]}” and “{column}” cannot both be “{meaning}”. Give one of them another meaning."
            )
    return ""


def _posted(request: HttpRequest, header: tuple[str, ...]) -> Mapping:
    """The mapping the form says. A role chosen twice is the first column's."""
    columns: dict[str, str] = {}
    for place, column in enumerate(header[:MOST_COLUMNS]):
        role = request.POST.get(f"column-{place}", "leave")
        if role in BY_KEY and role != "leave":
            columns.setdefault(role, column)
    told = {
        name: request.POST.get(name, "").strip()
        for name in ("order", "odds", "timezone", "currency", "bookmaker")
    }
    return Mapping(
        columns,
        order=told["order"] if told["order"] in ORDERS else "dmy",
        odds=told["odds"] if told["odds"] in ODDS else "decimal",
        timezone=told["timezone"] or "UTC",
        currency=told["currency"].upper()[:8],
        bookmaker=told["bookmaker"][: saved.LONGEST],
        returns_profit=request.POST.get("returns_profit") == "1",
        name=request.POST.get("name", "").strip()[: saved.LONGEST] or "My own file",
    )


def _context(
    upload: Upload, table: sniff.Table, doubts: list[Doubt], chosen: Mapping, guessed: Guess
) -> dict[str, Any]:
    roles = {column: role for role, column in chosen.columns.items()}
    guesses = {column: role for role, column in guessed.mapping.columns.items()}
    columns = []
    for place, column in enumerate(table.header[:MOST_COLUMNS]):
        cells = trimmed(table.frame[column].head(200))
        examples = list(dict.fromkeys(cells[~is_nothing(cells)].tolist()))[:EXAMPLES]
        role = roles.get(column, "leave")
        why = guessed.why.get(column, "") if guesses.get(column) == role else ""
        columns.append((place, column, examples, role, why))
    return {
        "upload": upload,
        "columns": columns,
        "roles": ROLES,
        "doubts": [(doubt, getattr(chosen, doubt.key)) for doubt in doubts],
        "chosen": chosen,
        "orders": ORDERS.items(),
        "kinds": ODDS.items(),
        "zones": time_zones(),
        "currencies": CURRENCIES.items(),
        "has_order_doubt": any(doubt.key == "order" for doubt in doubts),
        "asked": " ".join(doubt.key for doubt in doubts),
    }


def _preview(table: sniff.Table, chosen: Mapping) -> dict[str, Any]:
    """What the rows become, or why nothing can be made of them yet."""
    nothing: dict[str, Any] = {"bets": [], "rejects": [], "counts": (0, 0), "problem": ""}
    try:
        parsed = MappedFormat(chosen).parse(
            table.frame.head(PREVIEWED), Options(user_currency=chosen.currency or None)
        )
    except FileError as error:
        return nothing | {"problem": error.message}
    bets = parsed.bets.head(SHOWN).astype(object).where(parsed.bets.head(SHOWN).notna(), None)
    shown = [
        bet | {"odds": bet["odds"] and Decimal(bet["odds"]), "state": Status(bet["status"]).label}
        for bet in bets.to_dict("records")
    ]
    return {
        "bets": shown,
        "rejects": parsed.rejects.head(SHOWN).to_dict("records"),
        "counts": (len(parsed.lines), len(parsed.rejects)),
        "problem": "" if len(parsed.lines) else "No row becomes a bet this way.",
    }


def _import(request: HttpRequest, upload: Upload, chosen: Mapping, header: tuple[str, ...]) -> HttpResponse:
    with acting_as(request.user):
        saved.keep(user=request.user, mapping=chosen, columns=header)
    fresh = intake.again(user=request.user, upload=upload, options={"mapping": chosen.as_json()})
    queue.send(fresh)
    messages.success(
        request, f"“{chosen.name}” is kept: the next file with these columns is known by itself."
    )
    return redirect("imports:detail", fresh.pk)
