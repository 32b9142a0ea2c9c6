"""Keep a view under a name, and hand out and revoke links to it. Each verb is its own transaction of the owner."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.utils import IntegrityError
from django.http import Http404, QueryDict

from analytics.filters import read
from analytics.models import PAGES, Amounts, SavedView, ShareLink
from web.clock import now
from web.context import acting_as
from web.errors import Problem

MOST_VIEWS, MOST_LINKS = 100, 20
DAYS = (1, 7, 30, 90)
# What pages remember beside the filter.
EXTRAS = ("by", "rows", "columns", "show", "period", "than_from", "than_to", "months")


class ViewProblem(Problem):
    """That cannot be done with this view."""


class NameTaken(ViewProblem):
    """You have a view of that name. Choose another name, or rename the other view first."""


class NameMissing(ViewProblem):
    """A view needs a name of at most 80 signs."""


class TooMany(ViewProblem):
    """You have as many of these as can be kept. Delete or revoke some first."""


def clean_query(text: str) -> str:
    """What an address asks for, without what no page of ours understands."""
    said = QueryDict(text[:4000])
    asked, _ = read(said)
    kept = QueryDict(mutable=True)
    for name, value in asked.pairs:
        kept[name] = value
    for name in EXTRAS:
        if value := said.get(name, "").replace("\x00", "")[:40]:
            kept[name] = value
    return kept.urlencode()


def save(*, user: Any, name: str, page: str, query: str) -> SavedView:
    """Keep a view. Raises NameMissing, NameTaken, TooMany; Http404 for a page there is not."""
    if page not in PAGES:
        raise Http404
    with acting_as(user):
        mine = SavedView.objects.visible_to(user)
        if mine.count() >= MOST_VIEWS:
            raise TooMany
        view = SavedView(owner=user, name=_name(name), page=page, query=clean_query(query), created_at=now())
        return _write(view)


def rename(*, user: Any, pk: int, name: str) -> None:
    """Give a view another name. Raises NameMissing, NameTaken; Http404 for another person's."""
    with acting_as(user):
        view = _mine(SavedView, user, pk)
        view.name = _name(name)
        _write(view, update_fields=["name"])


def delete(*, user: Any, pk: int) -> None:
    """Take a view away, and every link to it."""
    with acting_as(user):
        _mine(SavedView, user, pk).delete()


def share(*, user: Any, pk: int, days: int, hides_names: bool, amounts: str) -> str:
    """Make a link; returns its token, which is kept nowhere. Raises TooMany; Http404 for another person's view."""
    token = secrets.token_urlsafe(32)
    with acting_as(user):
        view = _mine(SavedView, user, pk)
        if view.links.filter(revoked_at=None, expires_at__gt=now()).count() >= MOST_LINKS:
            raise TooMany
        ShareLink.objects.create(
            owner=user,
            view=view,
            digest=digest_of(token),
            hides_names=hides_names,
            amounts=amounts if amounts in Amounts.values else Amounts.HIDDEN,
            created_at=now(),
            expires_at=now() + timedelta(days=days if days in DAYS else DAYS[0]),
        )
    return token


def revoke(*, user: Any, pk: int) -> bool:
    """End a link at once; False when it had been ended before. Raises Http404 for another person's."""
    with acting_as(user):
        _mine(ShareLink, user, pk)
        return bool(ShareLink.objects.filter(pk=pk, revoked_at=None).update(revoked_at=now()))


def digest_of(token: str) -> str:
    """What the table keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _mine(model: Any, user: Any, pk: int) -> Any:
    found = model.objects.visible_to(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _name(text: str) -> str:
    name = " ".join(text.replace("\x00", "").split())
    if not 0 < len(name) <= 80:
        raise NameMissing
    return name


def _write(view: SavedView, **more: Any) -> SavedView:
    try:
        with transaction.atomic():
            view.save(**more)
    except IntegrityError as error:
        raise NameTaken from error
    return view
