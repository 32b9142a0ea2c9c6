"""What a bet would come to by each outcome, to be shown beside it before a person says which it was."""

from dataclasses import replace
from datetime import datetime

from imports.by_hand.entry import OUTCOMES, Entry, EntryWrong, Result
from imports.by_hand.figures import Figures, figures
from imports.by_hand.standing import Standing, entry_of
from web.numbers import money_text

BY_KIND = {
    "each_way": ("won", "placed", "lost", "void", "cashed_out"),
    "multi": ("won", "lost", "void", "cashed_out"),
}
USUAL = ("won", "lost", "void", "half_won", "half_lost", "cashed_out")


def said(found: Standing) -> Entry:
    """The bet as an entry, open."""
    told = (found.entry if found.is_by_hand else None) or entry_of(found.bet)
    return told.ended(None)


def proposal(told: Entry, outcome: str, at: datetime) -> Figures | None:
    """What it comes to, None where that cannot be worked out."""
    if outcome == "won" and told.kind == "multi":
        told = replace(told, legs=tuple(replace(leg, result=leg.result or "won") for leg in told.legs))
    try:
        return figures(told, Result(outcome=outcome, settled_at=at))
    except EntryWrong:
        return None


def outcomes(told: Entry, at: datetime, *, own: str, is_masked: bool, by_legs: bool) -> list[tuple[str, str]]:
    """The outcomes this bet can have, each with what comes back by it; `by_legs`: those of its legs may decide."""
    choices = [("legs", "As its legs say")] if by_legs else []
    for outcome in BY_KIND.get(told.kind, USUAL):
        came = None if is_masked else proposal(told, outcome, at)
        text = money_text(came.returned_micro, told.currency, own=own) if came else ""
        choices.append((outcome, f"{OUTCOMES[outcome]} · {text} back" if text else OUTCOMES[outcome]))
    return [*choices, ("open", "Not yet: it is open")]
