"""How much to stake: one bet, several at once, or several outcomes of one event."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

import numpy as np

from edges.arbitrage_stakes import to_step
from edges.calculators.asking import (
    CHANCE,
    FRACTION,
    ODDS,
    STEP,
    Wrong,
    ask,
    ask_rows,
    choice,
    money,
    percent,
)
from edges.calculators.told import amount, ratio
from edges.kelly import Bet, KellyError, net_odds
from edges.staking import Rules, Stake, stakes

MOST_BETS = 10
RELATIONS = {
    "independent": "Different events, bet at the same time",
    "exclusive": "Outcomes of one event: at most one happens",
}


@dataclass(frozen=True, slots=True)
class AskedBet:
    odds: Decimal = ask(ODDS, "Odds")
    probability: Decimal = ask(CHANCE, "Your chance of it", note="55% or 0.55.")


@dataclass(frozen=True, slots=True)
class Asked:
    bets: tuple[AskedBet, ...] = ask_rows(AskedBet, "Bets", least=1, most=MOST_BETS)
    relation: str = ask(choice(RELATIONS), "Several bets are", default="independent")
    bankroll: Decimal = ask(money(), "Bankroll", default="1000")
    fraction: Decimal = ask(
        FRACTION, "Part of Kelly", default="1", note="1 is full Kelly; many take 1/2 or 1/4."
    )
    commission_percent: Decimal = ask(
        percent(0, 50), "Commission", default="0", note="Of winnings, in percent.", is_further=True
    )
    most_per_bet_percent: Decimal | None = ask(
        percent(0, 100), "At most per bet", default="", note="Percent of the bankroll.", is_further=True
    )
    most_together_percent: Decimal | None = ask(
        percent(0, 100), "At most together", default="", note="Percent of the bankroll.", is_further=True
    )
    step: Decimal = ask(STEP, "Stakes in steps of", default="0.01", is_further=True)


@dataclass(frozen=True, slots=True)
class Told:
    """One bet. `kelly`: the share of the bankroll by full Kelly beside the others, without caps; `share`: what is
    staked before rounding; `stake`: down to the step. `held_by`: the limit that the stake stands at, or why there is
    none."""

    odds: Decimal
    net_odds: Decimal
    probability: Decimal
    edge: Decimal
    kelly: Decimal
    share: Decimal
    stake: Decimal
    expected_profit: Decimal
    held_by: str

    @property
    def why(self) -> str:
        """The sentence for `held_by`."""
        return HELD[self.held_by]


HELD = {
    "": "",
    "no edge": "No stake: the odds are too short for this chance.",
    "bet": "Held by the limit per bet.",
    "event": "Held by the limit of the event.",
    "together": "Held by the limit of all bets together.",
    "step": "Less than one step.",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """`growth` is the mean logarithm of the bankroll after these shares of it: 0.01 is about one percent each time."""

    bets: tuple[Told, ...]
    total: Decimal
    total_share: Decimal
    growth: Decimal


def events_of(asked: Asked) -> list[list[Bet]]:
    """The bets by event, after commission."""
    bets = [
        Bet(np.float64(each.probability).item(), net_odds(each.odds, asked.commission_percent))
        for each in asked.bets
    ]
    return [bets] if asked.relation == "exclusive" else [[bet] for bet in bets]


def calculate(asked: Asked) -> Answer:
    """Kelly under the caps. Raises Wrong where the chances of one event sum to more than one."""
    events = events_of(asked)
    is_one_event = asked.relation == "exclusive"
    rules = Rules(
        asked.bankroll,
        asked.fraction,
        most_per_bet=asked.most_per_bet_percent,
        most_per_event=asked.most_together_percent if is_one_event else None,
        most_per_day=asked.most_together_percent,
        step=asked.step,
    )
    try:
        made = stakes(events, rules)
    except KellyError as error:
        raise Wrong({"bets": str(error)}) from error
    each = [stake for event in made.events for stake in event]
    return Answer(
        bets=tuple(map(_told, asked.bets, chain(*events), each)),
        total=amount(made.total),
        total_share=ratio(sum(stake.share for stake in each)),
        growth=ratio(made.growth),
    )


def _told(asked: AskedBet, bet: Bet, stake: Stake) -> Told:
    edge = asked.probability * bet.odds - 1
    return Told(
        odds=asked.odds,
        net_odds=ratio(bet.odds),
        probability=ratio(asked.probability),
        edge=ratio(edge),
        kelly=ratio(stake.kelly),
        share=ratio(stake.share),
        stake=amount(stake.amount),
        expected_profit=to_step(stake.amount * edge),
        held_by="together" if stake.held_by == "event" else stake.held_by,
    )
