"""What became of a bet that no file settles, as its owner says. A later row of the bookmaker overrules it."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from bets.models import Bet, Status
from imports import journal
from imports.books import chart_rows, stage_chart
from imports.staging import make_table
from web import clock
from web.context import acting_as

DECIDABLE = (Status.UNDECIDED, Status.OPEN)
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('imports.owner', %s))"


def decide(*, user: Any, bet_ids: Sequence[int], outcome: str) -> int:
    """Make unsettled bets lost, open or void and bring the journal to it; how many were changed.

    A lost bet lost its stake on the day it was placed. Bets that are settled or somebody else's are left alone. Raises
    ValueError for another outcome.
    """
    changes = {
        "lost": {
            "status": Status.LOST,
            "settled_at": F("placed_at"),
            "returned_micro": 0,
            "profit_micro": -Coalesce(F("stake_micro"), 0),
        },
        "void": {
            "status": Status.VOID,
            "settled_at": F("placed_at"),
            "returned_micro": F("stake_micro"),
            "profit_micro": 0,
        },
        "open": {"status": Status.OPEN},
    }
    if outcome not in changes:
        raise ValueError(f"A bet is decided as lost, void or open, not {outcome!r}.")
    with acting_as(user):
        with connection.cursor() as cursor:
            cursor.execute(LOCK, [user.pk])
        chosen = Bet.objects.visible_to(user).filter(pk__in=bet_ids, status__in=DECIDABLE)
        ids = list(chosen.values_list("pk", flat=True))
        now = clock.now()
        mine = Bet.objects.visible_to(user).filter(pk__in=ids)
        changed = mine.update(decided_at=now, updated_at=now, is_decided_by_rule=False, **changes[outcome])
        if changed:
            _post(user, mine)
    return changed


def _post(user: Any, bets: QuerySet[Bet]) -> None:
    """Bring the journal to what these bets say now."""
    make_table("imp_touched_line", {"line_id": "bigint", "is_new": "boolean"})
    make_table("imp_touched_bet", {"bet_id": "bigint", "is_new": "boolean", "fee": "bigint"})
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO imp_touched_bet SELECT unnest(%s::bigint[]), false, 0",
            [list(bets.values_list("pk", flat=True))],
        )
    stage_chart(chart_rows(list(bets.values_list("account", flat=True).distinct())))
    journal.post()
