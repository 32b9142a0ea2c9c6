"""Using the one-time sign-in link."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.signin_link import use_link
from web.access import public
from web.http import page

BACKEND = "django.contrib.auth.backends.ModelBackend"


@public
@never_cache
@require_GET
def use(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in, once. GET only: a HEAD must not use the link up."""
    user = use_link(token) if settings.LOOPBACK else None
    if user is None:
        return page(request, "accounts/signin_link_gone.html", status=410)
    login(request, user, backend=BACKEND)
    messages.success(request, f"Welcome, {user.greeting}.")
    return redirect(settings.LOGIN_REDIRECT_URL)
