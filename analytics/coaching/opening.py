"""How a coach's page gets to the client's book: the consent is asked for before, and again when the page is made."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any

from django.db import connection
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from web.context import acting_as


@dataclass(frozen=True, slots=True)
class Opened:
    """A live consent: which relation, whose book, what may be seen of it and of which days."""

    relation_id: int
    client_id: int
    consent_id: int
    scopes: frozenset[str]
    from_on: date | None
    until_on: date | None

    def may(self, scope: str) -> bool:
        """Did the client tick it?"""
        return scope in self.scopes


def open_for(pk: int, page: str) -> Opened | None:
    """The consent under which the acting person may look, or None; the client is told of the look. As the coach."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM coaching_open(%s, %s)", [pk, page])
        row = cursor.fetchone()
    if row is None:
        return None
    client, consent, scopes, from_on, until_on = row
    return Opened(pk, client, consent, frozenset(scopes), from_on, until_on)


def holds(opened: Opened) -> bool:
    """Is it still that consent which holds?"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coaching_holds(%s, %s)", [opened.relation_id, opened.consent_id])
        return bool(cursor.fetchone()[0])


def looks(
    page: str,
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Decorate a coach's view of one client: it gets the `Opened` of the `pk` in the address, or the answer is 404.

    The page is rendered here and the consent asked for again: whoever ends it while the page is being made is obeyed.
    """

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def looking(request: HttpRequest, pk: int, **more: Any) -> HttpResponseBase:
            user: Any = request.user
            with acting_as(user):
                opened = open_for(pk, page)
                if opened is None:
                    raise Http404
                return sealed(view(request, opened, **more), [opened])

        return looking

    return decorate


def sealed(response: Any, opened: list[Opened]) -> Any:
    """The response, made in full and kept by nobody; Http404 when one of the consents no longer holds."""
    if hasattr(response, "render"):
        response = response.render()
    if not all(map(holds, opened)):
        raise Http404
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
