"""Reads see the reader's rows; refusals become sentences."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from web.context import acting_as
from web.errors import Problem

SAFE = {"GET", "HEAD", "OPTIONS"}


class ReadContext:
    """Runs a signed-in person's safe request in one transaction that sees only their rows.

    Writes are left alone: a verb opens its own short transaction, so that no lock lives until the page is rendered.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE or not request.user.is_authenticated:
            return self.get_response(request)
        with acting_as(request.user):
            response = self.get_response(request)
            if response.status_code >= 500:  # the exception was answered further in: keep nothing of it
                transaction.set_rollback(True)
        return response


class Problems:
    """Answers a refusal (web.errors.Problem) with its sentence: a page, a part for HTMX, or JSON."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Called by Django for what a view raised; anything but a Problem goes on as an error."""
        if not isinstance(exception, Problem):
            return None
        response = self._answer(request, exception)
        for header, value in exception.headers.items():
            response[header] = value
        return response

    def _answer(self, request: HttpRequest, problem: Problem) -> HttpResponse:
        context = {"message": problem.message}
        if getattr(request, "htmx", None):
            response = render(
                request, "components/alert.html", {**context, "tone": "bad"}, status=problem.status
            )
            response["HX-Retarget"] = "#messages"
            response["HX-Reswap"] = "innerHTML show:window:top"
            return response
        if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
            return JsonResponse({"detail": problem.message}, status=problem.status)
        return render(request, "errors/problem.html", context, status=problem.status)
