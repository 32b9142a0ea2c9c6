"""Print the markers of the well-being page, from the same code."""

import json
from argparse import ArgumentParser
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from analytics.filters import read_for
from analytics.harm.reading import read
from analytics.harm.report import report
from web.context import acting_as

ASKED = ("from", "to", "bookmaker", "currency")


class Command(BaseCommand):
    help = "The person's markers of harm: patterns, not a diagnosis."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", required=True, metavar="E-MAIL")
        parser.add_argument("--json", action="store_true")
        parser.add_argument(
            "--from", dest="from", default="", metavar="DAY", help="first local day, 2026-01-31"
        )
        parser.add_argument("--to", default="", metavar="DAY", help="last local day")
        parser.add_argument("--bookmaker", default="")
        parser.add_argument("--currency", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        user = get_user_model().objects.filter(email=options["user"].strip().lower()).first()
        if user is None:
            raise CommandError(f"There is nobody with the address {options['user']}.")
        with acting_as(user):
            asked, notices = read_for(user, {key: str(options[key] or "") for key in ASKED})
            if notices:
                raise CommandError(" ".join(notices))
            told = report(read(user, asked, ZoneInfo(user.time_zone))).json()
        self.stdout.write(json.dumps(told, indent=None if options["json"] else 2, ensure_ascii=False))
