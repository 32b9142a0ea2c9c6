"""The request of a signed-in person, for the types of views."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User


class MemberRequest(HttpRequest):
    """What a view behind @member gets."""

    user: User  # type: ignore[assignment]
    htmx: HtmxDetails
