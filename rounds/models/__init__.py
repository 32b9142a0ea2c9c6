"""Rounds, the wagers on them, and what was paid; the sources of closes and what they said."""

from rounds.models.forced import Forced, ForcedQuerySet, Forces
from rounds.models.oracles import Adapter, Asking, Dispute, Observation, Source
from rounds.models.rounds import Round, RoundQuerySet, Side, State
from rounds.models.telling import Telling
from rounds.models.wagers import PaidAs, Payout, PayoutQuerySet, Wager, WagerQuerySet

__all__ = [
    "Adapter",
    "Asking",
    "Dispute",
    "Observation",
    "Forced",
    "ForcedQuerySet",
    "Forces",
    "PaidAs",
    "Payout",
    "PayoutQuerySet",
    "Round",
    "RoundQuerySet",
    "Side",
    "Source",
    "State",
    "Telling",
    "Wager",
    "WagerQuerySet",
]
