from hmac import compare_digest
from ipaddress import ip_address

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from treasury.metrics import CONTENT_TYPE, exposition
from web.access import public
from web.address import address_of


@public
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for a monitor: for whoever brings METRICS_TOKEN. Without one set, on a machine that is not in production,
    for that machine alone. Everybody else finds nothing here.
    """
    if not _may(request):
        raise Http404
    response = HttpResponse(exposition(), content_type=CONTENT_TYPE)
    response["Cache-Control"] = "no-store"
    return response


def _may(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    if token:
        return compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode())
    # Behind a proxy on this machine every stranger has a loopback address, so a forwarded request is not believed.
    if settings.PRODUCTION or "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    address = address_of(request)
    return address is not None and ip_address(address).is_loopback
