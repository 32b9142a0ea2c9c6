"""Import a bank's statement (CSV) into an account of the house."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from treasury.bank_statements import import_statement
from treasury.errors import StatementRefused
from treasury.house import holding_account, holding_accounts
from treasury.models import Source
from treasury.reconciliation import reconcile_account


class Command(BaseCommand):
    help = (
        "Import a CSV of a bank's statement lines; the whole file or nothing. Exit code 1 when it is refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--account", default="bank", metavar="CODE", help="bank, or bank:<part>")
        parser.add_argument("--currency", required=True, metavar="CODE")
        parser.add_argument("--create", action="store_true", help="make the account when it is missing")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        code, currency = options["account"], options["currency"].upper()
        source, _, part = code.partition(":")
        if source != Source.BANK:
            raise CommandError(f"{code!r} is no account with a bank: bank, or bank:<part>.")
        account = holding_accounts().filter(code=code, currency=currency).first()
        if account is None and not options["create"]:
            raise CommandError(f"There is no account {code} in {currency}; --create makes it.")
        account = account or holding_account(source, currency, part=part)
        try:
            taken = import_statement(
                account=account, content=options["file"].read_bytes(), name=options["file"].name
            )
        except OSError as error:
            raise CommandError(str(error)) from error
        except StatementRefused as refusal:
            self._tell({"imported": False, "errors": [str(error) for error in refusal.args[1:]]}, options)
            sys.exit(1)
        outcome = reconcile_account(account)
        told = {
            "imported": True,
            "is_known": taken.is_known,
            "rows": taken.rows,
            "new": taken.new,
            "known": taken.known,
            "matched": outcome.matched,
            "breaks_opened": outcome.opened,
        }
        self._tell(told, options)

    def _tell(self, told: dict[str, Any], options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(told))
        elif told["imported"]:
            self.stdout.write(
                f"{told['rows']} rows: {told['new']} new, {told['known']} known."
                f" {told['matched']} matched, {told['breaks_opened']} breaks opened."
            )
        else:
            self.stdout.write("Nothing was imported.\n" + "\n".join(told["errors"]))
