"""The privacy switch: amounts hidden on every page, for a look over the shoulder."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.requests import MemberRequest
from web.access import member
from web.http import back


@member
@require_POST
def mask(request: MemberRequest) -> HttpResponse:
    """Hide the amounts, or show them again."""
    User.objects.filter(pk=request.user.pk).update(mask_amounts=request.POST.get("mask") == "on")
    return back(request)
