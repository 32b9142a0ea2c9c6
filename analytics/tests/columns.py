"""Books for the tests of the columns: bets of every sort, written straight into the table."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from bets.models import Bet, Bonus, Bookmaker, Competition, Market, Side, Sport, Status, Structure
from bets.models.states import UNSETTLED
from ledger.chart import bookmaker_accounts
from web.context import acting_as

FROM = datetime(2024, 1, 1, tzinfo=UTC)
BOOKMAKERS, SPORTS, MARKETS = ("sportsbet", "betfair"), ("tennis", "soccer"), ("match-result", "handicap")
MICRO = st.integers(-3_000_000_000, 3_000_000_000)
AMOUNT = st.one_of(st.integers(0, 300_000_000), st.sampled_from([0, 5_000_000, 10_000_000, 1_000_000_000]))
BETS = st.fixed_dictionaries(
    {
        "bookmaker": st.sampled_from(BOOKMAKERS),
        "currency": st.sampled_from(["AUD", "AUD", "EUR"]),
        "status": st.sampled_from(Status.values),
        "structure": st.sampled_from(Structure.values),
        "side": st.sampled_from(Side.values),
        "bonus": st.sampled_from(Bonus.values),
        "sport": st.sampled_from([None, *SPORTS]),
        "competition": st.sampled_from([None, "Cup", "League"]),
        "market": st.sampled_from([None, *MARKETS]),
        "placed": st.integers(0, 400 * 24 * 60),
        "length": st.integers(0, 5_000),
        "odds": st.none() | st.sampled_from(["1.5", "2", "3"]) | st.decimals(1, 60, places=6).map(str),
        "stake": st.none() | AMOUNT,
        "at_risk": st.none() | AMOUNT,
        "bonus_stake": st.sampled_from([0, 0, 7_000_000]),
        "commission": st.sampled_from([0, 0, 120_000]),
        "profit": st.one_of(MICRO, st.sampled_from([0, -10_000_000])),
        "legs": st.integers(1, 14),
        "is_live": st.sampled_from([None, True, False]),
        "is_each_way": st.booleans(),
        "is_decided_by_rule": st.booleans(),
        "is_decided": st.booleans(),
        "selection": st.sampled_from(["", "Over 2.5", "Ålesund", "under"]),
    }
)


def write(owner: Any, drawn: list[dict[str, Any]], *, first: int = 0) -> None:
    """The bets drawn, as rows of `owner`, numbered from `first`."""
    with acting_as(owner):
        accounts = {
            (slug, currency): bookmaker_accounts(owner=owner, slug=slug, name=slug, currency=currency)["book"]
            for slug in BOOKMAKERS
            for currency in ("AUD", "EUR")
        }
        known = {
            model: {row.slug: row for row in model.objects.filter(owner=None)}
            for model in (Bookmaker, Sport, Market)
        }
        Bet.objects.bulk_create(
            _bet(owner, place, told, accounts, known) for place, told in enumerate(drawn, first)
        )


def _bet(owner: Any, place: int, told: dict[str, Any], accounts: Any, known: Any) -> Bet:
    is_settled = told["status"] not in UNSETTLED
    placed = FROM + timedelta(minutes=told["placed"])
    sport = known[Sport].get(told["sport"])
    named = {"owner": owner, "sport": sport, "name": told["competition"]}
    return Bet(
        owner=owner,
        account=accounts[told["bookmaker"], told["currency"]],
        bookmaker=known[Bookmaker][told["bookmaker"]],
        ref=f"drawn-{place}",
        currency=told["currency"],
        structure=told["structure"],
        side=told["side"],
        status=told["status"],
        bonus=told["bonus"],
        is_decided_by_rule=told["is_decided_by_rule"],
        decided_at=FROM if told["is_decided"] else None,
        placed_at=placed,
        # one second apart, so that no two runs begin and end together and the longest is one and the same
        settled_at=placed + timedelta(minutes=told["length"], seconds=place) if is_settled else None,
        odds=None if told["odds"] is None else Decimal(told["odds"]),
        stake_micro=told["stake"],
        bonus_stake_micro=told["bonus_stake"],
        at_risk_micro=told["at_risk"],
        commission_micro=told["commission"],
        profit_micro=told["profit"] if is_settled else None,
        sport=sport,
        competition=Competition.objects.get_or_create(**named)[0] if told["competition"] else None,
        market_type=known[Market].get(told["market"]),
        selection=told["selection"],
        legs_count=told["legs"],
        is_live=told["is_live"],
        is_each_way=told["is_each_way"],
        as_of=FROM,
    )
