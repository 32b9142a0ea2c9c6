"""The one-time sign-in link that `manage.py up` prints for the owner of an installation on this machine.

The table holds only a hash: who reads it cannot sign in. A link is used by a conditional UPDATE, so of two who click at
the same moment one gets in.
"""

import hashlib
import ipaddress
import secrets
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.errors import LinkOnlyOnThisMachine
from accounts.models import SigninLink, User
from web.clock import now

VALID_FOR = timedelta(hours=12)
OWNER_EMAIL = "owner@localhost"


def make_link(base_url: str, *, user: User | None = None) -> str:
    """A URL below `base_url` that signs `user` (the installation's owner when not given) in once, within 12 hours.

    Raises LinkOnlyOnThisMachine where mail is configured, in production, or for an address that is not this machine's.
    """
    if not settings.LOOPBACK or not is_loopback(base_url):
        raise LinkOnlyOnThisMachine
    token = secrets.token_urlsafe(32)
    link_for = user or installation_owner()
    SigninLink.objects.create(user=link_for, digest=_digest(token), expires_at=now() + VALID_FOR)
    return base_url.rstrip("/") + reverse("accounts:signin_link", args=[token])


def use_link(token: str) -> User | None:
    """The person a token signs in, which works once; None for a used, expired or unknown one."""
    digest, moment = _digest(token), now()
    # No condition may reach through a join: Django would move them all into a subquery, which PostgreSQL does not ask
    # again after waiting for the row, and two at the same moment would both get in.
    usable = SigninLink.objects.filter(
        digest=digest, used_at=None, expires_at__gt=moment, user__in=User.objects.filter(is_active=True)
    )
    if usable.update(used_at=moment) != 1:
        return None
    return SigninLink.objects.select_related("user").get(digest=digest).user


@transaction.atomic
def installation_owner() -> User:
    """The first person with all rights, made when there is none; they set a password on the settings page."""
    owner = User.objects.filter(is_superuser=True, is_active=True).order_by("id").first()
    return owner or User.objects.create_superuser(OWNER_EMAIL, name="Owner")


def is_loopback(url: str) -> bool:
    """Whether a URL points to this very machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
