"""The theme of visitors and members: a cookie, kept in step with the member's setting by accounts."""

from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from web.access import public
from web.http import back
from web.navigation import THEMES

A_YEAR = 365 * 24 * 3600


@public
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Set the theme and go back to the page it was chosen on."""
    chosen = request.POST.get("theme", "")
    response = back(request)
    if chosen in THEMES:
        response.set_cookie("theme", chosen, max_age=A_YEAR, samesite="Lax", httponly=True)
        if request.user.is_authenticated and request.user.theme != chosen:
            get_user_model().objects.filter(pk=request.user.pk).update(theme=chosen)
    return response
