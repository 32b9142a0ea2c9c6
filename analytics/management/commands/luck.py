"""Print what the page on skill and luck tells, from the same code."""

import json
from argparse import ArgumentParser
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from analytics.filters import read_for
from analytics.luck import assumptions
from analytics.luck.as_json import report_json, supposed_json
from analytics.luck.report import reports
from web.context import acting_as

ASKED = ("from", "to", "sport", "bookmaker", "competition", "market", "type", "currency", "q")
SUPPOSED = ("margin", "closing_margin", "method", "bankroll", "rule", "share", "next_bets")


class Command(BaseCommand):
    help = "Skill or luck: verdict, p-values, intervals, closing line, slices, the bankroll played through."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", required=True, metavar="E-MAIL")
        parser.add_argument("--json", action="store_true", help="on one line")
        parser.add_argument(
            "--from", dest="from", default="", metavar="DAY", help="first local day, 2026-01-31"
        )
        parser.add_argument("--to", default="", metavar="DAY", help="last local day")
        for name in (*ASKED[2:], *SUPPOSED):
            parser.add_argument(f"--{name.replace('_', '-')}", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        user = get_user_model().objects.filter(email=options["user"].strip().lower()).first()
        if user is None:
            raise CommandError(f"There is nobody with the address {options['user']}.")
        zone = ZoneInfo(user.time_zone)
        told = {name: str(options[name] or "") for name in (*ASKED, *SUPPOSED)}
        supposed, problems = assumptions.read(told)
        with acting_as(user):
            asked, notices = read_for(user, told)
            if notices or problems:
                raise CommandError(" ".join(notices + problems))
            found = reports(user, asked, zone, supposed)
        answer = {
            "assumed": supposed_json(supposed),
            "by_currency": [report_json(report) for report in found],
        }
        self.stdout.write(json.dumps(answer, indent=None if options["json"] else 2, ensure_ascii=False))
