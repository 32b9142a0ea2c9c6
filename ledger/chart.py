"""The chart of accounts: which accounts there are and what kind each is.

An account's code is its sort, and for an account with a bookmaker the bookmaker's slug: `book:sportsbet`.
The accounts that mirror a bookmaker belong to the person, and so do their counter-accounts: two people's
imports never wait for each other, and a person's own accounts sum to zero per currency.
"""

from typing import Any

from django.db import connections

from ledger.errors import UnknownAccount
from ledger.models import Account, Kind

# sort -> (kind, what a person calls it)
BOOKMAKER_SORTS: dict[str, tuple[Kind, str]] = {
    "book": (Kind.ASSET, "Cash"),
    "bonus": (Kind.ASSET, "Bonus money"),
    "open": (Kind.ASSET, "Open bets"),
    "won": (Kind.INCOME, "Won"),
    "lost": (Kind.EXPENSE, "Lost"),
    "commission": (Kind.EXPENSE, "Commission"),
    "awarded": (Kind.INCOME, "Bonuses awarded"),
    "outside": (Kind.EQUITY, "Deposits and withdrawals"),
    "adjust": (Kind.EQUITY, "Adjustments"),
}
KINDS: dict[str, Kind] = {sort: kind for sort, (kind, _) in BOOKMAKER_SORTS.items()} | {
    "wallet": Kind.ASSET,
    "held": Kind.ASSET,
    "exchange": Kind.EQUITY,
}
# What the accounts of a sort may never be brought below, micro-units.
FLOORS = {"held": 0, "wallet": 0, "pool": 0}


def kind_of(code: str) -> Kind:
    """The kind of an account by its code's part before the colon. Raises ValueError for an unknown sort."""
    sort = code.partition(":")[0]
    if sort not in KINDS:
        raise ValueError(f"{code!r} is no account of the chart: its sort must be one of {', '.join(KINDS)}.")
    return KINDS[sort]


def ensure_account(
    *,
    owner: Any,
    code: str,
    currency: str,
    name: str = "",
    parent: Account | None = None,
    using: str = "default",
) -> Account:
    """The account of `owner` with this code and currency, made when missing (by two callers at once too)."""
    return _ensure([_account(owner, code, currency, name, parent)], using=using)[code]


def bookmaker_accounts(
    *, owner: Any, slug: str, name: str, currency: str, using: str = "default"
) -> dict[str, Account]:
    """All nine accounts of a person with one bookmaker in one currency, by sort ("book", "open" ...)."""
    wanted = [
        _account(owner, f"{sort}:{slug}", currency, name if sort == "book" else f"{name}: {title}", None)
        for sort, (_, title) in BOOKMAKER_SORTS.items()
    ]
    found = _ensure(wanted, using=using)
    return {code.partition(":")[0]: account for code, account in found.items()}


def ensure_house_account(*, code: str, currency: str, kind: Kind, name: str = "") -> Account:
    """A house account, made when missing. Only the staff role can make and read one."""
    floor = FLOORS.get(code.partition(":")[0])
    account = Account(owner=None, code=code, kind=kind, name=name, currency=currency, floor_micro=floor)
    return _ensure([account], using="staff")[code]


def house_account(code: str, currency: str, *, using: str = "default") -> int:
    """The id of a house account, which is all that the application may know of it.

    Raises UnknownAccount when there is none.
    """
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT ledger_house_account(%s, %s)", [code, currency])
        (found,) = cursor.fetchone()
    if found is None:
        raise UnknownAccount(f"There is no house account {code} in {currency}.")
    return int(found)


def _account(owner: Any, code: str, currency: str, name: str, parent: Account | None) -> Account:
    return Account(
        owner_id=owner if owner is None or isinstance(owner, int) else owner.pk,
        code=code,
        kind=kind_of(code),
        name=name,
        currency=currency,
        parent=parent,
        floor_micro=FLOORS.get(code.partition(":")[0]),
    )


def _ensure(wanted: list[Account], *, using: str) -> dict[str, Account]:
    """Accounts of one owner and currency by code: looked up first, since they are made once, asked for often."""
    first = wanted[0]
    known = Account.objects.using(using).filter(
        owner_id=first.owner_id, currency=first.currency, code__in=[account.code for account in wanted]
    )
    found = {account.code: account for account in known}
    missing = [account for account in wanted if account.code not in found]
    if missing:
        Account.objects.using(using).bulk_create(missing, ignore_conflicts=True)
        found = {account.code: account for account in known.all()}
    return found
