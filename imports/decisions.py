"""What a person says of bets no file has settled: lost, void, or still open. A later row of a file overrules them."""

from collections.abc import Sequence
from typing import Any, Literal, get_args

from imports.by_hand import verbs
from imports.errors import SettingInvalid

Outcome = Literal["lost", "open", "void"]


def decide(*, user: Any, bet_ids: Sequence[int], outcome: Outcome) -> int:
    """Settle (or keep open) the person's undecided bets and post it; how many were changed.

    Bets that a file has settled, and other people's, are left alone. The result is dated when the bet was placed, the
    only time the file tells. Raises SettingInvalid for another outcome.
    """
    if outcome not in get_args(Outcome):
        raise SettingInvalid("A bet can be decided as lost, void or open.")
    done = verbs.settle_many(
        user=user, bet_ids=bet_ids, outcome=outcome, at=lambda found: found.bet.placed_at
    )
    return done.changed
