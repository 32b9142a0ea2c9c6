"""The chances behind a market's prices, by every method."""

from dataclasses import dataclass
from decimal import Decimal

from edges.calculators.asking import MANY_ODDS, Wrong, ask, choice, whole
from edges.calculators.told import ratio
from odds.errors import NotForThisMarket, OddsError
from odds.novig import METHODS, Fair, fair, worst_case

MOST_OUTCOMES = 60


@dataclass(frozen=True, slots=True)
class Asked:
    odds: tuple[Decimal, ...] = ask(
        MANY_ODDS,
        "Odds of every outcome",
        note="With spaces between: 2.6 2.4 4.3, or +160 +140 +330, or 8/5 7/5 33/10.",
    )
    method: str = ask(choice({slug: each.title for slug, each in METHODS.items()}), "Method", default="power")
    winners: int = ask(
        whole(1, 30), "How many outcomes win", default="1", note="3 for a top three.", is_further=True
    )


@dataclass(frozen=True, slots=True)
class ByMethod:
    """One method's chances; none, and the reason, where a guard refuses."""

    method: str
    title: str
    supposes: str
    probabilities: tuple[Decimal, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """`margin` is the book sum less the winners; `parameter` the method's own, where it has one. `worst_case` is the
    smallest chance that any method gives an outcome: a bound, it sums to less than the winners."""

    method: str
    margin: Decimal
    book_sum: Decimal
    parameter: Decimal | None
    odds: tuple[Decimal, ...]
    implied: tuple[Decimal, ...]
    probabilities: tuple[Decimal, ...]
    fair_odds: tuple[Decimal, ...]
    worst_case: tuple[Decimal, ...]
    methods: tuple[ByMethod, ...]

    @property
    def outcomes(self) -> list[tuple[Decimal, ...]]:
        """Odds, implied chance, fair chance, fair odds and the smallest chance of any method, of each outcome."""
        return list(
            zip(self.odds, self.implied, self.probabilities, self.fair_odds, self.worst_case, strict=True)
        )


def calculate(asked: Asked) -> Answer:
    """The chances by the method asked for, and beside them by all. Raises Wrong for what a guard refuses."""
    try:
        found = fair(asked.odds, asked.method, winners=asked.winners)
    except NotForThisMarket as error:
        raise Wrong({"winners" if asked.winners > 1 else "odds": str(error)}) from error
    except OddsError as error:
        raise Wrong({"odds": str(error)}) from error
    return Answer(
        method=found.method,
        margin=ratio(found.margin),
        book_sum=ratio(found.margin + asked.winners),
        parameter=None if found.parameter is None else ratio(found.parameter),
        odds=asked.odds,
        implied=tuple(ratio(1 / price) for price in asked.odds),
        probabilities=_chances(found),
        fair_odds=tuple(map(ratio, found.odds)),
        worst_case=tuple(map(ratio, worst_case(asked.odds, winners=asked.winners))),
        methods=tuple(_by(method, asked) for method in METHODS),
    )


def _by(method: str, asked: Asked) -> ByMethod:
    about = METHODS[method]
    try:
        chances, reason = _chances(fair(asked.odds, method, winners=asked.winners)), ""
    except OddsError as error:
        chances, reason = (), str(error)
    return ByMethod(method, about.title, about.supposes, chances, reason)


def _chances(found: Fair) -> tuple[Decimal, ...]:
    return tuple(map(ratio, found.probabilities))
