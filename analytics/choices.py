"""What the filter bar offers: only what the person's own bets contain."""

from dataclasses import dataclass
from typing import Any

from analytics.filters import NONE, STATES, TYPES, Filter
from analytics.terms import TERMS
from bets.models import Bet

MOST_COMPETITIONS = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """One drop-down of the filter bar: its name in the address, its label, what nothing chosen means, the options.

    A minor one is folded away until it is chosen.
    """

    name: str
    label: str
    every: str
    options: list[tuple[str, str]]
    chosen: str
    is_minor: bool = False


def filter_bar(user: Any, asked: Filter) -> list[Choice]:
    """The drop-downs, without those that would offer a single thing. Call it inside acting_as(user).

    Competitions are offered within a chosen sport: of all sports they would be too many.
    """
    mine = Bet.objects.visible_to(user)
    offered = {
        "bookmaker": ("Bookmaker", "All bookmakers", _pairs(mine, "bookmaker__slug", "bookmaker__name")),
        "sport": ("Sport", "All sports", _pairs(mine, "sport__slug", "sport__name")),
        "competition": ("Competition", "All competitions", _competitions(mine, asked)),
        "market": ("Market", "All markets", _pairs(mine, "market_type__slug", "market_type__name")),
        "type": ("Type", "All types", [(key, label) for key, (label, _) in TYPES.items()]),
        "status": ("State", "All states", [(key, label) for key, (label, _) in STATES.items()]),
        "currency": ("Currency", "All currencies", _pairs(mine, "currency", "currency")),
    }
    return [
        Choice(name, label, every, _with_chosen(options, getattr(asked, name)), getattr(asked, name))
        for name, (label, every, options) in offered.items()
        if len(options) > 1 or getattr(asked, name)
    ] + _terms(asked)


def _terms(asked: Filter) -> list[Choice]:
    """Odds, stakes, times and the like; what has no drop-down is shown once it is asked for."""
    made = []
    for name, term in TERMS.items():
        chosen = getattr(asked, name)
        if term.is_offered or chosen:
            words = term.words if term.is_offered else ()
            options = [(word, term.says(word)) for word in words]
            if chosen and chosen not in words:
                options.append((chosen, term.says(chosen)))
            made.append(Choice(name, term.title, "All", options, chosen, is_minor=not chosen))
    return made


def _pairs(bets: Any, value: str, label: str) -> list[tuple[str, str]]:
    found = bets.exclude(**{value: None}).order_by(label).values_list(value, label).distinct()
    return [(str(key), str(name)) for key, name in found]


def _competitions(bets: Any, asked: Filter) -> list[tuple[str, str]]:
    if not asked.sport or asked.sport == NONE:
        return []
    return _pairs(bets.filter(sport__slug=asked.sport), "competition__name", "competition__name")[
        :MOST_COMPETITIONS
    ]


def _with_chosen(options: list[tuple[str, str]], chosen: str) -> list[tuple[str, str]]:
    """The options, and what is chosen even where none of the person's bets has it: the bar shows what it does."""
    if not chosen or chosen in dict(options):
        return options
    label = "None known" if chosen == NONE else chosen.replace("-", " ").capitalize()
    return [*options, (chosen, label)]
