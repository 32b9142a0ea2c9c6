"""The chances behind a market's prices: manage.py devig 2.6 2.4 4.3 --method shin --json."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from odds import formats
from odds.errors import OddsError
from odds.novig import METHODS, Fair, fair


class Command(BaseCommand):
    help = (
        "Take the margin off the odds of a whole market (decimal, American or fractional) and print the chances."
        " What makes no market is refused with the reason and a non-zero exit."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("odds", nargs="+", help="the odds of every outcome: 2.6, +160 or 8/5")
        parser.add_argument("--method", default="power", choices=list(METHODS))
        parser.add_argument("--winners", type=int, default=1, help="how many outcomes win (3: a top three)")
        parser.add_argument("--json", action="store_true", help="print {method, margin, probabilities, ...}")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            prices = [formats.read(text) for text in options["odds"]]
            found = fair(prices, options["method"], winners=options["winners"])
        except OddsError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_json(found) if options["json"] else _told(found, options["odds"]))


def _json(found: Fair) -> str:
    return json.dumps(
        {
            "method": found.method,
            "margin": found.margin,
            "probabilities": list(found.probabilities),
            "fair_odds": list(found.odds),
            "parameter": found.parameter,
        }
    )


def _told(found: Fair, written: list[str]) -> str:
    head = f"{METHODS[found.method].title}: margin {found.margin:.4%}"
    rows = zip(written, found.probabilities, found.odds, strict=True)
    return "\n".join(
        [head, *(f"{text:>10}  {chance:.6f}  fair odds {odds:.4f}" for text, chance, odds in rows)]
    )
