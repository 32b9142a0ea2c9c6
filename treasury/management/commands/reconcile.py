"""Reconcile the house's statements with the journal: exit code 0 when no break of the house is open, 1 when one is."""

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ledger.money import format_micro
from treasury.models import Break
from treasury.reconciliation import reconcile
from web.clock import now


class Command(BaseCommand):
    help = "Match statement lines of bank and chain with the journal, and list every break with its age."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of sentences")

    def handle(self, *args: Any, **options: Any) -> None:
        report = reconcile()
        pending = list(Break.objects.using("staff").house().pending().select_related("account"))
        if options["json"]:
            self.stdout.write(json.dumps({**asdict(report), "breaks": [_told(each) for each in pending]}))
        else:
            for outcome in report.accounts:
                self.stdout.write(
                    f"{outcome.code} {outcome.currency}: {outcome.matched} matched, {outcome.opened} breaks opened,"
                    f" {outcome.closed} closed, {outcome.reconciled} statements reconciled."
                )
            for each in pending:
                told = _told(each)
                self.stdout.write(
                    f"BREAK {each.pk}  {each.get_kind_display()}  {told['amount']} {each.currency}"
                    f"  {told['age_days']} days  {each.get_status_display()}  {each.about}"
                )
            self.stdout.write(f"{len(pending)} breaks open.")
        if pending:
            sys.exit(1)


def _told(each: Break) -> dict[str, Any]:
    return {
        "id": each.pk,
        "kind": each.kind,
        "account": each.account.code,
        "currency": each.currency,
        "amount": format_micro(each.amount_micro),
        "amount_micro": each.amount_micro,
        "opened_at": each.opened_at.isoformat(),
        "age_days": (now() - each.opened_at).days,
        "status": each.status,
        "about": each.about,
    }
