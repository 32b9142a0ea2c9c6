"""Edges that were found, what became of them, and what each person wants to see.

An **edge** and its **legs** are what was found at one moment: the database refuses to change them (edges/sql/edge.sql).
Only the edge's state moves, by conditional updates, each with a **step** of history that a trigger writes. An edge
without an owner comes from shared prices and is seen by all; one with an owner rests on that person's own prices or
chances. That somebody **took** an edge is theirs alone, with the bets it became.
"""

from edges.models.edge import ENDED, LIVE, Basis, Edge, EdgeStep, Kind, Leg, State
from edges.models.person import Chance, Preference, SavedSearch
from edges.models.taken import TakenBet, Taking

__all__ = [
    "ENDED",
    "LIVE",
    "Basis",
    "Chance",
    "Edge",
    "EdgeStep",
    "Kind",
    "Leg",
    "Preference",
    "SavedSearch",
    "State",
    "TakenBet",
    "Taking",
]
