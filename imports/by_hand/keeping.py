"""Keep what was done: the history of a bet, and a person's decisions over what files leave open."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from imports.by_hand.entry import Result
from imports.by_hand.models import Act
from imports.by_hand.standing import snapshots
from imports.models import BetChange, Decision
from web.clock import now

Before = Mapping[int, Mapping[str, Any]]


@contextmanager
def kept(user: Any, bet_ids: Iterable[int], act: Act, *, via: str) -> Iterator[None]:
    """Write into each bet's history how it stood before the block and after it."""
    ids = sorted(set(bet_ids))
    before = snapshots(user, ids)
    yield
    record(user, ids, act, before=before, via=via)


def record(user: Any, bet_ids: Iterable[int], act: Act, *, before: Before, via: str) -> None:
    """One line in the history of each bet."""
    ids, moment = sorted(set(bet_ids)), now()
    after = snapshots(user, ids)
    BetChange.objects.bulk_create(
        [
            BetChange(
                owner=user,
                bet_id=bet_id,
                act=act,
                made_at=moment,
                by=user,
                via=via,
                before=before.get(bet_id),
                after=after.get(bet_id),
            )
            for bet_id in ids
        ]
    )


def decide(user: Any, ends: Mapping[int, Result | None]) -> None:
    """Keep what a person says of bets of files: how each ended (None: it is open)."""
    moment = now()
    rows = [
        Decision(
            bet_id=bet_id,
            owner=user,
            outcome=end.outcome if end else "open",
            decided_at=moment,
            returned_micro=end.returned_micro if end else None,
            settled_at=end.settled_at if end else None,
        )
        for bet_id, end in ends.items()
    ]
    Decision.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["bet_id"],
        update_fields=["outcome", "decided_at", "returned_micro", "settled_at"],
    )
