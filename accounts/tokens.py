"""Keys for programs: a short access token, and a refresh token that works once and brings the next pair.

Whoever uses a refresh token a second time has stolen it, or was robbed: the whole family stops working, whichever of
the two came first. A token tells whose it is, so that it is looked up as that person (row-level security stays on).
"""

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from accounts.errors import ScopeUnknown, TokenInvalid, TokenReused
from accounts.models import Token, TokenFamily, TokenKind, User
from web.clock import now
from web.context import acting_as

SCOPES = {
    "me:read": "See who you are, your settings and what you were told",
    "bets:read": "See your bets, uploads and figures",
    "bets:write": "Enter, change and delete bets, send files and take them back",
    "money:read": "See your accounts, statements, deposits and withdrawals",
    "money:write": "Ask for withdrawals and call them off",
    "odds:read": "See odds, closing lines and edges",
    "rounds:read": "See rounds and your wagers",
    "rounds:write": "Place wagers",
    "webhooks:write": "Manage your webhooks",
}
ACCESS_FOR = timedelta(minutes=15)
REFRESH_FOR = timedelta(days=30)
LETTERS = {TokenKind.ACCESS: "bsa", TokenKind.REFRESH: "bsr"}
SHAPE = re.compile(r"(bsa|bsr)_(\d{1,18})_([A-Za-z0-9_-]{43})")
REUSED = "A refresh token was used twice"


@dataclass(frozen=True, slots=True)
class Pair:
    """What the holder is given, once: both tokens in plain text."""

    family: TokenFamily
    access: str
    refresh: str
    access_expires_at: datetime
    refresh_expires_at: datetime


@dataclass(frozen=True, slots=True)
class Caller:
    """On whose behalf a program asks, and what it may."""

    user: User
    family_id: int
    scopes: frozenset[str]


def make(*, user: User, name: str, scopes: Sequence[str]) -> Pair:
    """A new family with its first pair. Raises ScopeUnknown for a scope that is none of SCOPES, or for no scope."""
    if not scopes or not set(scopes) <= SCOPES.keys():
        raise ScopeUnknown
    with acting_as(user):
        family = TokenFamily.objects.create(owner=user, name=name, scopes=sorted(set(scopes)))
        return _issue(family)


def refresh(text: str) -> Pair:
    """Exchange a refresh token for the next pair. Raises TokenInvalid, or TokenReused when it was exchanged before."""
    found = SHAPE.fullmatch(text)
    if not found or found[1] != LETTERS[TokenKind.REFRESH]:
        raise TokenInvalid
    with acting_as(int(found[2])):
        pair = _exchange(_digest(text))
    if pair is None:  # told after the transaction: the family stays revoked
        raise TokenReused
    return pair


def caller(text: str) -> Caller | None:
    """Who asks with this access token; None when it is unknown, over, revoked, or its owner's account is closed."""
    found = SHAPE.fullmatch(text)
    if not found or found[1] != LETTERS[TokenKind.ACCESS]:
        return None
    with acting_as(int(found[2])):
        token = (
            Token.objects.select_related("family", "owner")
            .filter(digest=_digest(text), kind=TokenKind.ACCESS, expires_at__gt=now())
            .filter(family__revoked_at=None, owner__is_active=True)
            .first()
        )
        if token is None:
            return None
        _touch(token.family_id)
        return Caller(token.owner, token.family_id, frozenset(token.family.scopes))


def revoke(*, user: User, family: TokenFamily, why: str = "You revoked it") -> None:
    """Stop all tokens of a family at once. Doing it twice changes nothing."""
    with acting_as(user):
        TokenFamily.objects.visible_to(user).filter(pk=family.pk, revoked_at=None).update(
            revoked_at=now(), revoked_why=why
        )


def _exchange(digest: str) -> Pair | None:
    """The next pair; None when the token was used before, and then its family is revoked. Raises TokenInvalid."""
    token = Token.objects.filter(digest=digest, kind=TokenKind.REFRESH).first()
    if token is None or not User.objects.filter(pk=token.owner_id, is_active=True).exists():
        raise TokenInvalid
    family = TokenFamily.objects.select_for_update().get(
        pk=token.family_id
    )  # one exchange of a family at a time
    if Token.objects.filter(pk=token.pk, used_at=None).update(used_at=now()) != 1:
        TokenFamily.objects.filter(pk=family.pk, revoked_at=None).update(revoked_at=now(), revoked_why=REUSED)
        return None
    if family.revoked_at is not None or token.expires_at <= now():
        raise TokenInvalid
    family.tokens.filter(expires_at__lt=now()).delete()  # a token that is over proves nothing any more
    return _issue(family)


def _issue(family: TokenFamily) -> Pair:
    texts, ends = {}, {TokenKind.ACCESS: now() + ACCESS_FOR, TokenKind.REFRESH: now() + REFRESH_FOR}
    for kind in TokenKind:
        texts[kind] = f"{LETTERS[kind]}_{family.owner_id}_{secrets.token_urlsafe(32)}"
        Token.objects.create(
            owner_id=family.owner_id,
            family=family,
            kind=kind,
            digest=_digest(texts[kind]),
            expires_at=ends[kind],
        )
    return Pair(
        family,
        texts[TokenKind.ACCESS],
        texts[TokenKind.REFRESH],
        ends[TokenKind.ACCESS],
        ends[TokenKind.REFRESH],
    )


def _touch(family_id: int) -> None:
    """Remember the last use, to the minute: not a write for every request."""
    moment = now()
    TokenFamily.objects.filter(
        Q(last_used_at=None) | Q(last_used_at__lt=moment - timedelta(minutes=1))
    ).filter(pk=family_id).update(last_used_at=moment)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
