"""What the frame of every page shows of the person beside their name."""

from typing import Any

from django.http import HttpRequest

from accounts.models import Notification
from web.context import acting_as
from web.middleware import SAFE

MOST = 99


def unread(request: HttpRequest) -> dict[str, Any]:
    """Context processor: how many notifications are unread (counted up to 100), when a page asks."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}

    def count() -> str:
        # A page that answers a form is rendered outside of the reader's transaction.
        if request.method in SAFE:
            return _told(_count(user))
        with acting_as(user):
            return _told(_count(user))

    return {"unread": count}


def _count(user: Any) -> int:
    return Notification.objects.visible_to(user).unread()[: MOST + 1].count()


def _told(number: int) -> str:
    if not number:
        return ""
    return f"{MOST}+" if number > MOST else str(number)
