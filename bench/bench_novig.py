"""The margin taken off 100,000 markets at once, against penaltyblog market by market on the same odds.

penaltyblog (MIT) and what it needs live in an environment of their own, made at the first run. It runs as a process of
its own that takes the time of the calls alone, on every fiftieth market; ours is timed on all of them just before and
just after. A chance that differs by more than 1e-9 fails the measurement.
"""

import json
import statistics
import subprocess
import sys
import venv
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from bench.measure import Result, Scale, measure, seconds
from odds.novig_many import Array, fair_many

PENALTYBLOG = "penaltyblog==1.13.1"
HOME = Path(__file__).resolve().parent.parent / "var" / "penaltyblog"
METHODS = ("multiplicative", "additive", "power", "odds-ratio", "shin")
MARKETS = 100_000
EVERY = 50
NEAR = 1e-9
ASK = """
import sys, time
import numpy as np
from penaltyblog.implied import calculate_implied
markets = np.load(sys.argv[1]).tolist()
found, took = [], 0.0
for method in sys.argv[3:]:
    calculate_implied(markets[0], method)
    began = time.perf_counter()
    chances = [calculate_implied(market, method).probabilities for market in markets]
    took += time.perf_counter() - began
    found.append(chances)
np.save(sys.argv[2], np.array(found))
print(took)
"""


@measure("novig_s", "s", 2.0)
def novig(scale: Scale) -> Result:
    """All five methods for 100,000 markets of three."""
    odds = markets()
    _all_methods(odds)
    took = statistics.median(seconds(lambda: _all_methods(odds)) for _ in range(5))
    return Result(took, f"{len(METHODS)} methods, {len(odds):,} markets of three")


@measure("novig_vs_penaltyblog", "ratio", 20, better="higher")
def against_penaltyblog(scale: Scale) -> Result:
    """The same five methods per market, and the same chances."""
    odds = markets()
    some = odds[::EVERY]
    before = seconds(lambda: _all_methods(odds))
    theirs, chances = _theirs(some)
    after = seconds(lambda: _all_methods(odds))
    mine = (before + after) / 2 / len(odds)
    apart = np.abs(_all_methods(some) - chances).max().item()
    if not apart <= NEAR:
        raise AssertionError(f"The chances differ by {apart:.3g}.")
    return Result(
        theirs / len(some) / mine,
        f"{1e6 * mine:.1f} against {1e6 * theirs / len(some):.0f} µs a market, {len(some):,} compared,"
        f" chances apart by {apart:.1g} at most",
    )


@cache
def markets() -> Array:
    """Three-way markets with margins of two to nine percent, odds as bookmakers write them; the same every time."""
    source = np.random.default_rng(20_261_121)
    chances = source.dirichlet((5, 3, 4), 2 * MARKETS)
    chances = chances[(chances.min(axis=1) > 0.05) & (chances.max(axis=1) < 0.85)][:MARKETS]
    margins = source.uniform(1.02, 1.09, (len(chances), 1))
    odds = np.round(1 / (chances * margins), 2)
    return odds[(1 / odds).sum(axis=1) > 1.01]


def _all_methods(odds: Array) -> Array:
    found = [fair_many(odds, method) for method in METHODS]
    assert all(each.is_answered.all() for each in found)
    return np.stack([each.probabilities for each in found])


def _theirs(odds: Array) -> tuple[float, Array]:
    """The seconds of their calls, and what they found."""
    with TemporaryDirectory() as folder:
        asked, answered = Path(folder) / "odds.npy", Path(folder) / "chances.npy"
        np.save(asked, odds)
        names = [method.replace("-", "_") for method in METHODS]
        command = [_python(), "-W", "ignore", "-c", ASK, asked, answered, *names]
        done = subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True)
        return json.loads(done.stdout.splitlines()[-1]), np.load(answered)


def _python() -> Path:
    """The interpreter of the environment with penaltyblog. Raises CalledProcessError when it cannot be installed."""
    python = HOME / "bin" / "python"
    if not (HOME / "made").exists():
        venv.create(HOME, with_pip=True)
        subprocess.run(
            [python, "-m", "pip", "install", "--quiet", PENALTYBLOG], check=True, stdout=sys.stderr
        )
        (HOME / "made").touch()
    return python
