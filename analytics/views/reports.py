"""Reports: ask for one, see how far it is, take it, stop it, delete it."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analytics.filters import Filter, read_for
from analytics.reports import asking, files, lifecycle, queue
from analytics.reports.forms import ReportForm, first_form
from analytics.reports.models import Format, Report, State
from web.access import member
from web.clock import now
from web.context import acting_as
from web.http import page
from web.ratelimit import limited

TYPES = {
    Format.PDF: "application/pdf",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "application/zip",
    Format.PARQUET: "application/zip",
}


@member
@limited("report", by=("user",), methods={"POST"})
@require_http_methods(["GET", "HEAD", "POST"])
def reports(request: HttpRequest) -> HttpResponse:
    """The form, filled in for what the address asks for, and the reports there are. A POST asks for one."""
    user: Any = request.user
    if request.method == "POST":
        return _ask(request)
    asked, notices = read_for(user, request.GET)
    form = first_form(user, asked, timezone.localdate(now()))
    return page(request, "reports/list.html", _listed(user, form, asked, notices), partials={"report-list"})


@member
@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """One report: live while it is made (HTMX asks every second), to be taken when it is there."""
    found = _mine(request, pk)
    context = {"report": found, "asked": asking.filter_of(found), "percent": _percent(found)}
    return page(request, "reports/detail.html", context, partials={"report-live"})


@member
@never_cache
@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file itself."""
    found = _mine(request, pk)
    path = files.content(found)
    if found.state != State.DONE or not path.is_file():
        raise Http404
    response = FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=found.filename,
        content_type=TYPES[Format(found.format)],
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@member
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the end; the page then shows when it has come."""
    with acting_as(request.user):
        _mine(request, pk)
    lifecycle.request_cancel(user=request.user, pk=pk)
    return redirect("reports:detail", pk)


@member
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a report away, with its file."""
    asking.delete(user=request.user, pk=pk)
    messages.success(request, "Deleted.")
    return redirect("reports:list")


def _ask(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    form = ReportForm(request.POST)
    if not form.is_valid():
        with acting_as(user):
            asked, _ = read_for(user, request.GET)
            return page(request, "reports/list.html", _listed(user, form, asked, []), status=422).render()
    with acting_as(user):
        what = form.asked(user)
    made, is_new = asking.ask(user=user, key=form.cleaned_data["key"], what=what)
    if is_new:
        queue.begin(made)
    return redirect("reports:detail", made.pk)


def _listed(user: Any, form: ReportForm, asked: Filter, notices: list[str]) -> dict[str, Any]:
    found = list(Report.objects.visible_to(user))
    narrowed = asked.but(date_from=None, date_to=None)
    return {
        "form": form,
        "asked": asked,
        "narrowed": narrowed.pairs,
        "notices": notices,
        "reports": found,
        "is_running": any(not one.is_over for one in found),
        "kept_days": asking.KEPT_FOR.days,
    }


def _mine(request: HttpRequest, pk: int) -> Report:
    return get_object_or_404(Report.objects.visible_to(request.user), pk=pk)


def _percent(found: Report) -> int | None:
    """How far the step is, None where it has no rows to count."""
    return 100 * min(found.done, found.total) // found.total if found.total else None
