"""Betfair's bets as a trading terminal writes them, in Portuguese: seconds, padded cells, the id inside a text."""

from datetime import datetime
from random import Random

from imports.generator import betfair
from imports.generator.betfair import Placed, amount

HEADER = [
    "Realizada", "Resolvida", "Descrição", "Tipo", "Cotações", "Valor Apostado (R$)", "Risco (R$)", "Lucro/Perda",
    "Status",
]  # fmt: skip
MONTHS = ["jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez"]
# What a long file has of every kind.
TELLS = "A favor,Contra,Ganhas,Perdidas,Anuladas, -- ,dez,ID Aposta Betfair 1:"


def make(rows: int, rng: Random, *, has_idle_rows: bool) -> bytes:
    """The file. It has no idle rows to leave out."""
    del has_idle_rows
    return betfair.table(HEADER, [_row(bet) for bet in betfair.placed(rng, rows)])


def _row(bet: Placed) -> list[str]:
    order, ticket = bet.order, bet.market.ticket
    about = f"{ticket.event} {order.selection}-{ticket.market}"
    text = f"{about} | ID Aposta Betfair 1:{bet.bet_id} | Evento {_time(bet.at)}"
    risk = f" {amount(order.gain)} " if order.side == "lay" else " -- "
    status = "Anuladas" if bet.market.is_void else "Ganhas" if bet.profit > 0 else "Perdidas"
    side = "Contra" if order.side == "lay" else "A favor"
    money = [amount(order.odds), amount(order.stake), risk, f" {amount(bet.profit)} "]
    return [_time(bet.at), _time(bet.market.ends), text, side, *money, status]


def _time(at: datetime) -> str:
    return f"{at:%d}-{MONTHS[at.month - 1]}-{at:%y %H:%M:%S}"
