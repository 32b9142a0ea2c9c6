"""Enter a closure or an early close that is in no calendar, or take it back."""

import json
from argparse import ArgumentParser
from datetime import date, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from markets import closures
from markets.errors import MarketsProblem


class Command(BaseCommand):
    help = "Say that an exchange is closed on a day, closes early, or trades as scheduled after all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--exchange", required=True, metavar="NAME", help="XNAS")
        parser.add_argument("--day", required=True, metavar="DAY", type=_day, help="2026-11-27")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--closed", action="store_true", help="no session on this day")
        what.add_argument("--closes-at", metavar="HH:MM", type=_time, help="by the clock of the exchange")
        what.add_argument("--as-scheduled", action="store_true", help="take back what was entered before")
        parser.add_argument("--reason", required=True)
        parser.add_argument("--by", required=True, metavar="EMAIL", help="who of the staff says so")
        parser.add_argument("--json", action="store_true", dest="as_json", help="one JSON object")

    def handle(self, *, exchange: str, day: date, as_json: bool, **options: Any) -> None:
        try:
            row = closures.announce(
                exchange=exchange,
                day=day,
                closes_at=closures.moment_of(exchange, day, options["closes_at"]),
                as_scheduled=options["as_scheduled"],
                reason=options["reason"],
                by=_staff(options["by"]),
            )
        except MarketsProblem as error:
            raise CommandError(str(error)) from error
        if as_json:
            told = {"id": row.pk, "exchange": row.exchange, "day": str(row.day), "says": row.says}
            self.stdout.write(json.dumps(told | {"closes_at": row.closes_at and row.closes_at.isoformat()}))
        else:
            self.stdout.write(str(row))


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _time(text: str) -> time:
    return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007  the exchange's zone is put to it below


def _staff(email: str) -> User:
    found = User.objects.using("staff").filter(email__iexact=email).first()
    if found is None:
        raise CommandError(f"There is nobody with the address {email}.")
    return found
