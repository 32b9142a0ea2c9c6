"""What the treasury's admin pages share."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from ledger.money import format_micro
from web.errors import Problem


def done(request: HttpRequest, verb: Callable[[], Any], said: str, where: str, *args: Any) -> HttpResponse:
    """Do it, say so (or what was refused), and go back to a page."""
    try:
        verb()
    except Problem as problem:
        messages.error(request, problem.message)
    else:
        messages.success(request, said)
    return redirect(where, *args)


def amount(micro: int | None, currency: str) -> str:
    """For a column: a decimal with its currency."""
    return "–" if micro is None else f"{format_micro(micro)} {currency}"
