"""Samples for the tests of luck, made without a database."""

import numpy as np

from analytics.luck.sample import DIMENSIONS, Sample


def sample_of(
    odds, *, profit=None, risk=None, won=None, closing=None, legs=None, day=None, keys=None, is_live=None
):
    """Bets as arrays; money in units. `won` (one or nothing a bet) gives the profit where it is not told."""
    odds = np.asarray(odds, dtype=np.float64)
    count = len(odds)
    risk = np.ones(count) if risk is None else np.asarray(risk, dtype=np.float64)
    if profit is None:
        profit = risk * (odds * np.asarray(won) - 1)
    whole = {"sport": np.zeros(count)} | (keys or {})
    return Sample(
        day=np.arange(count, dtype=np.int64) if day is None else np.asarray(day, dtype=np.int64),
        profit_micro=np.rint(np.asarray(profit) * 1_000_000).astype(np.int64),
        risk_micro=np.rint(risk * 1_000_000).astype(np.int64),
        odds=odds,
        closing=np.full(count, np.nan) if closing is None else np.asarray(closing, dtype=np.float64),
        legs=np.ones(count, dtype=np.int32) if legs is None else np.asarray(legs, dtype=np.int32),
        is_live=np.zeros(count, dtype=bool) if is_live is None else np.asarray(is_live),
        keys={name: np.asarray(whole.get(name, np.zeros(count)), dtype=np.int64) for name in DIMENSIONS},
        left_out={},
    )


def lucky_book(count=400, seed=7, margin=0.05):
    """Bets without skill at prices with a margin, mixed stakes and odds."""
    chance = np.random.default_rng(seed)
    odds = np.exp(chance.uniform(0.3, 1.8, count)).round(2)
    risk = chance.integers(1, 30, count).astype(np.float64)
    return sample_of(odds, risk=risk, won=chance.random(count) < 1 / odds / (1 + margin))
