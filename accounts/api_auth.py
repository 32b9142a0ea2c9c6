"""Who asks the API: the holder of a token, and nobody by way of a browser's session.

@router.get("/bets", response=..., **secured("bets:read"))
def bets(request): request.caller.user ...
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja.security import HttpBearer

from accounts import idempotency, tokens
from accounts.errors import ScopeMissing
from accounts.tokens import Caller
from web import ratelimit
from web.context import acting_as
from web.errors import Problem
from web.http import problem_json

PREFIX = "/api/"
WORDS = {
    404: "There is nothing at this address.",
    405: "This address does not know that method.",
    500: "Something broke on our side. Nothing was changed.",
}
_needed: set[str] = set()  # by the operations there are; each says so itself when its module is loaded


class ApiRequest(HttpRequest):
    """What an operation of the API gets."""

    caller: Caller


class Needs(HttpBearer):
    """The operation is for callers whose token has these scopes. Raises ScopeMissing for another token."""

    def __init__(self, *scopes: str) -> None:
        unknown = set(scopes) - tokens.SCOPES.keys()
        if unknown:
            raise ValueError(f"Unknown scopes: {unknown}")
        super().__init__()
        self.scopes = frozenset(scopes)

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """Called by ninja, which answers 401 for None."""
        caller: Caller | None = getattr(request, "caller", None)
        if caller is not None and not self.scopes <= caller.scopes:
            raise ScopeMissing(f"This token lacks {', '.join(sorted(self.scopes - caller.scopes))}.")
        return caller


REFUSAL = {
    "description": "A refusal: what happened in `detail`, the fields it is about in `errors` (RFC 9457).",
    "content": {
        "application/problem+json": {
            "schema": {
                "type": "object",
                "required": ["detail", "title", "status", "type"],
                "properties": {
                    "detail": {"type": "string"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "type": {"type": "string"},
                    "errors": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
                        },
                    },
                },
            }
        }
    },
}
KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": True,
    "description": "Your own name for this request, 1 to 255 characters: asked again, it is answered, not done again.",
    "schema": {"type": "string"},
}


def secured(*scopes: str, key: bool = False) -> dict[str, Any]:
    """Keyword arguments of an operation that needs these scopes; the page about the API shows them.

    `key`: it also needs an Idempotency-Key, because it answers through `once`.
    """
    needs = Needs(*scopes)
    _needed.update(scopes)
    extra = {"x-scopes": list(scopes), "responses": {"default": REFUSAL}}
    return {"auth": needs, "openapi_extra": extra | ({"parameters": [KEY]} if key else {})}


def offered() -> dict[str, str]:
    """The scopes that open anything today, with what they open: a new token may have these and no others."""
    return {scope: text for scope, text in tokens.SCOPES.items() if scope in _needed}


def once(
    request: ApiRequest, scope: str, effect: Callable[[], tuple[int, Any]], *, body: Any = None
) -> HttpResponse:
    """Answer an operation once per Idempotency-Key (accounts.idempotency): a repeated one gets the stored reply.

    The key stands for the request's bytes, or for `body` where the same request may have other bytes (a form's files).
    """
    said = request.body if body is None else body
    body = [request.method, request.path, idempotency.fingerprint_of(said)]
    reply = idempotency.once(
        owner=request.caller.user, scope=scope, key=idempotency.key_of(request), body=body, effect=effect
    )
    response = JsonResponse(reply.body, status=reply.status, safe=False)
    if reply.is_replay:
        response["Idempotent-Replay"] = "true"
    return response


class ApiCallers:
    """Middleware: under /api/ a person is known by a token alone, and the database answers to that person.

    Stands after Django's own authentication, whose session it puts aside. An answer of 400 or above keeps nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX) or request.path_info == PREFIX:
            return self.get_response(request)
        own = getattr(request, "session", None)
        request.user, request.session = AnonymousUser(), SessionStore()
        try:
            return self._known_by_token(request)
        finally:
            # An empty one would take the browser's cookie away, and sign its person out.
            request.session = own  # type: ignore[assignment]

    def _known_by_token(self, request: HttpRequest) -> HttpResponse:
        try:
            verdict = ratelimit.check(request, "api", by=("token",))
            ratelimit.check(request, "api-address", by=("address",))
        except Problem as problem:
            return problem_json(problem)
        response = _told_as_problem(self._answer(request))
        if response.status_code == 401:
            response["WWW-Authenticate"] = "Bearer"
        response["Cache-Control"] = "no-store"
        for header, value in (verdict.headers if verdict else {}).items():
            response.headers.setdefault(header, value)
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        scheme, _, text = request.headers.get("Authorization", "").partition(" ")
        caller = tokens.caller(text.strip()) if scheme.lower() == "bearer" else None
        if caller is None:
            return self.get_response(request)
        request.user, request.caller = caller.user, caller  # type: ignore[attr-defined]
        with acting_as(caller.user):
            response = self.get_response(request)
            if response.status_code >= 400:
                transaction.set_rollback(True)
        return response


def _told_as_problem(response: HttpResponse) -> HttpResponse:
    """What was refused before an operation began (no such path, another method) in the API's own form, too."""
    status = response.status_code
    if status < 400 or "json" in response.get("Content-Type", "") or (settings.DEBUG and status >= 500):
        return response
    problem = Problem(WORDS.get(status, "This request cannot be answered."))
    problem.status = status
    problem.headers = {name: response[name] for name in ("Allow", "Retry-After") if name in response}
    return problem_json(problem)
