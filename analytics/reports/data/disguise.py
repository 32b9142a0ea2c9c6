"""The tables of a report by which nobody can tell whose it is: bets, legs, deposits and withdrawals.

What is not named here is left out. Names become letters and numbers, amounts are measured by the usual stake
(scaling.py), and every day is moved by one number of whole weeks, which is drawn for the file and kept nowhere. Times
keep the weekday and the hour of the person's own clock and tell no zone. Rows are read piece by piece as the ordinary
tables are; held are only the letters, and of each event eight bytes. Call everything here inside acting_as(user).
"""

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import Abs

from analytics.coaching.anonymous import letter
from analytics.figures import IN, OUT
from analytics.filters import Filter
from analytics.reports.data import journal
from analytics.reports.data.scaling import Money, Scale, twice_the_middle
from analytics.reports.data.tables import PIECE, Column, Of, Row, Table
from bets.models import Leg
from ledger.models import Account

FEWEST_WEEKS, MOST_WEEKS = 30, 300
NO_CURRENCY = "XXX"
BET = (
    Column("id", Of.WHOLE, "1 is the earliest; legs name it."),
    Column("bookmaker", Of.TEXT, "A letter each, in the order of the first bet there."),
    Column("currency", Of.TEXT, "XXX, or XXA, XXB and so on where there are several."),
    Column("reference", Of.TEXT, "Made for this file."),
    Column("structure", Of.TEXT, "single, multi, system or market (a market's result)."),
    Column("side", Of.TEXT, "back or lay."),
    Column("status", Of.TEXT, "How it ended, or open, or undecided."),
    Column("placed_on_clock", Of.CLOCK, "When it was placed: weekday and hour are true, the day is moved."),
    Column("settled_on_clock", Of.CLOCK, "When it was settled, moved alike."),
    Column("sport", Of.TEXT, ""),
    Column("competition", Of.TEXT, "A letter each."),
    Column("event", Of.TEXT, "A number each, the same in bets and legs."),
    Column("market", Of.TEXT, "One name for all bookmakers."),
    Column("legs", Of.WHOLE, ""),
    Column("odds", Of.ODDS, "Decimal odds taken."),
    Column("closing_odds", Of.ODDS, "Decimal odds at the start, where they are known."),
    Column("stake", Of.MONEY, "What was put on it; the usual stake of each currency is 100."),
    Column("bonus_stake", Of.MONEY, "The part of the stake that was bonus money."),
    Column("at_risk", Of.MONEY, "Own money that could be lost."),
    Column("turnover", Of.MONEY, "Own money at risk in settled bets, void ones left out."),
    Column("returned", Of.MONEY, "What came back."),
    Column("commission", Of.MONEY, "Already off the profit."),
    Column("profit", Of.MONEY, "What it changed the own money by; empty until settled."),
    Column("bonus", Of.TEXT, "Of which money: none is own."),
    Column("is_live", Of.YES, "Placed during the event."),
    Column("is_each_way", Of.YES, ""),
    Column("is_concluded", Of.YES, "Taken for lost by Betsite's rule."),
)
LEG = (
    Column("bet", Of.WHOLE, "Number of the bet."),
    Column("position", Of.WHOLE, "Its place in the bet."),
    Column("sport", Of.TEXT, ""),
    Column("competition", Of.TEXT, "As in bets."),
    Column("event", Of.TEXT, "As in bets."),
    Column("odds", Of.ODDS, "Decimal odds."),
    Column("result", Of.TEXT, "How the leg ended."),
)
CASH = (
    Column("reference", Of.TEXT, "Made for this file."),
    Column("bookmaker", Of.TEXT, "As in bets."),
    Column("currency", Of.TEXT, "As in bets."),
    Column("kind", Of.TEXT, "deposit, withdrawal or withdrawal_returned."),
    Column("moved_on_clock", Of.CLOCK, "When, moved as the bets are."),
    Column("amount", Of.MONEY, "Above zero; the usual stake of each currency is 100."),
)
KEPT = ("structure", "side", "status")
OF_BET = (
    "placed_at", "settled_at", "bookmaker__slug", "currency", *KEPT, "sport__name", "sport__owner_id",
    "competition_id", "event_name", "market_type__name", "market_type__owner_id", "legs_count", "odds", "closing_odds",
    "stake_micro", "bonus_stake_micro", "at_risk_micro", "turnover_micro", "returned_micro", "commission_micro",
    "profit_micro", "bonus", "is_live", "is_each_way", "is_decided_by_rule",
)  # fmt: skip
OF_LEG = (
    "bet_id", "position", "sport__name", "sport__owner_id", "competition_id", "event_name", "odds", "result",
)  # fmt: skip


def tables(user: Any, asked: Filter, zone: ZoneInfo) -> list[Table]:
    """Bets, legs and cash of what is asked for. Each call draws another shift and other references."""
    bets = asked.bets(user, zone).order_by("placed_at", "pk")
    hidden = Disguise(bets, asked, user, zone)
    legs = Leg.objects.filter(bet__in=bets.order_by().values("pk"))
    moved = hidden.moved
    return [
        Table("bets", "One row a bet, by the time of placing.", BET, bets.count, lambda: hidden.bets(bets)),
        Table("legs", "The parts of multis; a single bet has none.", LEG, legs.count,
              lambda: hidden.legs(legs, bets)),
        Table("cash", "Deposits and withdrawals.", CASH, moved.count, lambda: hidden.cash(moved)),
    ]  # fmt: skip


class Numbers:
    """Numbers from 0 for names, in the order in which they are first asked for."""

    def __init__(self) -> None:
        self._known: dict[bytes, int] = {}

    def __call__(self, name: Any) -> int:
        """The name's number."""
        key = blake2b(str(name).encode("utf-8", "replace"), digest_size=8).digest()
        return self._known.setdefault(key, len(self._known))


class Disguise:
    """What one file's names, amounts and days are turned into."""

    def __init__(self, bets: QuerySet, asked: Filter, user: Any, zone: ZoneInfo) -> None:
        self.zone = zone
        self.shift = timedelta(weeks=FEWEST_WEEKS + secrets.randbelow(MOST_WEEKS - FEWEST_WEEKS + 1))
        self.mark = secrets.token_hex(4)
        codes = Account.objects.visible_to(user).filter(code__startswith="book:").values_list("pk", "code")
        self.books = {pk: code.removeprefix("book:") for pk, code in codes}
        of_books = Q(debit__in=list(self.books)) | Q(credit__in=list(self.books))
        moved = journal.movements(user, asked, zone).active().filter(of_books, kind__in=IN + OUT)
        self.moved = moved.order_by("effective_at", "pk")
        begun = dict(bets.order_by().values_list("bookmaker__slug").annotate(begun=Min("placed_at")))
        self._bookmaker = Numbers()
        for slug in sorted(begun, key=lambda slug: (begun[slug], slug)):
            self._bookmaker(slug)
        self._sport, self._competition, self._event, self._market = (Numbers() for _ in range(4))
        counts = dict(bets.order_by().values_list("currency").annotate(bets=Count("pk")))
        for currency in self.moved.order_by().values_list("currency", flat=True).distinct():
            counts.setdefault(currency, 0)
        ordered = sorted(counts, key=lambda currency: (-counts[currency], currency))
        self.currencies = {
            currency: f"XX{letter(place)}" if len(ordered) > 1 else NO_CURRENCY
            for place, currency in enumerate(ordered)
        }
        self.scales = {currency: Scale(self._usual(bets, currency)) for currency in ordered}

    def bets(self, found: QuerySet) -> Iterator[Row]:
        """The rows of bets."""
        rows = found.values_list(*OF_BET).iterator(chunk_size=PIECE)
        for number, row in enumerate(rows, 1):
            yield self._bet(number, row)

    def legs(self, legs: QuerySet, bets: QuerySet) -> Iterator[Row]:
        """The rows of legs, with the numbers of their bets: both are read in the same order, side by side."""
        numbers = enumerate(bets.values_list("pk", flat=True).iterator(chunk_size=PIECE), 1)
        number, of = 0, None
        ordered = legs.order_by("bet__placed_at", "bet_id", "position").values_list(*OF_LEG)
        for bet, position, sport, whose, competition, event, odds, result in ordered.iterator(
            chunk_size=PIECE
        ):
            while of != bet:
                number, of = next(numbers)
            about = (self._own(self._sport, "Sport", sport, whose), self._lettered(competition))
            yield (number, position, *about, self._numbered(event), odds, result)

    def cash(self, moved: QuerySet) -> Iterator[Row]:
        """The rows of deposits and withdrawals."""
        fields = ("debit_id", "credit_id", "kind", "currency", "amount_micro", "effective_at")
        for number, row in enumerate(moved.values_list(*fields).iterator(chunk_size=PIECE), 1):
            debit, credit, kind, currency, micro, at = row
            slug = self.books.get(debit) or self.books[credit]
            amount = self.scales[currency].amount(micro)
            yield (
                f"{self.mark}-c{number}",
                self._book(slug),
                self.currencies[currency],
                kind,
                self.clock(at),
                amount,
            )

    def clock(self, moment: datetime) -> datetime:
        """The person's own clock at that moment, so many weeks ago, without a zone."""
        return moment.astimezone(self.zone).replace(tzinfo=None, microsecond=0) - self.shift

    def _bet(self, number: int, row: tuple) -> Row:
        placed_at, settled_at, slug, currency, structure, side, status = row[:7]
        sport, whose_sport, competition, event, market, whose_market, legs, odds, closing = row[7:16]
        money = self.scales[currency].money(Money(*row[16:23]))
        placed = self.clock(placed_at)
        settled = self.clock(settled_at) if settled_at else None
        if settled and settled_at >= placed_at:  # the hour that comes twice must not turn them round
            settled = max(settled, placed)
        return (
            number, self._book(slug), self.currencies[currency], f"{self.mark}-{number}", structure, side, status,
            placed, settled, self._own(self._sport, "Sport", sport, whose_sport), self._lettered(competition),
            self._numbered(event), self._own(self._market, "Market", market, whose_market), legs, odds, closing,
            money.stake, money.bonus_stake, money.at_risk, money.turnover, money.returned, money.commission,
            money.profit, *row[23:],
        )  # fmt: skip

    def _book(self, slug: str) -> str:
        return f"Bookmaker {letter(self._bookmaker(slug))}"

    def _lettered(self, competition: int | None) -> str:
        return f"Competition {letter(self._competition(competition))}" if competition else ""

    def _numbered(self, event: str) -> str:
        return f"Event {self._event(event) + 1}" if event else ""

    def _own(self, numbers: Numbers, noun: str, name: str | None, owner: int | None) -> str:
        """A name of everybody's catalogue; one that is the person's own becomes a letter."""
        if not name or owner is None:
            return name or ""
        return f"{noun} {letter(numbers(name))}"

    def _usual(self, bets: QuerySet, currency: str) -> int:
        """The median of the own stakes, twice over; where there are none, of what else there is to measure by."""
        mine = bets.order_by().filter(currency=currency)
        cash = self.moved.order_by().filter(currency=currency)
        for found in (
            mine.annotate(measure=Abs("at_risk_micro")),
            mine.annotate(measure=Abs("bonus_stake_micro")),
            mine.annotate(measure=Abs("profit_micro")),
            cash.annotate(measure=Abs("amount_micro")),
        ):
            above = found.filter(measure__gt=0).order_by("measure").values_list("measure", flat=True)
            if count := above.count():
                return twice_the_middle(list(above[(count - 1) // 2 : count // 2 + 1]))
        return twice_the_middle([])
