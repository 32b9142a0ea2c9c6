"""Stop an import."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from imports import lifecycle
from imports.models import Upload
from web.access import member
from web.context import acting_as


@member
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the end; the page then shows when it has come."""
    with acting_as(request.user):
        upload = get_object_or_404(Upload.objects.visible_to(request.user), pk=pk)
    lifecycle.request_cancel(user=request.user, upload=upload)
    return redirect("imports:detail", pk)
