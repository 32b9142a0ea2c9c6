"""Becoming a coach, inviting, and accepting: each verb is its own transaction of the acting person.

A link's token has 256 random bits, is shown once, kept as its SHA-256, used once and expires.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.http import Http404

from accounts import audit
from accounts.models import User
from analytics.coaching import telling
from analytics.coaching.errors import AlreadyTogether, NotUsable, TooManyClients, TooManyOpen
from analytics.coaching.models import Coach, Invitation, Relation
from web.clock import now
from web.context import acting_as

MOST_OPEN, MOST_CLIENTS = 50, 50
DAYS = 14


@dataclass(frozen=True, slots=True)
class Invited:
    """What the reader of a link may know of it."""

    is_by_coach: bool
    coach_name: str
    organisation: str
    pseudonym: str
    expires_at: datetime
    is_own: bool
    is_for_another: bool


def clean(text: str, most: int) -> str:
    """A name in one line, without what cannot be printed."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:most]


def be_coach(*, user: Any, name: str, organisation: str) -> Coach:
    """Keep how clients see this coach; the first time makes the person one."""
    told = {"name": clean(name, 100), "organisation": clean(organisation, 120)}
    with acting_as(user):
        if Coach.objects.visible_to(user).update(**told):
            return Coach.objects.visible_to(user).get()
        User.objects.filter(pk=user.pk).update(is_coach=True)
        return Coach.objects.create(owner=user, **told)


def invite(*, user: Any, is_by_coach: bool, email: str = "", pseudonym: str = "") -> tuple[Invitation, str]:
    """Make an invitation; returns it and its token, which is kept nowhere. Raises TooManyOpen, TooManyClients.

    A client's invitation names the coach's address, and only the person of that address can use it.
    """
    token = secrets.token_urlsafe(32)
    with acting_as(user):
        waiting = open_ones(user).count()
        if waiting >= MOST_OPEN:
            raise TooManyOpen
        if is_by_coach and _clients_of(user) + waiting >= MOST_CLIENTS:
            raise TooManyClients
        made = Invitation.objects.create(
            owner=user,
            is_by_coach=is_by_coach,
            email=email.strip().lower(),
            pseudonym=clean(pseudonym, 60),
            digest=digest_of(token),
            expires_at=now() + timedelta(days=DAYS),
        )
        audit.record(actor=user, act="coaching.invite", subject=made, using="default")
        telling.invited(made)
    return made, token


def mail(invitation: Invitation, address: str, coach: Coach | None) -> None:
    """Send the link to the address the invitation names. Raises OSError when it cannot be sent."""
    who = f"{coach}" if coach else "Somebody who keeps their betting in Betsite"
    asks = (
        "invites you to share patterns of your betting with them. You choose what is shown; your name, teams and bets"
        " are not. Nothing is shown before you agree, and you can end it at any time."
        if coach
        else "asks you to be their coach. They choose what you see, and can end it at any time."
    )
    ends = f"The link works once, until {invitation.expires_at:%-d %B %Y}."
    text = f"{who} {asks}\n\n{address}\n\n{ends} If you do not know what this is about, do nothing."
    send_mail("An invitation in Betsite", text, None, [invitation.email])


def site_address(path: str, built: str) -> str:
    """Where the link points: the site's configured address, else the one of this request."""
    return f"{settings.SITE_URL.rstrip('/')}{path}" if settings.SITE_URL else built


def open_ones(user: Any) -> Any:
    """The person's invitations that can still be used."""
    return Invitation.objects.visible_to(user).filter(used_at=None, revoked_at=None, expires_at__gt=now())


def take_back(*, user: Any, pk: int) -> bool:
    """End an invitation; False when it was used or had ended. Raises Http404 for another person's."""
    with acting_as(user):
        if not Invitation.objects.visible_to(user).filter(pk=pk).exists():
            raise Http404
        return bool(open_ones(user).filter(pk=pk).update(revoked_at=now()))


def invited(*, user: Any, token: str) -> Invited:
    """What a link is about. Raises Http404 when it cannot be used any more, or never could."""
    with acting_as(user), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM coaching_invited(%s)", [digest_of(token)])
        row = cursor.fetchone()
    if row is None:
        raise Http404
    by_coach, name, organisation, pseudonym, expires_at, own, another = row
    return Invited(by_coach, name or "", organisation or "", pseudonym, expires_at, own, another)


def accept(*, user: Any, token: str, pseudonym: str = "") -> Relation:
    """Use a link, once, inside the caller's transaction if there is one.

    Raises NotUsable, AlreadyTogether, and TooManyClients when it would be one too many for the coach who accepts.
    """
    with acting_as(user):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT coaching_accept(%s, %s)", [digest_of(token), clean(pseudonym, 60)])
                (made,) = cursor.fetchone()
                if made is None:
                    raise NotUsable
        except IntegrityError as error:
            raise AlreadyTogether from error
        relation = Relation.objects.get(pk=made)
        audit.record(actor=user, act="coaching.accept", subject=relation, using="default")
        if relation.coach_id == user.pk:
            if _clients_of(user) > MOST_CLIENTS:
                raise TooManyClients
            transaction.on_commit(partial(telling.accepted, relation))
    return relation


def _clients_of(coach: Any) -> int:
    return Relation.objects.coached_by(coach).running().count()


def digest_of(token: str) -> str:
    """What the table keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
