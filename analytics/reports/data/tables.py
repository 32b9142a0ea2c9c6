"""Everything of a person's book as plain tables, read piece by piece: bets, legs, movements, statement lines, accounts.

A table is columns and a way to read rows in pieces; it never holds more than one piece. Money is in micro-units until
it is written. Bets and legs answer to the whole filter; movements, statement lines and accounts to days, bookmaker and
currency, since they belong to no sport. Call everything here inside acting_as(user).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from analytics.filters import Filter
from analytics.reports.data import journal
from bets.models import Leg
from treasury.models import StatementLine

PIECE = 5_000
Row = Sequence[Any]


class Of(Enum):
    """What a column holds, and so how each format writes it."""

    TEXT = "text"
    WHOLE = "whole number"
    MONEY = "amount of money"
    ODDS = "decimal odds"
    MOMENT = "moment"
    CLOCK = "day and time of day, of no place"
    YES = "true or false"


@dataclass(frozen=True, slots=True)
class Column:
    """Its name in every format, what it holds, and what it means."""

    name: str
    of: Of
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """A name, what a row is, the columns, how many rows there are, and the rows themselves."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    count: Callable[[], int]
    rows: Callable[[], Iterator[Row]]

    def pieces(self, size: int = PIECE) -> Iterator[list[Row]]:
        """The rows, so many at a time."""
        rows = self.rows()
        while piece := list(islice(rows, size)):
            yield piece


BET = (
    ("id", Of.WHOLE, "id", "Number of the bet in Betsite; legs name it."),
    ("bookmaker", Of.TEXT, "bookmaker__name", "Who took the bet."),
    ("currency", Of.TEXT, "currency", "Of every amount of the row."),
    ("reference", Of.TEXT, "ref", "The bookmaker's own."),
    ("structure", Of.TEXT, "structure", "single, multi, system or market (a market's result)."),
    ("side", Of.TEXT, "side", "back or lay."),
    ("status", Of.TEXT, "status", "How it ended, or open, or undecided."),
    ("placed_at", Of.MOMENT, "placed_at", "When it was placed."),
    ("settled_at", Of.MOMENT, "settled_at", "When it was settled."),
    ("sport", Of.TEXT, "sport__name", ""),
    ("competition", Of.TEXT, "competition__name", ""),
    ("event", Of.TEXT, "event_name", "As the file tells it."),
    ("market", Of.TEXT, "market_type__name", "One name for all bookmakers."),
    ("market_as_told", Of.TEXT, "market_name", "As the file tells it."),
    ("selection", Of.TEXT, "selection", "As the file tells it."),
    ("legs", Of.WHOLE, "legs_count", ""),
    ("odds", Of.ODDS, "odds", "Decimal odds taken."),
    ("closing_odds", Of.ODDS, "closing_odds", "Decimal odds at the start, where the file tells them."),
    ("stake", Of.MONEY, "stake_micro", "What was put on it."),
    ("bonus_stake", Of.MONEY, "bonus_stake_micro", "The part of the stake that was bonus money."),
    ("at_risk", Of.MONEY, "at_risk_micro", "Own money that could be lost."),
    ("turnover", Of.MONEY, "turnover_micro", "Own money at risk in settled bets, void ones left out."),
    ("returned", Of.MONEY, "returned_micro", "What came back."),
    ("commission", Of.MONEY, "commission_micro", "Already off the profit."),
    ("profit", Of.MONEY, "profit_micro", "What it changed the own money by; empty until settled."),
    ("bonus", Of.TEXT, "bonus", "Of which money: none is own."),
    ("is_live", Of.YES, "is_live", "Placed during the event."),
    ("is_each_way", Of.YES, "is_each_way", ""),
    ("is_concluded", Of.YES, "is_decided_by_rule", "Taken for lost by Betsite's rule."),
    ("decided_at", Of.MOMENT, "decided_at", "When you said how it ended."),
)
NOTE = ("note", Of.TEXT, "note", "Your own.")
LEG = (
    ("bet", Of.WHOLE, "bet_id", "Number of the bet."),
    ("position", Of.WHOLE, "position", "Its place in the bet, from 1 or as the file counts."),
    ("sport", Of.TEXT, "sport__name", ""),
    ("competition", Of.TEXT, "competition__name", ""),
    ("event", Of.TEXT, "event_name", ""),
    ("market", Of.TEXT, "market_name", ""),
    ("selection", Of.TEXT, "selection", ""),
    ("odds", Of.ODDS, "odds", "Decimal odds."),
    ("result", Of.TEXT, "result", "How the leg ended."),
)
LINE = (
    ("id", Of.WHOLE, "id", "Number of the line in Betsite."),
    ("account", Of.TEXT, "account__code", "As in accounts."),
    ("currency", Of.TEXT, "currency", ""),
    ("occurred_at", Of.MOMENT, "occurred_at", "As the file tells it."),
    ("kind", Of.TEXT, "kind", "deposit, withdrawal, stake, win and so on."),
    ("amount", Of.MONEY, "amount_micro", "What it changed the cash by; empty where it moves none."),
    ("bonus", Of.MONEY, "bonus_micro", "What it changed the bonus money by."),
    ("balance", Of.MONEY, "balance_micro", "What the bookmaker says was there afterwards."),
    ("bet_reference", Of.TEXT, "bet_ref", "The bookmaker's own."),
    ("description", Of.TEXT, "description", "As the file tells it."),
)


def tables(user: Any, asked: Filter, zone: ZoneInfo, *, has_notes: bool = False) -> list[Table]:
    """All tables of what is asked for, in the order in which people look for them."""
    bets = asked.bets(user, zone).order_by("placed_at", "pk")
    legs = Leg.objects.filter(bet__in=bets.order_by().values("pk")).order_by("bet_id", "position")
    told = (*BET, NOTE) if has_notes else BET
    return [
        _of("bets", "One row a bet, by the time of placing.", told, bets),
        _of("legs", "The parts of multis; a single bet has none.", LEG, legs),
        _movements(user, asked, zone),
        _of("statement_lines", "The rows of your bookmakers' statements.", LINE, _lines(user, asked, zone)),
        _accounts(user, asked, zone),
    ]


def _of(name: str, meaning: str, told: tuple[tuple[str, Of, str, str], ...], rows: QuerySet) -> Table:
    fields = [field for _, _, field, _ in told]
    return Table(
        name,
        meaning,
        tuple(Column(title, of, said) for title, of, _, said in told),
        rows.count,
        lambda: rows.values_list(*fields).iterator(chunk_size=PIECE),
    )


def _lines(user: Any, asked: Filter, zone: ZoneInfo) -> QuerySet:
    accounts = journal.accounts(user, asked)
    start, end = asked.span(zone)
    lines = StatementLine.objects.visible_to(user).filter(account__in=[account.pk for account in accounts])
    lines = lines.filter(occurred_at__gte=start) if start else lines
    lines = lines.filter(occurred_at__lt=end) if end else lines
    return lines.order_by("occurred_at", "pk")


def _movements(user: Any, asked: Filter, zone: ZoneInfo) -> Table:
    columns = (
        Column("id", Of.WHOLE, "Number of the movement in the journal."),
        Column("effective_at", Of.MOMENT, "When it happened."),
        Column("posted_at", Of.MOMENT, "When it was written."),
        Column("kind", Of.TEXT, "What it was."),
        Column("debit", Of.TEXT, "The account that it went into, as in accounts; house is not yours."),
        Column("credit", Of.TEXT, "The account that it came out of."),
        Column("currency", Of.TEXT, ""),
        Column("amount", Of.MONEY, "Above zero: debit + amount, credit - amount."),
        Column("reverses", Of.WHOLE, "The movement that it takes back."),
        Column("event", Of.WHOLE, "Movements of one event share it."),
        Column("key", Of.TEXT, "What it came from."),
    )
    found = journal.movements(user, asked, zone)
    return Table(
        "movements",
        "The journal: every movement between two accounts. Each is balanced by itself.",
        columns,
        found.count,
        lambda: journal.rows(user, found, PIECE),
    )


def _accounts(user: Any, asked: Filter, zone: ZoneInfo) -> Table:
    columns = (
        Column("account", Of.TEXT, "Its name in the journal; book: is the cash at a bookmaker."),
        Column("name", Of.TEXT, ""),
        Column("kind", Of.TEXT, "asset, liability, income, expense or equity."),
        Column("currency", Of.TEXT, ""),
        Column("opening", Of.MONEY, "Balance before the first day: debits less credits."),
        Column("debits", Of.MONEY, "What went in on these days."),
        Column("credits", Of.MONEY, "What went out on these days."),
        Column("closing", Of.MONEY, "opening + debits - credits."),
        Column("proof", Of.TEXT, "What the bookmaker's own balance says of it."),
        Column("stated", Of.MONEY, "The bookmaker's newest stated balance, whenever that was."),
        Column("stated_at", Of.MOMENT, "When the bookmaker stated it."),
    )
    found = journal.balances_of(user, asked, zone)
    return Table(
        "accounts", "Every account with its balances.", columns, lambda: len(found), lambda: iter(found)
    )
