"""Drop files here, and see what became of those before."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from imports import intake, not_bets, queue
from imports.formats import all_formats
from imports.forms import SettingsForm
from imports.models import FINISHED, State, Upload
from web import keyset, tables
from web.access import member
from web.http import page
from web.keyset import Column, Sorts
from web.ratelimit import limited
from web.templatetags import show

SORTS = Sorts(
    {"sent": Column("created_at"), "file": Column("filename"), "rows": Column("rows_read")}, "-sent"
)
MOST_FILES = 50


class UploadTable(tables.Table):
    file = tables.Text("File", "filename", sort="file", is_link=True)
    state = tables.Badge("State", "state")
    rows = tables.Number("Rows", "rows_read", sort="rows")
    changed = tables.Text("New and changed", "inserted", is_minor=True)
    proof = tables.Text("Balance", "proof_status", is_minor=True)
    sent = tables.When("Sent", "created_at", sort="sent", is_descending_first=True)

    caption, name = "Uploads", "upload-table"
    empty = tables.Empty(
        "Nothing imported yet",
        "Your files will be listed here, with what each of them added and whether its balance is proved.",
        icon="file",
    )

    def row_url(self, record: Upload) -> str:
        """The upload's report."""
        return reverse("imports:detail", args=[record.pk])

    def render_state(self, record: Upload, value: Any) -> Any:
        """The state as a badge; an undone upload and one that holds no bets say so."""
        if record.undone_at:
            return format_html('<span class="badge is-cancelled">{}</span>', "Undone")
        if record.state == State.FAILED and not_bets.find(record.format):
            return format_html('<span class="badge is-cancelled">{}</span>', "Not bets")
        return format_html('<span class="badge is-{}">{}</span>', value, record.get_state_display())

    def render_changed(self, record: Upload, value: Any) -> Any:
        """What the file added, in one phrase."""
        if record.state != State.PROCESSED:
            return show.MISSING
        if not record.inserted and not record.updated:
            return "nothing new"
        return f"{record.inserted:,} new, {record.updated:,} changed"

    def render_proof(self, record: Upload, value: Any) -> Any:
        """The balance proof as a badge."""
        if record.state != State.PROCESSED:
            return show.MISSING
        return format_html(
            '<span class="badge is-{}">{}</span>', record.proof_status, record.get_proof_status_display()
        )


@member
@limited("upload", by=("user", "address"), methods={"POST"})
@require_http_methods(["GET", "HEAD", "POST"])
def uploads(request: HttpRequest) -> HttpResponse:
    """The drop zone and the list of uploads; a POST takes files in."""
    if request.method == "POST":
        return _take_in(request)
    return _listed(request, SettingsForm())


def _listed(request: HttpRequest, form: SettingsForm, *, status: int = 200) -> HttpResponse:
    rows = keyset.paginate(Upload.objects.visible_to(request.user), request.GET, sorts=SORTS)
    context = {
        "table": UploadTable(rows),
        "is_running": any(upload.state not in FINISHED for upload in rows),
        "form": form,
        "formats": all_formats(),
        "limit_mb": intake.megabytes(settings.UPLOAD_MAX_BYTES),
    }
    return page(
        request, "imports/list.html", context, partials={"upload-list", "upload-table"}, status=status
    )


def _take_in(request: HttpRequest) -> HttpResponse:
    """Store the files that came and send each to the workers. A script asks for JSON, a browser is sent on."""
    form = SettingsForm(request.POST)
    files = request.FILES.getlist("files")
    wants_json = request.get_preferred_type(["text/html", "application/json"]) == "application/json"
    if sentence := _refusal(len(files), is_valid=form.is_valid()):
        if wants_json:
            return JsonResponse({"detail": sentence}, status=422)
        messages.warning(request, sentence)
        return redirect("imports:list")
    taken = [
        intake.receive(
            user=request.user, filename=file.name or "", chunks=file.chunks(), options=form.options
        )
        for file in files
    ]
    for upload in taken:
        if upload.state not in FINISHED:
            queue.send(upload)
    if wants_json:
        told = [
            {"id": upload.pk, "file": upload.filename, "url": reverse("imports:detail", args=[upload.pk])}
            for upload in taken
        ]
        return JsonResponse({"uploads": told}, status=201)
    return redirect("imports:detail", taken[0].pk) if len(taken) == 1 else redirect("imports:list")


def _refusal(files: int, *, is_valid: bool) -> str:
    """Why nothing of what was sent is taken in, "" when it is."""
    if not is_valid:
        return "One of the settings is not valid."
    if not files:
        return "Choose at least one file first."
    if files > MOST_FILES:
        return f"That are {files} files. Up to {MOST_FILES} are taken at once, so none of them was; send them in parts."
    return ""
