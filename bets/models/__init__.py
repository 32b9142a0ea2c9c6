"""Bets and what they are about.

A **bet** belongs to one mirror account (a bookmaker's cash account in the ledger) and is known there by `ref`, the
bookmaker's own id or a fingerprint. What it was about (sport, competition, event, market, selection) is held on the bet
itself when it is single and on its legs when it is a multi. Money is integer micro-units of the bet's currency.
"""

from bets.models.bet import Bet, BetQuerySet, Leg
from bets.models.catalogue import (
    Bookmaker,
    Competition,
    Event,
    EventParticipant,
    EventStatus,
    Market,
    Participant,
    ParticipantAlias,
    Sport,
)
from bets.models.correction import Correction, Field, What
from bets.models.stamp import BookChange, BookStamp
from bets.models.states import Bonus, Side, Status, Structure
from bets.models.unrecognised import Unrecognised

__all__ = [
    "Bet",
    "BetQuerySet",
    "Bonus",
    "BookChange",
    "BookStamp",
    "Bookmaker",
    "Competition",
    "Correction",
    "Event",
    "EventParticipant",
    "EventStatus",
    "Field",
    "Leg",
    "Market",
    "Participant",
    "ParticipantAlias",
    "Side",
    "Sport",
    "Status",
    "Structure",
    "Unrecognised",
    "What",
]
