"""All that the page and the command tell of skill and luck: one code, so that they cannot differ.

Call it inside acting_as(user). The filter's state is left out: choosing bets by how they ended would prove anything.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from analytics import series
from analytics.filters import Filter
from analytics.luck.assumptions import Assumptions
from analytics.luck.bankroll import Plan, Played, play, usual_bankroll
from analytics.luck.bootstrap import Interval, yield_intervals
from analytics.luck.closing import ClosingLine, closing_line
from analytics.luck.curve import Step, curve, days_of
from analytics.luck.evidence import Evidence, evidence
from analytics.luck.fair_odds import Chances, chances
from analytics.luck.named import Named, named
from analytics.luck.reading import samples
from analytics.luck.sample import MICRO, REASONS, Sample, to_cents
from analytics.luck.slices import slices
from analytics.luck.tails import Law, law, signed
from analytics.luck.verdict import LEAST_BETS, Verdict, about_closing, looked_at, too_few, verdict


@dataclass(frozen=True, slots=True)
class Told:
    """What is told where there are bets enough.

    picks, money: evidence against the fair chances of the odds taken, and against breaking even; best: what the curve
    expects (closing odds where known); spread, edge: intervals of the yield and of the yield above the expected one;
    as_fair, as_seen: the next bets played through without skill, and with the yield going on.
    """

    picks: Evidence
    money: Evidence
    best: Law
    from_closing: int
    proportional: int
    spread: Interval
    edge: Interval
    closing: ClosingLine | None
    period: str
    steps: list[Step]
    slices: list[Named]
    plan: Plan
    as_fair: Played
    as_seen: Played
    about_closing: str
    looked_at: str


@dataclass(frozen=True, slots=True)
class Report:
    """One currency: the bets that count, those that do not, the verdict, and what it rests on."""

    currency: str
    supposed: Assumptions
    bets: int
    profit_micro: int
    turnover_micro: int
    left_out_profit_micro: int
    verdict: Verdict
    left_out: dict[str, int] = field(default_factory=dict)
    first: date | None = None
    last: date | None = None
    told: Told | None = None

    @property
    def bet_yield(self) -> float | None:
        return self.profit_micro / self.turnover_micro if self.turnover_micro else None

    @property
    def expected_yield(self) -> float | None:
        """Of the same bets without skill."""
        return self.told.picks.law.expected * MICRO / self.turnover_micro if self.told else None

    @property
    def luck_micro(self) -> int:
        """What came above (below) what the curve expects."""
        return self.profit_micro - self.expected_micro

    @property
    def expected_micro(self) -> int:
        """What the curve expects."""
        return to_cents(self.told.best.expected).item() if self.told else 0

    @property
    def luck_text(self) -> str:
        """How many standard deviations that is, with its sign."""
        return signed(self.luck_deviations)

    @property
    def luck_deviations(self) -> float:
        return self.told.best.deviations(self.profit_micro / MICRO) if self.told else 0.0

    @property
    def reasons(self) -> list[tuple[int, str]]:
        """How many bets are left out, and why."""
        return [(self.left_out[name], why) for name, why in REASONS.values() if self.left_out.get(name)]

    @property
    def undecided(self) -> int:
        return self.left_out.get("undecided", 0)

    @property
    def more_bets(self) -> int | None:
        """Bets still to be placed until the yield is told from zero, 0 where it is; None where no number would do."""
        if not self.told or self.told.money.needed is None:
            return None
        if self.told.money.is_told:
            return 0
        return max(0, self.told.money.needed - self.bets)


def reports(
    user: Any, asked: Filter, zone: ZoneInfo, supposed: Assumptions, period: str = ""
) -> list[Report]:
    """One for each currency with bets that fit, the one with most usable bets first."""
    asked = asked.but(status="")
    return [
        report(user, currency, asked.but(currency=currency), sample, supposed, period)
        for currency, sample in samples(user, asked, zone).items()
    ]


def report(
    user: Any, currency: str, asked: Filter, sample: Sample, supposed: Assumptions, period: str = ""
) -> Report:
    """The report of one currency's bets; `user` and `asked` only name the slices."""
    if len(sample) < LEAST_BETS:
        return _report(currency, sample, supposed, too_few(len(sample)), None)
    fair = chances(sample, supposed)
    told = _told(user, asked, sample, fair, supposed, period)
    words = verdict(
        bets=len(sample),
        bet_yield=sample.total_profit_micro / sample.turnover_micro,
        picks=told.picks,
        money=told.money,
        expected_yield=told.picks.law.expected * MICRO / sample.turnover_micro,
        margin=supposed.margin,
        undecided=sample.left_out.get("undecided", 0),
    )
    return _report(currency, sample, supposed, words, told)


def _report(
    currency: str, sample: Sample, supposed: Assumptions, words: Verdict, told: Told | None
) -> Report:
    first, last = days_of(sample) if len(sample) else (None, None)
    return Report(
        currency,
        supposed,
        len(sample),
        sample.total_profit_micro,
        sample.turnover_micro,
        sample.left_out_profit_micro,
        words,
        sample.left_out,
        first,
        last,
        told,
    )


def _told(
    user: Any, asked: Filter, sample: Sample, fair: Chances, supposed: Assumptions, period: str
) -> Told:
    profit = sample.profit.sum().item()
    expected = sample.risk * (sample.odds * fair.taken - 1)
    spread, edge = yield_intervals(np.column_stack([sample.profit, sample.profit - expected]), sample.risk)
    first, last = days_of(sample)
    period = period if period in series.PERIODS else series.fitting_period(first, last)
    closing = closing_line(sample, supposed)
    parts = slices(sample, fair.taken)
    plan = _plan(sample, supposed)
    return Told(
        picks=evidence(profit, sample.risk, sample.odds, fair.taken),
        money=evidence(profit, sample.risk, sample.odds, 1 / sample.odds),
        best=law(sample.risk, sample.odds, fair.best),
        from_closing=closing.bets if closing else 0,
        proportional=fair.proportional,
        spread=spread,
        edge=edge,
        closing=closing,
        period=period,
        steps=curve(sample, fair.best, period),
        slices=named(user, asked, parts),
        plan=plan,
        as_fair=play(sample, fair.taken, plan),
        as_seen=play(sample, None, plan),
        about_closing=about_closing(closing, len(sample)),
        looked_at=looked_at(parts),
    )


def _plan(sample: Sample, supposed: Assumptions) -> Plan:
    stated = supposed.bankroll
    bankroll = usual_bankroll(sample) if stated is None else np.float64(stated).item()
    share = np.float64(supposed.share).item() / 100 if supposed.rule == "share" else None
    return Plan(bankroll, supposed.next_bets, share)
