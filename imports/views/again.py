"""Import the same file once more, with other settings."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from imports import intake, queue
from imports.errors import StillRunning
from imports.forms import SettingsForm
from imports.models import FINISHED, Upload
from web.access import member
from web.context import acting_as


@member
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """A new upload of the stored bytes."""
    with acting_as(request.user):
        upload = get_object_or_404(Upload.objects.visible_to(request.user), pk=pk)
    if upload.state not in FINISHED:
        raise StillRunning
    form = SettingsForm(request.POST, initial=upload.options)
    if not form.is_valid() or not upload.path:
        messages.warning(request, "That file cannot be imported with these settings.")
        return redirect("imports:detail", pk)
    fresh = intake.again(user=request.user, upload=upload, options=form.options)
    queue.send(fresh)
    return redirect("imports:detail", fresh.pk)
