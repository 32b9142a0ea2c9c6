"""Rounds, the wagers on them, and what was paid."""

from rounds.models.forced import Forced, ForcedQuerySet, Forces
from rounds.models.rounds import Round, RoundQuerySet, Side, State
from rounds.models.telling import Telling
from rounds.models.wagers import PaidAs, Payout, PayoutQuerySet, Wager, WagerQuerySet

__all__ = [
    "Forced",
    "ForcedQuerySet",
    "Forces",
    "PaidAs",
    "Payout",
    "PayoutQuerySet",
    "Round",
    "RoundQuerySet",
    "Side",
    "State",
    "Telling",
    "Wager",
    "WagerQuerySet",
]
