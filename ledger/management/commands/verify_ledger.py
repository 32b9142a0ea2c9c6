"""Verify the ledger: exit code 0 when every promise holds, 1 when one does not."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ledger.chain.signing import read_signed_head
from ledger.chain.verifying import KnownHead
from ledger.errors import LedgerError
from ledger.verification import Report, promises, run


class Command(BaseCommand):
    help = "Prove that balances equal their entries and that nobody went around the database's checks."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of sentences")
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            metavar="FILE",
            help="a head exported earlier, which the chain must go on from (may be repeated)",
        )
        parser.add_argument(
            "--public-key",
            metavar="HEX",
            help="the key those heads are signed with (by default this installation's)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        heads = [known_head(Path(name), options["public_key"]) for name in options["head"]]
        report = run(known=heads)
        self.stdout.write(json.dumps(as_json(report)) if options["json"] else as_text(report))
        if not report.is_sound:
            sys.exit(1)


def known_head(path: Path, trusted: str | None) -> KnownHead:
    """A head from a file. Raises CommandError when it cannot be read or trusted."""
    try:
        return read_signed_head(path.read_text(encoding="utf-8"), source=path.name, trusted=trusted)
    except (OSError, UnicodeDecodeError, LedgerError) as error:
        raise CommandError(str(error)) from error


def as_json(report: Report) -> dict[str, object]:
    """The report as plain values; counts are numbers, `problems` is empty when the ledger is sound."""
    return {
        "sound": report.is_sound,
        "accounts": report.accounts,
        "movements": report.movements,
        "sealed": report.chain.sequence,
        "unsealed": asdict(report.chain.unsealed),
        "head": {"number": report.chain.number, "hash": report.chain.hash.hex()},
        "checks": list(promises()),
        "problems": [asdict(problem) for problem in report.problems],
    }


def as_text(report: Report) -> str:
    """The report as a person reads it."""
    lines = [
        f"{report.movements} movements over {report.accounts} accounts.",
        f"Sealed: {report.chain.sequence} rows in {report.chain.number} blocks;"
        f" not yet sealed: {report.chain.unsealed.total}.",
    ]
    broken = {problem.check: problem for problem in report.problems}
    for check, promise in promises().items():
        if problem := broken.get(check):
            lines.append(f"BROKEN  {promise} {problem.rows} rows do not; the first is {problem.first}.")
        else:
            lines.append(f"holds   {promise}")
    return "\n".join(lines)
