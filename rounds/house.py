"""The house's accounts for rounds: a pool for each side of each round, and the fees."""

from ledger.chart import ensure_house_account
from ledger.models import Account, Kind
from rounds.models import Side

FEES = "fees:rounds"


def pool(slug: str, code: str, side: str, currency: str) -> Account:
    """The pool of a side, never below zero. Staff role."""
    return ensure_house_account(
        code=f"pool:{slug}:{code}:{side}",
        currency=currency,
        kind=Kind.LIABILITY,
        name=f"Round {code}, {Side(side).label}",
    )


def fees(currency: str) -> Account:
    """What rounds earn."""
    return ensure_house_account(code=FEES, currency=currency, kind=Kind.INCOME, name="Fees of rounds")
