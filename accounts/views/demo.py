"""One click into the demo, where there is one."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.demo import demo_user
from accounts.views.signin_link import BACKEND
from web.access import public


@public
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Sign in as the made-up person of the demo."""
    user = demo_user()
    if user is None:
        raise Http404
    login(request, user, backend=BACKEND)
    messages.info(request, "This is the demo: a made-up person. Look at everything; nothing here is real.")
    return redirect(settings.LOGIN_REDIRECT_URL)
