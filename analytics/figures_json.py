"""Figures as plain values, for the command and the API: counts, and amounts and ratios as decimal strings."""

from decimal import Decimal
from typing import Any

from analytics.figures import BookFigures, Figures, by_currency
from analytics.filters import Filter
from analytics.terms import TERMS
from ledger.money import format_micro

OWN = ("from", "to", "sport", "bookmaker", "competition", "market", "type", "status", "currency", "q")
ASKED = (*OWN, *TERMS)
COUNTS = ("bets", "settled", "won", "lost", "void", "cashed_out", "open", "undecided")
MONEY = ("turnover", "profit", "commission", "deposits", "withdrawals", "bonus_profit")


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
