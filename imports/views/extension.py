"""The browser extension: what it does, how to install it, and the file."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import etag, require_safe

from imports import extension
from web.access import public
from web.http import page


@public
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What it reads, how to install it, and the file with the sum that proves it whole."""
    package = extension.built()
    entries = [path.relative_to(extension.SOURCE).as_posix() for path in extension.files()]
    return page(request, "imports/extension.html", {"package": package, "entries": entries})


def _tag(request: HttpRequest) -> str:
    return f'"{extension.built().sha256}"'


@public
@require_safe
@etag(_tag)
def download(request: HttpRequest) -> HttpResponse:
    """The ZIP file, the bytes that `make extension` makes."""
    package = extension.built()
    response = HttpResponse(package.content, content_type="application/zip")
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=package.name) or ""
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
