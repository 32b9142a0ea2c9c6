"""Bets for tests, made as rows; what they post to the journal is the importer's business and tested there."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from bets.models import Bet, Bookmaker, Competition, Market, Sport, Status
from bets.models.states import UNSETTLED
from ledger.chart import bookmaker_accounts
from web.context import acting_as

START = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)


def create_bet(
    *,
    owner: Any,
    ref: str = "",
    status: str = Status.LOST,
    stake: str | None = "10",
    profit: str | None = None,
    placed_at: datetime = START,
    settled_at: datetime | None = None,
    bookmaker: str = "sportsbet",
    currency: str = "AUD",
    sport: str = "",
    competition: str = "",
    market: str = "",
    **more: Any,
) -> Bet:
    """A bet of `owner`; profit is told as money ("12.50") and defaults to losing the stake or winning as much."""
    is_settled = status not in UNSETTLED
    stake_micro = None if stake is None else int(Decimal(stake) * 1_000_000)
    profit_micro = _profit(status, stake_micro or 0, profit) if is_settled else None
    with acting_as(owner):
        shop = Bookmaker.objects.get(slug=bookmaker, owner=None)
        accounts = bookmaker_accounts(owner=owner, slug=shop.slug, name=shop.name, currency=currency)
        return Bet.objects.create(
            owner=owner,
            account=accounts["book"],
            bookmaker=shop,
            ref=ref or f"bet-{Bet.objects.count() + 1}",
            currency=currency,
            status=status,
            placed_at=placed_at,
            settled_at=(settled_at or placed_at + timedelta(hours=2)) if is_settled else None,
            stake_micro=stake_micro,
            at_risk_micro=more.pop("at_risk_micro", stake_micro),
            profit_micro=profit_micro,
            returned_micro=None if profit_micro is None else profit_micro + (stake_micro or 0),
            sport=Sport.objects.get(slug=sport, owner=None) if sport else None,
            competition=_competition(owner, sport, competition),
            market_type=Market.objects.get(slug=market, owner=None) if market else None,
            as_of=placed_at,
            **more,
        )


def _profit(status: str, stake_micro: int, profit: str | None) -> int:
    if profit is not None:
        return int(Decimal(profit) * 1_000_000)
    return {Status.WON: stake_micro, Status.LOST: -stake_micro}.get(Status(status), 0)


def _competition(owner: Any, sport: str, name: str) -> Competition | None:
    if not name:
        return None
    of = Sport.objects.get(slug=sport, owner=None) if sport else None
    return Competition.objects.get_or_create(owner=owner, sport=of, name=name)[0]
