"""The harness of the measurements: what it writes and when a target is met."""

import json
from pathlib import Path

import pytest

from bench.measure import Measurement, Result, Scale, median_of
from bench.run import merge, table


def measurement(target: float | None, better: str) -> Measurement:
    def function(scale: Scale) -> Result:
        return Result(1.0)

    return Measurement("x", "s", target, better, "quick", function)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("target", "better", "value", "met"),
    [
        (2.0, "lower", 2.0, True),
        (2.0, "lower", 2.1, False),
        (2.0, "higher", 2.1, True),
        (2.0, "higher", 1.9, False),
        (None, "lower", 9.9, None),
    ],
)
def test_a_target_is_met_on_its_better_side(
    target: float | None, better: str, value: float, met: bool | None
) -> None:
    assert measurement(target, better).is_met(value) is met


def test_results_replace_their_own_name_and_keep_the_others(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    merge(path, [{"name": "b", "value": 1}, {"name": "a", "value": 2}])
    merge(path, [{"name": "b", "value": 3}])
    assert json.loads(path.read_text()) == [{"name": "a", "value": 2}, {"name": "b", "value": 3}]


def test_the_table_says_what_missed_its_target() -> None:
    row = {
        "name": "import",
        "value": 12345.678,
        "unit": "rows/s",
        "target": 20000.0,
        "met": False,
        "detail": "slow",
    }
    assert table([row]).splitlines()[1] == "import       1.235e+04  rows/s  20000   NO   slow"


def test_acts_take_turns_and_the_first_round_is_thrown_away() -> None:
    calls: list[str] = []
    assert len(median_of(3, lambda: calls.append("a"), lambda: calls.append("b"))) == 2
    assert calls == ["a", "b"] * 4
