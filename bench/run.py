"""Run the measurements on a scratch cluster of their own (fsync on), print a table, merge into bench/results.json.

    python -m bench.run [--full] [--only NAME]

The scratch cluster lies in var/bench and is emptied at the start of every run, so figures do not depend on the last.
Exits with 1 when a target is missed or a measurement fails.
"""

import argparse
import importlib
import json
import os
import shutil
import subprocess
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.measure import FOUND, Measurement, Result, Scale

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results.json"
QUICK = Scale(rows=100_000, is_full=False)
FULL = Scale(rows=1_000_000, is_full=True)


def main() -> int:
    """The exit code: 1 when a measurement failed; a target that is missed is said, and no failure."""
    arguments = _arguments()
    _scratch_cluster(Path(os.environ.get("BETSITE_BENCH_VAR") or ROOT / "var" / "bench"))
    _discover()
    chosen = _chosen(only=arguments.only, full=arguments.full)
    if not chosen:
        names = ", ".join(sorted(FOUND)) or "none"
        print(f"Nothing to measure. Known measurements: {names}.", file=sys.stderr)
        return 1 if arguments.only else 0
    rows = [_run(measurement, FULL if arguments.full else QUICK) for measurement in chosen]
    merge(RESULTS, rows)
    print(table(rows))
    if missed := sum(row["met"] is False for row in rows):
        print(f"{missed} of {len(rows)} targets missed.")
    return 1 if any(row["value"] is None for row in rows) else 0


def merge(path: Path, rows: list[dict[str, Any]]) -> None:
    """Replace the rows of the same names in `path` and keep the others; sorted by name."""
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    by_name = {row["name"]: row for row in [*known, *rows]}
    text = json.dumps([by_name[name] for name in sorted(by_name)], indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def table(rows: list[dict[str, Any]]) -> str:
    """The rows as aligned text."""
    cells = [("measurement", "value", "unit", "target", "met", "detail")]
    for row in rows:
        met = {True: "yes", False: "NO", None: "-"}[row["met"]]
        target = "-" if row["target"] is None else f"{row['target']:g}"
        value = "failed" if row["value"] is None else f"{row['value']:,.4g}"
        cells.append((row["name"], value, row["unit"], target, met, row["detail"]))
    widths = [max(len(line[column]) for line in cells) for column in range(5)]
    return "\n".join("  ".join([*map(str.ljust, line[:5], widths), line[5]]).rstrip() for line in cells)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.run", description="Measure Betsite.")
    parser.add_argument("--full", action="store_true", help="the promised sizes, instead of 100,000 rows")
    parser.add_argument("--only", default="", help="the measurement of this name, or those of bench_NAME.py")
    return parser.parse_args()


def _scratch_cluster(var: Path) -> None:
    """A fresh, migrated cluster with default durability, and Django set up on it."""
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_STAFF_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    os.environ["BETSITE_VAR"] = str(var)
    os.environ["DJANGO_SETTINGS_MODULE"] = "betsite.settings"
    from betsite import embedded

    embedded.stop(var)
    if var.exists():
        elsewhere = var / "servers.elsewhere"
        if elsewhere.exists():
            shutil.rmtree(elsewhere.read_text(encoding="utf-8").strip(), ignore_errors=True)
        shutil.rmtree(var)
    embedded.ensure(var)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)


def _discover() -> None:
    for path in sorted((ROOT / "bench").glob("bench_*.py")):
        importlib.import_module(f"bench.{path.stem}")


def _chosen(*, only: str, full: bool) -> list[Measurement]:
    if only:
        return [found for found in FOUND.values() if only in {found.name, _subject(found)}]
    return [found for found in FOUND.values() if full or found.tier == "quick"]


def _subject(measurement: Measurement) -> str:
    return measurement.function.__module__.rpartition(".bench_")[2]


def _run(measurement: Measurement, scale: Scale) -> dict[str, Any]:
    print(f"{measurement.name} ...", file=sys.stderr, flush=True)
    try:
        result = measurement.function(scale)
    except Exception as error:  # the other measurements still run; the table and the exit code say it failed
        traceback.print_exc()
        return _row(measurement, None, f"failed: {error}", met=False)
    if not isinstance(result, Result):
        result = Result(float(result))
    value = float(f"{result.value:.6g}")
    return _row(measurement, value, result.detail, met=measurement.is_met(value))


def _row(measurement: Measurement, value: float | None, detail: str, *, met: bool | None) -> dict[str, Any]:
    return {
        "name": measurement.name,
        "value": value,
        "unit": measurement.unit,
        "target": measurement.target,
        "met": met,
        "detail": detail,
        "date": datetime.now(UTC).date().isoformat(),
        "commit": _commit(),
    }


def _commit() -> str:
    """The short hash of what is measured, with a plus sign when there are changes on top; empty outside git."""
    try:
        described = subprocess.run(
            ["git", "describe", "--always", "--dirty=+", "--exclude=*"],
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
    except OSError:
        return ""
    return described.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
