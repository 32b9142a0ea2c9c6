"""Take an upload back, and bring it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from imports import lifecycle, queue
from imports import undo as verbs
from imports.models import Upload, Wish
from web.access import member
from web.context import acting_as

AT_ONCE = 20_000  # rows; a larger upload is left to a worker

DONE = {
    Wish.UNDO: "Taken back: nothing in your book comes from {name} any more. You can bring it back below.",
    Wish.REDO: "Brought back: {name} counts again.",
}
LATER = "{name} is large: a worker does it now. This page shows when it is done."


@member
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """As if the file had never been sent."""
    return _wish(request, pk, Wish.UNDO)


@member
@require_POST
def redo(request: HttpRequest, pk: int) -> HttpResponse:
    """As if it had never been undone."""
    return _wish(request, pk, Wish.REDO)


def _wish(request: HttpRequest, pk: int, wish: Wish) -> HttpResponse:
    with acting_as(request.user):
        upload = get_object_or_404(Upload.objects.visible_to(request.user), pk=pk)
    lifecycle.request_wish(user=request.user, upload=upload, wish=wish)
    said = LATER
    if upload.rows_read > AT_ONCE:
        queue.send_wish(upload)
    elif verbs.grant(upload_id=upload.pk, user_id=upload.owner_id):
        said = DONE[wish]
    messages.success(request, said.format(name=upload.filename))
    return redirect("imports:detail", pk)
