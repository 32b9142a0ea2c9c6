"""Total value locked, liabilities against assets per currency: exit code 0 when every currency is covered, else 1."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ledger.money import format_micro
from treasury.solvency import as_json, positions


class Command(BaseCommand):
    help = "What the house owes people against what it holds for them, currency by currency."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        found = positions()
        if options["json"]:
            self.stdout.write(json.dumps(as_json(found)))
        else:
            for each in found:
                verdict = "covered" if each.is_solvent else "DEFICIT"
                self.stdout.write(
                    f"{each.currency}  owed {format_micro(each.liabilities_micro)}"
                    f"  held {format_micro(each.assets_micro)}"
                    f"  {verdict} {format_micro(each.surplus_micro)}"
                )
            if not found:
                self.stdout.write("The house owes nothing and holds nothing.")
        if not all(each.is_solvent for each in found):
            sys.exit(1)
