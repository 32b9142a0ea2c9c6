"""OddsJam's tracker: newest first, American odds and closes, zones behind the times."""

from random import Random

from imports.generator import american
from imports.generator.american import Placed, amount, line

HEADER = (
    "created_at,event_start_date,sport,league,event_name,bet_name,market_name,sportsbook,odds,clv,stake,potential_payout,"
    "bet_profit,status,bet_type,tags,notes,saved_filter_name,parlay_id,market_width,percentage"
)
STATUS = {"won": "won", "lost": "lost", "void": "refunded", "cashout": "refunded"}
BOOKS = ("Novig", "ProphetX", "DraftKings", "FanDuel")
KINDS = ("positive_ev", "normal", "arbitrage", "low_hold", "middle", "no_sweat_bet")
TELLS = "won,lost,refunded,positive_ev,EST,NBA"  # what a long file has of every kind


def make(rows: int, rng: Random, *, has_idle_rows: bool) -> bytes:
    """The file. It has no idle rows to leave out."""
    del has_idle_rows
    lines = [_row(rng, bet) for bet in american.placed(rng, rows)]
    return american.table(HEADER, reversed(lines))


def _row(rng: Random, bet: Placed) -> list[str]:
    (leg,) = bet.legs
    times = [f"{at:%m/%d/%Y, %H:%M} EST" for at in (bet.at, bet.ended)]
    profit = 0 if STATUS[bet.outcome] == "refunded" else bet.profit
    about = [leg.sport, leg.league, leg.event, leg.selection, leg.market, rng.choice(BOOKS)]
    close = str(line(max(bet.odds * rng.randrange(94, 107) // 100, 102)))
    money = [amount(bet.stake), amount(bet.stake * bet.odds // 100), amount(profit), STATUS[bet.outcome]]
    kept = [rng.choice(KINDS), "", f"no. {bet.number}", "", "", "3", "1.5"]
    return [*times, *about, str(line(bet.odds)), close, *money, *kept]
