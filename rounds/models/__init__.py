"""Rounds, the wagers on them, and what was paid."""

from rounds.models.rounds import Round, RoundQuerySet, Side, State
from rounds.models.telling import Telling
from rounds.models.wagers import PaidAs, Payout, PayoutQuerySet, Wager, WagerQuerySet

__all__ = [
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
