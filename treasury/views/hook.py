"""Where providers send their messages."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from treasury import hooks
from web.access import public
from web.errors import Problem
from web.ratelimit import limited

HEADER = "Betsite-Signature"


@public
@csrf_exempt
@require_POST
@limited("webhook-in", by="address")
def receive(request: HttpRequest, provider: str) -> HttpResponse:
    """Whoever signs with a valid secret is heard; the body is taken as it came, before anything reads it."""
    body = request.read(hooks.MOST_BYTES + 1)
    if len(body) > hooks.MOST_BYTES:
        return JsonResponse({"detail": "The message is too long."}, status=413)
    try:
        outcome = hooks.receive(provider=provider, header=request.headers.get(HEADER, ""), body=body)
    except Problem as problem:
        return JsonResponse({"detail": problem.message}, status=problem.status)
    return JsonResponse({"outcome": outcome})
