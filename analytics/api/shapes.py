"""Bets, legs and events as the API tells them."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from ninja import Field, Schema

from analytics.luck.one_bet import BetClosing
from bets.models import Bet, Event, Leg
from ledger.money import format_micro
from treasury.models import StatementLine
from web.numbers import decimal_odds

OWN_MONEY = "By what it changed your own money, after commission; null until it is settled."


class LegOut(Schema):
    """One part of a multi."""

    id: int
    bet: int
    position: int
    sport: str | None = Field(description="Slug.")
    competition: str | None
    event_name: str
    market_name: str
    selection: str
    odds: str | None
    result: str = Field(description="won, lost, void …; empty where the file does not tell.")


class BetOut(Schema):
    """One bet with its whole financial life."""

    id: int
    ref: str = Field(description="The bookmaker's own reference.")
    bookmaker: str = Field(description="Slug.")
    bookmaker_name: str
    account: int = Field(description="Your account with the bookmaker.")
    currency: str
    structure: str = Field(description="single, multi, system, or market: an exchange's net result.")
    side: str = Field(description="back or lay.")
    status: str = Field(
        description="open, undecided, won, lost, half_won, half_lost, placed, void or cashed_out."
    )
    is_concluded: bool = Field(description="We conclude that it lost: no row of the file settles it.")
    decided_at: datetime | None = Field(description="When you decided it yourself.")
    bonus: str = Field(description="none, stated or inferred: whether bonus money was staked.")
    placed_at: datetime
    settled_at: datetime | None
    odds: str | None = Field(description="Decimal odds.")
    closing_odds: str | None
    stake: str | None
    bonus_stake: str
    at_risk: str | None = Field(description="Own money that could be lost.")
    returned: str | None
    commission: str
    profit: str | None = Field(description=OWN_MONEY)
    turnover: str
    sport: str | None = Field(description="Slug.")
    competition: str | None
    market: str | None = Field(description="Slug of the kind of market.")
    event: int | None
    event_name: str
    market_name: str
    selection: str
    legs_count: int
    is_live: bool | None
    is_each_way: bool
    updated_at: datetime


class LineOut(Schema):
    """A row of the bookmaker's statement that tells of the bet."""

    id: int
    kind: str
    at: datetime
    amount: str | None = Field(description="What it changed the account's cash by.")
    bonus: str | None
    balance: str | None = Field(description="As the bookmaker states it.")
    currency: str
    description: str


class ClosingOut(Schema):
    """The price against the last one before the start, both as backed."""

    price: str = Field(description="Taken / closing - 1.")
    points: str = Field(description="1 / closing - 1 / taken.")
    cents: str = Field(description="The difference in American odds.")
    worth_lowest: str = Field(description="Worth per unit after an assumed margin, by the harshest way.")
    worth_highest: str = Field(description="The same by the mildest way.")
    margin: str = Field(description="The margin assumed, as people read it.")


class BetWhole(BetOut):
    """A bet with everything that is known of it."""

    note: str
    legs: list[LegOut]
    lines: list[LineOut]
    closing: ClosingOut | None = Field(description="Closing-line value; null without odds and closing odds.")


class EventOut(Schema):
    """Something you have bet on."""

    id: int
    name: str
    sport: str | None = Field(description="Slug.")
    competition: str | None
    starts_at: datetime | None
    bets: int = Field(description="How many of your bets are about it.")


def money(micro: int | None) -> str | None:
    """A decimal string, None for what is not known."""
    return None if micro is None else format_micro(micro)


def price(odds: Decimal | None) -> str | None:
    """Decimal odds as a string, None for what is not known."""
    return None if odds is None else decimal_odds(odds)


def bet_fields(bet: Bet) -> dict[str, Any]:
    """What BetOut says. Ask for bookmaker, sport, competition and market_type with the bet."""
    return {
        "id": bet.pk,
        "ref": bet.ref,
        "bookmaker": bet.bookmaker.slug,
        "bookmaker_name": bet.bookmaker.name,
        "account": bet.account_id,
        "currency": bet.currency,
        "structure": bet.structure,
        "side": bet.side,
        "status": bet.status,
        "is_concluded": bet.is_decided_by_rule,
        "decided_at": bet.decided_at,
        "bonus": bet.bonus,
        "placed_at": bet.placed_at,
        "settled_at": bet.settled_at,
        "odds": price(bet.odds),
        "closing_odds": price(bet.closing_odds),
        "stake": money(bet.stake_micro),
        "bonus_stake": money(bet.bonus_stake_micro),
        "at_risk": money(bet.at_risk_micro),
        "returned": money(bet.returned_micro),
        "commission": money(bet.commission_micro),
        "profit": money(bet.profit_micro),
        "turnover": money(bet.turnover_micro),
        "sport": bet.sport.slug if bet.sport else None,
        "competition": bet.competition.name if bet.competition else None,
        "market": bet.market_type.slug if bet.market_type else None,
        "event": bet.event_id,
        "event_name": bet.event_name,
        "market_name": bet.market_name,
        "selection": bet.selection,
        "legs_count": bet.legs_count,
        "is_live": bet.is_live,
        "is_each_way": bet.is_each_way,
        "updated_at": bet.updated_at,
    }


def leg_out(leg: Leg) -> LegOut:
    """Ask for sport and competition with the leg."""
    return LegOut(
        id=leg.pk,
        bet=leg.bet_id,
        position=leg.position,
        sport=leg.sport.slug if leg.sport else None,
        competition=leg.competition.name if leg.competition else None,
        event_name=leg.event_name,
        market_name=leg.market_name,
        selection=leg.selection,
        odds=price(leg.odds),
        result=leg.result,
    )


def line_out(line: StatementLine) -> LineOut:
    """A statement row."""
    return LineOut(
        id=line.pk,
        kind=line.kind,
        at=line.occurred_at,
        amount=money(line.amount_micro),
        bonus=money(line.bonus_micro),
        balance=money(line.balance_micro),
        currency=line.currency,
        description=line.description,
    )


def closing_out(found: BetClosing | None) -> ClosingOut | None:
    """Ratios to six places."""
    if found is None:
        return None
    return ClosingOut(
        price=f"{found.price:.6f}",
        points=f"{found.points:.6f}",
        cents=str(found.cents),
        worth_lowest=f"{found.lowest:.6f}",
        worth_highest=f"{found.highest:.6f}",
        margin=found.margin,
    )


def event_out(event: Event, bets: int) -> EventOut:
    """Ask for sport and competition with the event."""
    return EventOut(
        id=event.pk,
        name=event.name,
        sport=event.sport.slug if event.sport else None,
        competition=event.competition.name if event.competition else None,
        starts_at=event.starts_at,
        bets=bets,
    )
