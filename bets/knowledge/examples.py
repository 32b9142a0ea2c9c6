"""Worked examples, evaluated by the code that settles bets: a page can never disagree with the books."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from bets import settlement
from bets.settlement import Leg, Settled
from web.numbers import amount_text, percent_text, sign_of

MICRO = 1_000_000
Told = Mapping[str, Any]


def evaluate(told: Told) -> dict[str, str]:
    """The parts of the sentence: returned, profit, turnover and staked, or value. KeyError for another call."""
    call = told["call"]
    if call in SETTLING:
        settled = SETTLING[call](told)
        staked = settled.returned_micro - settled.profit_micro
        parts = {"returned": settled.returned_micro, "turnover": settled.turnover_micro, "staked": staked}
        return {name: _money(micro) for name, micro in parts.items()} | {
            "profit": _money(settled.profit_micro)
        }
    return {"value": FIGURES[call](told)}


def sentence(told: Told) -> str:
    """The example in words, its figures worked out now."""
    return str(told["say"]).format(**evaluate(told))


def legs(told: Told) -> list[Leg]:
    """Legs written "2.00 won"."""
    return [Leg(Decimal(odds), outcome) for odds, outcome in (text.split() for text in told["legs"])]


def _each_way(told: Told) -> Settled:
    fraction, is_placed = Decimal(told["fraction"]), bool(told["place"])
    return settlement.each_way(
        _stake(told), _odds(told), place_fraction=fraction, is_winner=False, is_placed=is_placed
    )


SETTLING: dict[str, Callable[[Told], Settled]] = {
    "win": lambda t: settlement.win(_stake(t), _odds(t), deduction=Decimal(t.get("deduction", "0"))),
    "void": lambda t: settlement.void(_stake(t)),
    "half_win": lambda t: settlement.half_win(_stake(t), _odds(t)),
    "half_lose": lambda t: settlement.half_lose(_stake(t)),
    "multi": lambda t: settlement.multi(_stake(t), legs(t)),
    "system": lambda t: settlement.system(_stake(t), legs(t), t["sizes"]),
    "each_way": _each_way,
    "dead_heat": lambda t: settlement.dead_heat(_stake(t), _odds(t), tied=t["tied"], places=t["places"]),
    "lay": lambda t: settlement.lay(_stake(t), _odds(t), has_selection_won=t["won"]),
    "cash_out": lambda t: settlement.cash_out(_stake(t), _micro(t["cash"])),
    "bonus": lambda t: settlement.bonus_win(_stake(t), _odds(t)),
}


def _drawdown(told: Told) -> str:
    total = top = deepest = 0
    for result in told["results"]:
        total += _micro(result)
        top = max(top, total)
        deepest = max(deepest, top - total)
    return _money(deepest)


def _implied(told: Told) -> Decimal:
    return sum((1 / Decimal(odds) for odds in told["odds"]), Decimal(0))


def _pair(told: Told) -> str:
    return _money(sum(settlement.win(_stake(told), Decimal(odds)).profit_micro for odds in told["odds"]))


def _kelly(told: Told) -> str:
    edge = Decimal(told["chance"]) * _odds(told) - 1
    return _percent(max(edge / (_odds(told) - 1), Decimal(0)))


FIGURES: dict[str, Callable[[Told], str]] = {
    "ratio": lambda t: _percent(Decimal(t["part"]) / Decimal(t["whole"])),
    "gain": lambda t: _percent(Decimal(t["part"]) / Decimal(t["whole"]) - 1),
    "overround": lambda t: _percent(_implied(t) - 1),
    "arbitrage": lambda t: _percent(1 / _implied(t) - 1),
    "drawdown": _drawdown,
    "variance": lambda t: f"{Decimal(t['stake']) ** 2 * (_odds(t) - 1):.0f}",
    "kelly": _kelly,
    "pair": _pair,
}


def _stake(told: Told) -> int:
    return _micro(told["stake"])


def _odds(told: Told) -> Decimal:
    return Decimal(told["odds"])


def _micro(text: str) -> int:
    return int(Decimal(text) * MICRO)


def _money(micro: int) -> str:
    return f"{sign_of(micro)}{amount_text(micro).removesuffix('.00')}"


def _percent(ratio: Decimal) -> str:
    return percent_text(ratio).replace("%", " %")
