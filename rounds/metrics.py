"""Figures of rounds for a monitor: what is at stake, what is late, who waits to be told. Micro-units, no floats."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import connections
from django.db.models import Count

from rounds.models import Dispute, Forced, Round, State, Telling
from rounds.reports import fees
from treasury.metrics import Sample, gauge
from web.clock import now

POOLS = """
SELECT i.slug, r.currency, side.name, sum(b.debit_micro - b.credit_micro)::bigint
  FROM rounds_round r JOIN markets_instrument i ON i.id = r.instrument_id
  CROSS JOIN LATERAL (VALUES ('up', r.up_account_id), ('down', r.down_account_id)) AS side (name, account)
  JOIN ledger_balance b ON b.account_id = side.account
 WHERE r.ended_at IS NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
SECOND = timedelta(seconds=1)


def lines(using: str) -> Iterable[str]:
    """All of them."""
    rounds = Round.objects.using(using)
    counts = dict(rounds.values_list("state").annotate(number=Count("pk")))
    overdue = (
        rounds.filter(state__in=[State.OPEN, State.LOCKED], void_at__lte=now()).order_by("void_at").first()
    )
    late = 0 if overdue is None else (now() - overdue.void_at) // SECOND
    earned: list[Sample] = [([("currency", each)], micro) for each, micro in fees.balances(using=using)]
    untold = Telling.objects.using(using).filter(done_at=None).count()
    return [
        *gauge(
            "betsite_rounds",
            "Rounds by state.",
            [([("state", state)], counts.get(state, 0)) for state in State.values],
        ),
        *gauge("betsite_round_pools_micro", "Wagered on rounds that have not ended.", _pools(using)),
        *gauge(
            "betsite_round_fees_micro",
            "What stands on the account of fees.",
            earned,
        ),
        *gauge(
            "betsite_rounds_overdue_seconds", "How long the oldest round ought to have ended.", [([], late)]
        ),
        *gauge("betsite_rounds_untold", "Ended rounds whose people are still being told.", [([], untold)]),
        *gauge(
            "betsite_rounds_forced_pending",
            "Forced results that wait for a second person.",
            [([], Forced.objects.using(using).pending().count())],
        ),
        *gauge(
            "betsite_rounds_disputes_open",
            "Closes that contradict an ended round, unanswered.",
            [([], Dispute.objects.using(using).unanswered().count())],
        ),
    ]


def _pools(using: str) -> list[Sample]:
    with connections[using].cursor() as cursor:
        cursor.execute(POOLS)
        return [
            ([("instrument", slug), ("currency", currency), ("side", side)], micro)
            for slug, currency, side, micro in cursor.fetchall()
        ]
