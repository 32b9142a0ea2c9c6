"""Print each bookmaker account's balances, proved stretches and gaps, from the code of the account page."""

import json
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from analytics.reconciled import Part, Picture, picture
from ledger.models import Account
from ledger.money import format_micro
from web.context import acting_as


class Command(BaseCommand):
    help = "The balance proof of each bookmaker account of a person, over all their files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", required=True, metavar="E-MAIL")
        parser.add_argument("--json", action="store_true", help="one JSON object on one line")

    def handle(self, *args: Any, **options: Any) -> None:
        user = get_user_model().objects.filter(email=options["user"].strip().lower()).first()
        if user is None:
            raise CommandError(f"There is nobody with the address {options['user']}.")
        with acting_as(user):
            accounts = Account.objects.visible_to(user).coded("book").order_by("code", "currency")
            told = {"accounts": [_account(picture(user, account)) for account in accounts]}
        self.stdout.write(json.dumps(told, indent=None if options["json"] else 2, ensure_ascii=False))


def _account(found: Picture) -> dict[str, Any]:
    standing, reconciliation = found.standing, found.reconciliation
    return {
        "bookmaker": standing.account.name,
        "currency": standing.account.currency,
        "journal": format_micro(standing.journal_micro),
        "stated": _money(standing.stated_micro),
        "difference": _money(standing.difference_micro),
        "opening": _money(standing.opening_micro),
        "proved_rows": reconciliation.rows,
        "spans": [
            {
                "from": span.first_at.isoformat(),
                "to": span.last_at.isoformat(),
                "rows": span.rows,
                "opening": format_micro(span.opening_micro),
                "closing": format_micro(span.closing_micro),
            }
            for span in reconciliation.spans
        ],
        "gaps": [_gap(part) for part in found.parts if part.gap],
    }


def _gap(part: Part) -> dict[str, Any]:
    gap = part.gap
    assert gap is not None
    return {
        "after": gap.before.last_at.isoformat(),
        "before": gap.span.first_at.isoformat(),
        "amount": format_micro(gap.span.missing_micro),
        "reason": gap.reason,
        "file": gap.file.filename if gap.file else None,
        "line": gap.number,
        "recorded": part.missing.recorded is not None,
    }


def _money(micro: int | None) -> str | None:
    return None if micro is None else format_micro(micro)
