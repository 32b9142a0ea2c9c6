"""The person's webhooks: the list with its form, and one endpoint with what was sent there."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.errors import AccountProblem
from accounts.forms_gates import WebhookForm
from accounts.models import WebhookDelivery, WebhookEndpoint
from accounts.requests import MemberRequest
from accounts.webhooks import endpoints, outbox
from web.access import member
from web.context import acting_as
from web.http import page
from web.ratelimit import limited

MOST_SHOWN = 100


@member
@never_cache
@limited("webhook-test", methods={"POST"})
def webhooks(request: MemberRequest) -> HttpResponse:
    """All endpoints, and the form for one more; its secret is shown once in the answer."""
    form = WebhookForm(request.POST or None)
    made = secret = None
    if request.method == "POST" and form.is_valid():
        try:
            made, secret = endpoints.add(user=request.user, **form.cleaned_data)
            form = WebhookForm()
        except AccountProblem as problem:
            form.add_error("url", problem.message)
    with acting_as(request.user):
        rows = list(WebhookEndpoint.objects.visible_to(request.user).filter(removed_at=None))
    context = {"form": form, "endpoints": rows, "made": made, "secret": secret}
    return page(request, "accounts/webhooks/list.html", context, status=422 if form.errors else None)


@member
@never_cache
def webhook(request: MemberRequest, pk: int) -> HttpResponse:
    """One endpoint and its last deliveries."""
    return _page(request, _endpoint(request, pk))


@member
@require_POST
@limited("webhook-test")
def act(request: MemberRequest, pk: int, verb: str) -> HttpResponse:
    """Rotate the secret, send a test, switch on again, or remove."""
    endpoint = _endpoint(request, pk)
    if verb == "rotate":
        return _page(request, endpoint, secret=endpoints.rotate(user=request.user, endpoint=endpoint))
    if verb == "test":
        endpoints.send_test(user=request.user, endpoint=endpoint)
        messages.success(request, "A test is on its way. Reload in a moment to see how it went.")
    elif verb == "on":
        endpoints.switch_on(user=request.user, endpoint=endpoint)
    else:
        endpoints.remove(user=request.user, endpoint=endpoint)
        messages.success(request, "Removed. Nothing is sent there any more.")
        return redirect("accounts:webhooks")
    return redirect("accounts:webhook", pk=pk)


@member
@require_POST
@limited("webhook-test")
def replay(request: MemberRequest, pk: int) -> HttpResponse:
    """Send one event again."""
    with acting_as(request.user):
        mine = WebhookDelivery.objects.visible_to(request.user).filter(endpoint__removed_at=None)
        delivery = get_object_or_404(mine, pk=pk)
    outbox.replay(user=request.user, delivery=delivery)
    messages.success(request, "It is on its way again, under the same event id.")
    return redirect("accounts:webhook", pk=delivery.endpoint_id)


def _endpoint(request: MemberRequest, pk: int) -> WebhookEndpoint:
    with acting_as(request.user):
        mine = WebhookEndpoint.objects.visible_to(request.user).filter(removed_at=None)
        return get_object_or_404(mine, pk=pk)


def _page(request: MemberRequest, endpoint: WebhookEndpoint, *, secret: str = "") -> HttpResponse:
    with acting_as(request.user):
        deliveries = list(endpoint.deliveries.all()[:MOST_SHOWN])
    context = {"endpoint": endpoint, "deliveries": deliveries, "secret": secret}
    return page(request, "accounts/webhooks/detail.html", context)
