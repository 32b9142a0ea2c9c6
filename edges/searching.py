"""Searches of the board that a person keeps under a name."""

from typing import Any

from django.db import IntegrityError, transaction
from django.http import Http404, QueryDict

from edges.board import read
from edges.models import SavedSearch
from web.clock import now
from web.context import acting_as
from web.errors import Problem

MOST, LONGEST = 50, 80


class SearchProblem(Problem):
    """That cannot be done with this search."""


class NameMissing(SearchProblem):
    """A search needs a name of at most 80 signs."""


class NameTaken(SearchProblem):
    """You have a search of that name. Choose another, or delete the other first."""


class TooMany(SearchProblem):
    """You have as many searches as can be kept. Delete some first."""


def keep(*, user: Any, name: str, query: str) -> SavedSearch:
    """Keep what the board's address asks for. Raises NameMissing, NameTaken, TooMany."""
    name = " ".join(name.replace("\x00", "").split())
    if not name or len(name) > LONGEST:
        raise NameMissing
    asked = read(QueryDict(query[:2000]).dict())  # type: ignore[arg-type]
    with acting_as(user):
        if SavedSearch.objects.visible_to(user).count() >= MOST:
            raise TooMany
        try:
            with transaction.atomic():
                return SavedSearch.objects.create(owner=user, name=name, query=asked.query, created_at=now())
        except IntegrityError as error:
            raise NameTaken from error


def delete(*, user: Any, pk: int) -> None:
    """Take one away. Http404 for one that is not the person's."""
    with acting_as(user):
        if not SavedSearch.objects.visible_to(user).filter(pk=pk).delete()[0]:
            raise Http404
