"""Say what is measured, in which unit and against which target.

    @measure("posting_vs_pgbench", "ratio", 2.0)
    def posting(scale: Scale) -> Result:
        '''One posting through Django against the same INSERT in pgbench.'''
        return Result(theirs / ours, detail=f"{ours:.0f}/s against {theirs:.0f}/s")

Ratios are measured within one run, the two sides interleaved; `median_of` and `seconds` help with that.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Better = Literal["lower", "higher"]
Tier = Literal["quick", "full"]


@dataclass(frozen=True)
class Scale:
    """How much to measure: 100,000 rows in the quick tier, the promised million in the full one."""

    rows: int
    is_full: bool


@dataclass(frozen=True)
class Result:
    """One figure, and in words what it was made of."""

    value: float
    detail: str = ""


@dataclass(frozen=True)
class Measurement:
    """A decorated function with what it promises."""

    name: str
    unit: str
    target: float | None
    better: Better
    tier: Tier
    function: Callable[[Scale], Result | float]

    def is_met(self, value: float) -> bool | None:
        """Whether `value` reaches the target; None without one."""
        if self.target is None:
            return None
        return value <= self.target if self.better == "lower" else value >= self.target


FOUND: dict[str, Measurement] = {}


def measure(
    name: str, unit: str, target: float | None = None, better: Better = "lower", tier: Tier = "quick"
) -> Callable[[Callable[[Scale], Result | float]], Callable[[Scale], Result | float]]:
    """Register a measurement. `quick` ones run in both tiers, `full` ones only in `make bench-full`."""

    def register(function: Callable[[Scale], Result | float]) -> Callable[[Scale], Result | float]:
        if name in FOUND:
            raise ValueError(f"Two measurements are called {name}.")
        FOUND[name] = Measurement(name, unit, target, better, tier, function)
        return function

    return register


def seconds(act: Callable[[], object]) -> float:
    """How long `act` takes."""
    before = time.perf_counter()
    act()
    return time.perf_counter() - before


def median_of(repeats: int, *acts: Callable[[], object]) -> list[float]:
    """The median seconds of each act, the acts taking turns; the first round is thrown away (cold memory)."""
    rounds = [[seconds(act) for act in acts] for _ in range(repeats + 1)][1:]
    return [statistics.median(times) for times in zip(*rounds, strict=True)]
