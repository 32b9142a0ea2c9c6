"""What the filter bar offers: only what the person's own bets contain."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from analytics.columns.picked import pick
from analytics.filters import NONE, STATES, TYPES, Filter
from analytics.terms import TERMS
from bets.models import Bet
from imports.by_hand.remarks import all_tags

MOST_COMPETITIONS = 200
PATHS = {
    "bookmaker": ("bookmaker__slug", "bookmaker__name"),
    "sport": ("sport__slug", "sport__name"),
    "competition": ("competition__name", "competition__name"),
    "market": ("market_type__slug", "market_type__name"),
    "currency": ("currency", "currency"),
}


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
    told = _told(user)
    offered = {
        "bookmaker": ("Bookmaker", "All bookmakers", told("bookmaker")),
        "sport": ("Sport", "All sports", told("sport")),
        "competition": ("Competition", "All competitions", _competitions(told, asked)),
        "market": ("Market", "All markets", told("market")),
        "type": ("Type", "All types", [(key, label) for key, (label, _) in TYPES.items()]),
        "status": ("State", "All states", [(key, label) for key, (label, _) in STATES.items()]),
        "currency": ("Currency", "All currencies", told("currency")),
        "tag": ("Tag", "With any tag or none", [(tag, tag) for tag in all_tags(user)]),
    }
    return [
        Choice(name, label, every, _with_chosen(options, getattr(asked, name)), getattr(asked, name))
        for name, (label, every, options) in offered.items()
        if len(options) > (name != "tag") or getattr(asked, name)
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


def _told(user: Any) -> Callable[..., list[tuple[str, str]]]:
    """Answers what occurs among all of the person's bets, or among those of one sport: value and label."""
    picked = pick(user, Filter(), ZoneInfo(user.time_zone))
    if picked:
        return picked.occurring
    mine = Bet.objects.visible_to(user)

    def told(name: str, sport: str = "") -> list[tuple[str, str]]:
        return _pairs(mine.filter(sport__slug=sport) if sport else mine, *PATHS[name])

    return told


def _pairs(bets: Any, value: str, label: str) -> list[tuple[str, str]]:
    found = bets.exclude(**{value: None}).order_by(label).values_list(value, label).distinct()
    return [(str(key), str(name)) for key, name in found]


def _competitions(told: Callable[..., list[tuple[str, str]]], asked: Filter) -> list[tuple[str, str]]:
    if not asked.sport or asked.sport == NONE:
        return []
    return told("competition", asked.sport)[:MOST_COMPETITIONS]


def _with_chosen(options: list[tuple[str, str]], chosen: str) -> list[tuple[str, str]]:
    """The options, and what is chosen even where none of the person's bets has it: the bar shows what it does."""
    if not chosen or chosen in dict(options):
        return options
    label = "None known" if chosen == NONE else chosen.replace("-", " ").capitalize()
    return [*options, (chosen, label)]
