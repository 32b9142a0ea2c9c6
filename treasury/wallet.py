"""A person's money in this site's keeping, and the house accounts that stand against it.

What is in a wallet came out of the house's `chain` or `bank` account, which therefore stand as far below zero as the
house holds there for its members (docs/decisions/0023-money-in-and-out.md).
"""

from dataclasses import dataclass
from typing import Any

from accounts import protection
from ledger.balances import balances
from ledger.chart import ensure_account, ensure_house_account
from ledger.models import Account, Kind
from web.clock import now

HOUSE: dict[str, tuple[Kind, str]] = {
    "chain": (Kind.ASSET, "On the chain"),
    "bank": (Kind.ASSET, "At the bank"),
    "orphaned": (Kind.ASSET, "Deposits that left the chain after they were spent"),
    "gas": (Kind.ASSET, "The network's own coin"),
    "fees:network": (Kind.EXPENSE, "Network fees"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person has here, micro-units."""

    currency: str
    available_micro: int
    held_micro: int

    @property
    def total_micro(self) -> int:
        """Both together."""
        return self.available_micro + self.held_micro


def wallet(owner: Any, currency: str, *, using: str = "default") -> Account:
    """The person's wallet, which is never below zero."""
    return ensure_account(owner=owner, code="wallet", currency=currency, name="Wallet", using=using)


def house(code: str, currency: str) -> Account:
    """A house account; the staff role makes and reads it."""
    kind, name = HOUSE[code]
    return ensure_house_account(code=code, currency=currency, kind=kind, name=name)


def standing(owner: Any, currency: str) -> Standing:
    """What is available and what is set aside. Nothing is made by looking."""
    found = {each.currency: each for each in standings(owner)}
    return found.get(currency, Standing(currency, 0, 0))


def standings(owner: Any) -> list[Standing]:
    """The same of every currency the person has a wallet in."""
    accounts = Account.objects.visible_to(owner).filter(code__in=["wallet", "held"])
    names = {pk: (currency, code) for pk, currency, code in accounts.values_list("pk", "currency", "code")}
    sums = {names[pk]: micro for pk, micro in balances(names).items()} if names else {}
    return [
        Standing(currency, sums.get((currency, "wallet"), 0), sums.get((currency, "held"), 0))
        for currency in sorted({currency for currency, _ in names.values()})
    ]


def stops_before_an_address(user: Any, currency: str) -> list[protection.Stop]:
    """What the person asked to be kept from, told before an address is shown. Within the reader's transaction."""
    least = 1  # micro-unit: a limit that is used up stops even that
    stops = protection.problems(user, "deposit", amount_micro=least, currency=currency, at=now())
    return [stop for stop in stops if stop.code != "too_small"]
