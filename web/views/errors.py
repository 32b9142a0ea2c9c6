"""Error pages: what happened, what was kept safe, what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from web.access import public


@public
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return render(request, "errors/404.html", status=404)


@public
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return render(request, "errors/403.html", status=403)


@public
def broken(request: HttpRequest) -> HttpResponse:
    """500, without context: the database may be what is broken."""
    return HttpResponse(render_to_string("errors/500.html"), status=500)
