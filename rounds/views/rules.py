"""The rules of a round in words, each with its reason."""

from dataclasses import dataclass
from decimal import Decimal

from rounds.models import Round
from web.numbers import percent_text


@dataclass(frozen=True, slots=True)
class Rule:
    """What is so, and why."""

    name: str
    what: str
    why: str


def rules_of(one: Round) -> list[Rule]:
    """Those the round was opened by; they stay until its end."""
    places = one.decimals
    closes = (
        "A final close" if one.needs_final else "The first close that is agreed on, provisional or final,"
    )
    sources = (
        "one source has to say it"
        if one.quorum == 1
        else f"{one.quorum} sources have to say the same direction, and values within {one.tolerance.normalize():f}"
    )
    return [
        Rule(
            "Up or down",
            f"Up wins when the official close, at {places} places, is higher than {one.reference_close:,.{places}f}."
            " A close that is the same is down.",
            "One rule decides every case, and it is told before anybody wagers.",
        ),
        Rule(
            "Pools",
            "All wagers on a side lie in one pool. Who was right gets the stake back and shares the other pool in"
            " proportion to the stakes, rounded down to the millionth; the millionths left over go to the largest"
            " fractions.",
            "You bet against the others who wager, not against us.",
        ),
        Rule(
            "Fee",
            f"{fee_text(one)} of the losing pool, once. No fee when one side is empty or the round is void.",
            "It pays for the site, and it is fixed when the round opens.",
        ),
        Rule(
            "Odds move until the lock",
            "What you would be paid changes with every wager after yours.",
            "The pools decide it, not the moment you wager.",
        ),
        Rule(
            "Whoever bets late knows most of the answer",
            "The index trades until its close, so a wager in the last minutes is made with much less doubt than one"
            " in the morning. Both are paid alike.",
            "We say so because it matters to you: an early wager bears the risk that late ones do not.",
        ),
        Rule(
            "Which close binds",
            f"{closes} binds; {sources}. Later corrections are recorded and shown, and change nothing.",
            "A round has to end, and everybody must know by what.",
        ),
        Rule(
            "Void",
            "Nobody right, no trustworthy close in time, or no session: everybody gets the whole stake back.",
            "Nobody should lose to a doubt.",
        ),
    ]


def fee_text(one: Round) -> str:
    """The fee as a percentage: "1%", "0.25%"."""
    ratio = Decimal(one.fee_bps) / 10_000
    places = 0 if one.fee_bps % 100 == 0 else 2
    return percent_text(ratio, places=places)
