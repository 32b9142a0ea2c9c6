"""The next bets played through 2,000 times from a stated bankroll, seeded. Pure numpy.

Each played bet is one of yours, drawn at random. At "fair" prices its outcome falls by the fair chance of the odds you
took (no skill); "as seen" it ends as yours did (your yield goes on). Flat: the stake you placed, or all that is left if
that is less; ruin is nothing left. Share: a set share of what is left; ruin is less than a tenth left.
"""

from dataclasses import dataclass

import numpy as np

from analytics.luck.sample import Floats, Ints, Sample

PATHS, POINTS = 2_000, 40
PERCENTILES = (5, 25, 50, 75, 95)
SEED = 20_260_303
LITTLE_LEFT = 0.1
NOTHING = 0.005


@dataclass(frozen=True, slots=True)
class Plan:
    """bankroll in whole units; share None for the stakes as placed, else the fraction staked of what is left."""

    bankroll: float
    next_bets: int
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Played:
    """after: numbers of bets; percentiles: five rows of the bankroll at these; ruin: share of the plays ruined by the
    end; behind: share that ended below the beginning (the ruined included). All to within 0.022 (95 %, 2,000 plays).
    """

    after: list[int]
    percentiles: Floats
    ruin: float
    behind: float


def play(sample: Sample, chance: Floats | None, plan: Plan) -> Played:
    """Play with these chances, or with the outcomes as they were seen where `chance` is None."""
    draws = np.random.default_rng(SEED)
    left = np.full(PATHS, plan.bankroll)
    is_ruined = np.zeros(PATHS, dtype=bool)
    after = np.unique(np.linspace(0, plan.next_bets, POINTS + 1).astype(np.int64))
    kept = {0: left.copy()}
    seen = sample.profit / sample.risk
    bound = min(NOTHING, plan.bankroll / 1_000) if plan.share is None else LITTLE_LEFT * plan.bankroll
    for number in range(1, plan.next_bets + 1):
        drawn = draws.integers(0, len(sample), PATHS)
        gained = seen[drawn] if chance is None else _gains(sample, chance, drawn, draws)
        stake = np.minimum(sample.risk[drawn], left) if plan.share is None else plan.share * left
        left = np.where(is_ruined, left, np.maximum(left + stake * gained, 0))
        is_ruined |= left < bound
        if number in after:
            kept[number] = left
    return Played(
        after=after.tolist(),
        percentiles=np.percentile(np.stack([kept[number] for number in after.tolist()]), PERCENTILES, axis=1),
        ruin=is_ruined.mean().item(),
        behind=(left < plan.bankroll).mean().item(),
    )


def _gains(sample: Sample, chance: Floats, drawn: Ints, draws: np.random.Generator) -> Floats:
    """What the drawn bets gain for a unit at risk when chance decides."""
    return sample.odds[drawn] * (draws.random(PATHS) < chance[drawn]) - 1


def usual_bankroll(sample: Sample) -> float:
    """A hundred middle stakes, to two figures: 1,234.56 is 1,200."""
    hundred = 100 * np.median(sample.risk).item()
    step = 10.0 ** (np.floor(np.log10(hundred)) - 1)
    return (np.rint(hundred / step) * step).item()
