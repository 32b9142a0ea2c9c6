"""The client's consent: given, changed, ended. Each is a row that stays; the last one holds at once."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.utils import IntegrityError
from django.http import Http404

from accounts import audit
from analytics.coaching import telling
from analytics.coaching.errors import DayMissing, EndedAlready, NothingShown
from analytics.coaching.inviting import accept, clean
from analytics.coaching.models import Act, Consent, Relation
from analytics.coaching.scopes import KEYS, VIEWS
from web.clock import now
from web.context import acting_as

YEAR, NOW, ALL = "year", "now", "all"
COVERS = {
    YEAR: "The last 12 months, and from now on",
    NOW: "From now on only",
    ALL: "Everything, and from now on",
}


def today_of(user: Any) -> date:
    """The day it is for the person."""
    return now().astimezone(ZoneInfo(user.time_zone)).date()


def first_day(covers: str, today: date) -> date | None:
    """The first day a consent covers; None for everything."""
    if covers == ALL:
        return None
    if covers == NOW:
        return today
    return (today - timedelta(days=365)).replace(day=1) if covers == YEAR else today


def accept_and_agree(*, user: Any, token: str, pseudonym: str, **agreed: Any) -> Relation:
    """A client uses a coach's link and says what is shown, both or neither. Raises what `accept` and `agree` raise."""
    with acting_as(user):
        relation = accept(user=user, token=token, pseudonym=pseudonym)
        agree(user=user, pk=relation.pk, **agreed)
    return relation


def agree(
    *, user: Any, pk: int, scopes: Collection[str], from_on: date | None, until_on: date | None
) -> Consent:
    """Give or change consent. Raises NothingShown, DayMissing, EndedAlready; Http404 unless `user` is the client."""
    if not set(scopes) & set(VIEWS):
        raise NothingShown
    if until_on and until_on < today_of(user):
        raise DayMissing
    with acting_as(user):
        relation = mine(user, pk)
        is_first = not relation.consents.exists()
        consent = _add(
            Consent(
                relation=relation,
                owner=user,
                act=Act.GIVEN if is_first else Act.CHANGED,
                scopes=[key for key in KEYS if key in scopes],
                from_on=from_on,
                until_on=until_on,
            )
        )
        audit.record(
            actor=user,
            act=f"coaching.consent-{consent.act}",
            subject=relation,
            detail={"scopes": consent.scopes, "from": from_on, "until": until_on},
            using="default",
        )
        transaction.on_commit(lambda: telling.agreed(relation, consent))
    return consent


def end(*, user: Any, pk: int) -> None:
    """Either side ends it, at once. Raises EndedAlready; Http404 for a stranger."""
    with acting_as(user):
        relation = Relation.objects.filter(pk=pk).first()
        if relation is None:
            raise Http404
        consent = _add(Consent(relation=relation, owner_id=relation.owner_id, act=Act.ENDED))
        audit.record(actor=user, act="coaching.end", subject=relation, using="default")
        transaction.on_commit(lambda: telling.ended(relation, consent))


def rename(*, user: Any, pk: int, pseudonym: str) -> None:
    """Either side changes what the client is called. An empty name changes nothing; Http404 for a stranger."""
    name = clean(pseudonym, 60)
    with acting_as(user):
        if not Relation.objects.filter(pk=pk).exists():
            raise Http404
        if name:
            Relation.objects.filter(pk=pk).update(pseudonym=name)


def mine(user: Any, pk: int) -> Relation:
    """The client's relation. Raises Http404 for anybody else's."""
    relation = Relation.objects.visible_to(user).filter(pk=pk).first()
    if relation is None:
        raise Http404
    return relation


def _add(consent: Consent) -> Consent:
    """Write it; the database says when, to whom and whether it follows on what was."""
    try:
        with transaction.atomic():
            consent.save(force_insert=True)
    except IntegrityError as error:
        raise EndedAlready from error
    consent.refresh_from_db()
    return consent
