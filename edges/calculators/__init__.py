"""What bettors reckon every day. Each calculator is a module with `Asked`, `Answer` and `calculate(asked)`: the page,
the API and the tests use the same three."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from edges.calculators import arbitrage, devig, each_way, hedge, kelly, matched_bet, multi, odds_converter
from edges.calculators.asking import read


@dataclass(frozen=True, slots=True)
class Calculator:
    """One calculator: `example` is what its page begins with, `learn` the knowledge page about it."""

    slug: str
    title: str
    summary: str
    asked: type
    answer: type
    calculate: Callable[[Any], Any]
    example: Mapping[str, Any]
    learn: str = ""

    @property
    def name(self) -> str:
        """For templates and classes: matched_bet."""
        return self.slug.replace("-", "_")

    def answer_to(self, data: Mapping[str, Any]) -> Any:
        """The answer to texts. Raises Wrong with every field at fault."""
        return self.calculate(read(self.asked, data))


def _made(module: Any, title: str, summary: str, example: Mapping[str, Any], learn: str = "") -> Calculator:
    slug = module.__name__.rpartition(".")[2].replace("_", "-")
    return Calculator(slug, title, summary, module.Asked, module.Answer, module.calculate, example, learn)


CALCULATORS = {
    each.slug: each
    for each in (
        _made(
            odds_converter,
            "Odds converter",
            "Decimal, American, fractional, Hong Kong, Malay and Indonesian, with the implied chance.",
            {"odds": "8/5"},
        ),
        _made(
            devig,
            "Fair odds",
            "Take the bookmaker's margin off a market, by six methods side by side.",
            {"odds": "2.6 2.4 4.3"},
            "overround",
        ),
        _made(
            kelly,
            "Kelly stake",
            "How much to stake on one bet, on several at once, or on several outcomes of one event.",
            {"bets": [{"odds": "2.10", "probability": "55%"}], "fraction": "1/2"},
            "kelly",
        ),
        _made(
            arbitrage,
            "Arbitrage and dutching",
            "Stakes over all outcomes that pay the same whatever happens.",
            {"legs": [{"odds": "2.10"}, {"odds": "2.05"}]},
            "arbitrage",
        ),
        _made(
            hedge,
            "Hedge and cash-out",
            "What to lay or back against an open bet, and what a cash-out offer is worth.",
            {"odds": "5.00", "stake": "20", "hedge_odds": "2.50", "commission_percent": "2"},
            "cash-out",
        ),
        _made(
            matched_bet,
            "Matched bet",
            "Lay stakes for qualifying bets and free bets, with commission and partly matched lays.",
            {
                "kind": "free-snr",
                "stake": "10",
                "back_odds": "5.0",
                "lay_odds": "5.2",
                "commission_percent": "5",
            },
            "bonus-bet",
        ),
        _made(
            multi,
            "Multis and systems",
            "Accumulators, Trixie to Goliath, each-way, with void legs, Rule 4 and dead heats.",
            {
                "system": "trixie",
                "legs": [{"odds": "2.0"}, {"odds": "5/2"}, {"odds": "4.0", "outcome": "lost"}],
            },
            "multi",
        ),
        _made(
            each_way,
            "Each-way",
            "What an each-way bet returns when it wins, is placed or ties.",
            {"stake": "10", "odds": "8/1", "place_fraction": "1/5", "outcome": "placed"},
            "each-way",
        ),
    )
}
