"""Verify the ledger: exit code 0 when every promise holds, 1 when one does not."""

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ledger.verification import CHECKS, Report, verify


class Command(BaseCommand):
    help = "Prove that balances equal their entries and that nobody went around the database's checks."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of sentences")

    def handle(self, *args: Any, **options: Any) -> None:
        report = verify()
        self.stdout.write(json.dumps(as_json(report)) if options["json"] else as_text(report))
        if not report.is_sound:
            sys.exit(1)


def as_json(report: Report) -> dict[str, object]:
    """The report as plain values; counts are numbers, `problems` is empty when the ledger is sound."""
    return {
        "sound": report.is_sound,
        "accounts": report.accounts,
        "movements": report.movements,
        "checks": list(CHECKS),
        "problems": [asdict(problem) for problem in report.problems],
    }


def as_text(report: Report) -> str:
    """The report as a person reads it."""
    lines = [f"{report.movements} movements over {report.accounts} accounts."]
    broken = {problem.check: problem for problem in report.problems}
    for check, (promise, _) in CHECKS.items():
        if problem := broken.get(check):
            lines.append(f"BROKEN  {promise} {problem.rows} rows do not; the first is {problem.first}.")
        else:
            lines.append(f"holds   {promise}")
    return "\n".join(lines)
