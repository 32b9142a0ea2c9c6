"""A coach and a client for tests, connected by the real verbs."""

from datetime import date
from typing import Any

from analytics.coaching import consenting, inviting
from analytics.coaching.models import Relation
from analytics.coaching.scopes import PATTERNS, RESULTS
from web.context import acting_as


def make_coach(user: Any, name: str = "Kim Reed", organisation: str = "Steady Hands") -> Any:
    """Make this person a coach, as clients see them."""
    inviting.be_coach(user=user, name=name, organisation=organisation)
    user.refresh_from_db()
    return user


def connect(
    client: Any,
    coach: Any,
    *scopes: str,
    pseudonym: str = "Wren",
    from_on: date | None = None,
    until_on: date | None = None,
) -> Relation:
    """The coach invites, the client agrees to these scopes (patterns and results unless told otherwise)."""
    if not coach.is_coach:
        make_coach(coach)
    _, token = inviting.invite(user=coach, is_by_coach=True, pseudonym=pseudonym)
    return consenting.accept_and_agree(
        user=client,
        token=token,
        pseudonym="",
        scopes=scopes or (PATTERNS, RESULTS),
        from_on=from_on,
        until_on=until_on,
    )


def change(relation: Relation, client: Any, *scopes: str, **days: Any) -> None:
    """The client agrees to something else from now on."""
    agreed = {"from_on": None, "until_on": None} | days
    consenting.agree(user=client, pk=relation.pk, scopes=scopes, **agreed)


def fresh(relation: Relation) -> Relation:
    """The row as it is now, read by its client."""
    with acting_as(relation.owner_id):
        return Relation.objects.get(pk=relation.pk)
