"""The journal of some days as rows: movements, and what they made of each account. Inside acting_as(user)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet, Sum

from analytics.figures import INSTANT
from analytics.filters import Filter
from ledger.balances import balances_asof
from ledger.chart import BOOKMAKER_SORTS
from ledger.models import Account, Movement, MovementQuerySet
from treasury.statements import Standing, standings

HOUSE = "house"
FIELDS = ("id", "effective_at", "posted_at", "kind", "debit_id", "credit_id", "currency", "amount_micro",
          "reverses_id", "transaction_id", "key")  # fmt: skip
SIDES = (FIELDS.index("debit_id"), FIELDS.index("credit_id"))


def accounts(user: Any, asked: Filter) -> list[Account]:
    """The person's accounts that the filter's bookmaker and currency leave."""
    mine = Account.objects.visible_to(user)
    if asked.bookmaker:
        mine = mine.filter(code__in=[f"{sort}:{asked.bookmaker}" for sort in BOOKMAKER_SORTS])
    if asked.currency:
        mine = mine.filter(currency=asked.currency)
    return list(mine.order_by("currency", "code"))


def movements(user: Any, asked: Filter, zone: ZoneInfo) -> MovementQuerySet:
    """Into or out of these accounts on the days asked for, in the order of the journal."""
    ids = [account.pk for account in accounts(user, asked)]
    found = Movement.objects.filter(Q(debit__in=ids) | Q(credit__in=ids))
    start, end = asked.span(zone)
    found = found.filter(effective_at__gte=start) if start else found
    found = found.filter(effective_at__lt=end) if end else found
    return found.order_by("pk")


def rows(user: Any, found: QuerySet[Movement], size: int) -> Iterator[tuple[Any, ...]]:
    """The movements with the codes of their accounts; an account that is not the person's is the house's."""
    codes = dict(Account.objects.visible_to(user).values_list("pk", "code"))
    for row in found.values_list(*FIELDS).iterator(chunk_size=size):
        told = list(row)
        for side in SIDES:
            told[side] = codes.get(told[side], HOUSE)
        yield tuple(told)


def balances_of(user: Any, asked: Filter, zone: ZoneInfo) -> list[tuple[Any, ...]]:
    """Each account: code, name, kind, currency, opening, debits, credits, closing (micro-units), what is stated."""
    mine = accounts(user, asked)
    start, _ = asked.span(zone)
    opening = _standing(mine, start)
    ids, moved = [account.pk for account in mine], movements(user, asked, zone).order_by()
    debits, credits_ = (_sums(moved, side, ids) for side in ("debit_id", "credit_id"))
    stated = {standing.account.pk: standing for standing in standings(user)}
    told = []
    for account in mine:
        pk = account.pk
        sums = (opening[pk], debits.get(pk, 0), credits_.get(pk, 0))
        closing = sums[0] + sums[1] - sums[2]
        told.append(
            (account.code, account.name, account.kind, account.currency, *sums, closing)
            + _proof(stated.get(pk))
        )
    return told


def proof_text(standing: Standing) -> str:
    """What the bookmaker's own balance says of the journal's, in a few words."""
    if standing.difference_micro is None:
        return "no balance told"
    if not standing.difference_micro:
        return "proved"
    return "opening balance not told" if standing.is_opening else "differs"


def _proof(standing: Standing | None) -> tuple[str, int | None, datetime | None]:
    if standing is None:
        return "", None, None
    return proof_text(standing), standing.stated_micro, standing.stated_at


def _standing(mine: list[Account], start: datetime | None) -> dict[int, int]:
    if start is None:
        return dict.fromkeys((account.pk for account in mine), 0)
    return balances_asof(mine, start - INSTANT)


def _sums(moved: QuerySet[Movement], side: str, ids: list[int]) -> dict[int, int]:
    summed = moved.filter(**{f"{side}__in": ids}).values_list(side).annotate(micro=Sum("amount_micro"))
    return {pk: int(micro) for pk, micro in summed}
