"""Print the figures the overview shows, from the same code."""

import json
from argparse import ArgumentParser
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from analytics import breakdowns
from analytics.figures import by_bookmaker
from analytics.figures_json import ASKED, figures_json
from analytics.filters import read_for
from web.context import acting_as


class Command(BaseCommand):
    help = "The person's figures: bets, turnover, profit, yield, deposits, withdrawals and balances."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", required=True, metavar="E-MAIL")
        parser.add_argument("--json", action="store_true")
        parser.add_argument(
            "--from", dest="from", default="", metavar="DAY", help="first local day, 2026-01-31"
        )
        parser.add_argument("--to", default="", metavar="DAY", help="last local day")
        for name in ASKED[2:]:
            parser.add_argument(f"--{name}", default="")
        parser.add_argument(
            "--by", choices=sorted(breakdowns.DIMENSIONS), help="break down by this dimension"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        user = get_user_model().objects.filter(email=options["user"].strip().lower()).first()
        if user is None:
            raise CommandError(f"There is nobody with the address {options['user']}.")
        zone = ZoneInfo(user.time_zone)
        with acting_as(user):
            asked, notices = read_for(user, {key: str(options[key] or "") for key in ASKED})
            if notices:
                raise CommandError(" ".join(notices))
            told = figures_json(by_bookmaker(user, asked, zone), asked)
            if options["by"]:
                told["by"] = [line.json() for line in breakdowns.by(options["by"], user, asked, zone)]
        self.stdout.write(json.dumps(told, indent=None if options["json"] else 2, ensure_ascii=False))
