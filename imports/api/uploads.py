"""The API about uploads: sending files, following them, taking them back."""

from functools import partial
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile

from accounts.api_auth import ApiRequest, once, secured
from imports import intake, lifecycle, queue
from imports.api.shapes import RejectOut, UploadOut, uploads_out
from imports.errors import SettingInvalid
from imports.forms import SettingsForm
from imports.models import FINISHED, Upload, Wish
from imports.views.uploads import SORTS
from web import ratelimit
from web.api_lists import Listed, Paged, cut
from web.keyset import Column, Sorts

router = Router(tags=["Uploads"])
REJECT_SORTS = Sorts({"line": Column("number")}, "line")


class UploadsAsked(Paged):
    """Which uploads."""

    sort: str = Field(
        "",
        max_length=20,
        description=f"{', '.join(SORTS.columns)}; “-” before it: downwards. Usual: {SORTS.default}.",
    )


class SettingsIn(Schema):
    """As on the page: all optional; what is left out is as the format assumes."""

    format: str = Field("", max_length=80, description="Slug; only when a file is recognised wrongly.")
    timezone: str = Field("", max_length=80, description="IANA name: whose clock the file's times are.")
    currency: str = Field("", max_length=8, description="For files that do not name one.")
    bookmaker: str = Field("", max_length=80, description="For files that do not name one.")


@router.get("/uploads", response=Listed[UploadOut], summary="Your uploads", **secured("bets:read"))
def list_uploads(request: ApiRequest, asked: Query[UploadsAsked]) -> Listed[UploadOut]:
    """The files you sent, the last one first."""
    found = cut(_mine(request), asked, sorts=SORTS, sort=asked.sort)
    return Listed(items=uploads_out(request.caller.user, found.rows), next=found.next)


@router.get("/uploads/{upload_id}", response=UploadOut, summary="An upload", **secured("bets:read"))
def one_upload(request: ApiRequest, upload_id: int) -> UploadOut:
    """How far it is, and in the end what it brought. Ask every few seconds until `is_finished`."""
    return _one(request, upload_id)


@router.get(
    "/uploads/{upload_id}/rejects",
    response=Listed[RejectOut],
    summary="Rows that were refused",
    **secured("bets:read"),
)
def rejects(request: ApiRequest, upload_id: int, asked: Query[Paged]) -> Listed[RejectOut]:
    """Each with its line, why, and the row itself."""
    upload = get_object_or_404(_mine(request), pk=upload_id)
    found = cut(upload.rejects.all(), asked, sorts=REJECT_SORTS)
    items = [RejectOut(line=row.number, reason=row.reason, raw=row.raw) for row in found.rows]
    return Listed(items=items, next=found.next)


@router.post(
    "/uploads",
    response={201: UploadOut},
    summary="Send a file",
    **secured("bets:write", key=True),
)
def send(request: ApiRequest, file: File[UploadedFile], settings: Form[SettingsIn]) -> HttpResponse:
    """As a form (multipart/form-data). The import goes on by itself; a file that is too large is recorded as failed."""
    ratelimit.check(request, "upload", by=("user", "address"))
    options = _options(settings)

    def effect() -> tuple[int, Any]:
        upload = intake.receive(
            user=request.caller.user, filename=file.name or "", chunks=file.chunks(), options=options
        )
        if upload.state not in FINISHED:
            transaction.on_commit(partial(queue.send, upload))
        return 201, _one(request, upload.pk).model_dump(mode="json")

    said = {"file": file.name, "sha256": _digest(file), "options": options}
    return once(request, "upload", effect, body=said)


@router.post(
    "/uploads/{upload_id}/undo",
    response={202: UploadOut},
    summary="Take an upload back",
    **secured("bets:write"),
)
def undo(request: ApiRequest, upload_id: int) -> Status[UploadOut]:
    """As if the file had never been sent. A worker does it now: `undone_at` tells when it has. Not undoable: 422."""
    return _wish(request, upload_id, Wish.UNDO)


@router.post(
    "/uploads/{upload_id}/redo",
    response={202: UploadOut},
    summary="Bring an upload back",
    **secured("bets:write"),
)
def redo(request: ApiRequest, upload_id: int) -> Status[UploadOut]:
    """As if it had never been undone. A worker does it now."""
    return _wish(request, upload_id, Wish.REDO)


@router.post(
    "/uploads/{upload_id}/cancel",
    response={202: UploadOut},
    summary="Stop an import",
    **secured("bets:write"),
)
def cancel(request: ApiRequest, upload_id: int) -> Status[UploadOut]:
    """Nothing of the file is taken in. It ends within seconds; one that is over already is answered 422."""
    upload = get_object_or_404(_mine(request), pk=upload_id)
    lifecycle.request_cancel(user=request.caller.user, upload=upload)
    return Status(202, _one(request, upload_id))


def _wish(request: ApiRequest, upload_id: int, wish: Wish) -> Status[UploadOut]:
    upload = get_object_or_404(_mine(request), pk=upload_id)
    lifecycle.request_wish(user=request.caller.user, upload=upload, wish=wish)
    transaction.on_commit(partial(queue.send_wish, upload))
    return Status(202, _one(request, upload_id))


def _options(settings: SettingsIn) -> dict[str, str]:
    """The settings that were chosen. Raises SettingInvalid with the reason of each that cannot be meant."""
    form = SettingsForm(settings.model_dump())
    if not form.is_valid():
        raise SettingInvalid(" ".join(f"{name}: {said[0]}" for name, said in form.errors.items()))
    return intake.checked_options(form.options)


def _digest(file: UploadedFile) -> str:
    digest = sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _mine(request: ApiRequest) -> QuerySet[Upload]:
    return Upload.objects.visible_to(request.caller.user)


def _one(request: ApiRequest, upload_id: int) -> UploadOut:
    found = get_object_or_404(_mine(request), pk=upload_id)
    return uploads_out(request.caller.user, [found])[0]
