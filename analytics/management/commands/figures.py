"""Print the figures the overview shows, from the same code."""

import json
from argparse import ArgumentParser
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from analytics import breakdowns
from analytics.figures import BookFigures, Figures, by_bookmaker, by_currency
from analytics.filters import Filter, read_for
from analytics.terms import TERMS
from ledger.money import format_micro
from web.context import acting_as

OWN = ("from", "to", "sport", "bookmaker", "competition", "market", "type", "status", "currency", "q")
ASKED = (*OWN, *TERMS)
COUNTS = ("bets", "settled", "won", "lost", "void", "cashed_out", "open", "undecided")
MONEY = ("turnover", "profit", "commission", "deposits", "withdrawals", "bonus_profit")


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
            books = by_bookmaker(user, asked, zone)
            told = figures_json(books, asked)
            if options["by"]:
                told["by"] = [line.json() for line in breakdowns.by(options["by"], user, asked, zone)]
        self.stdout.write(json.dumps(told, indent=None if options["json"] else 2, ensure_ascii=False))


def figures_json(books: list[BookFigures], asked: Filter) -> dict[str, Any]:
    """Counts over all; money at the top only where there is one currency, else under by_currency."""
    totals = by_currency(books, with_bets_only=asked.has_bet_terms)
    only = totals[0] if len(totals) == 1 else None
    counts = {name: sum(getattr(total, name) for total in totals) for name in COUNTS}
    none = dict.fromkeys((*MONEY, *_ratios(Figures())))
    return {
        **counts,
        "currency": only.currency if only else None,
        **({name: value for name, value in _one(only).items() if name in none} if only else none),
        "balances": [
            {
                "bookmaker": b.bookmaker,
                "currency": b.figures.currency,
                "balance": format_micro(b.figures.balance_micro),
            }
            for b in books
        ],
        "by_currency": [_one(total) for total in totals],
        "by_bookmaker": [{"bookmaker": book.bookmaker, **_one(book.figures)} for book in books],
    }


def _ratios(figures: Figures) -> dict[str, Decimal | None]:
    return {
        "yield": figures.bet_yield,
        "strike_rate": figures.strike_rate,
        "average_odds": figures.average_odds,
    }


def _one(figures: Figures) -> dict[str, Any]:
    money = {name: format_micro(getattr(figures, f"{name}_micro")) for name in (*MONEY, "balance")}
    return {
        "currency": figures.currency,
        **{name: getattr(figures, name) for name in COUNTS},
        **money,
        **{name: None if ratio is None else str(ratio) for name, ratio in _ratios(figures).items()},
    }
