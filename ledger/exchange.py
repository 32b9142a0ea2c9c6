"""One currency for another, said openly: what was given, what was got, and the rate is what they make.

No movement changes currency. An exchange is one event of two: into the owner's `exchange` account of the one currency,
out of their `exchange` account of the other. What those accounts have is the owner's position in each currency, at
what it cost; each currency sums to zero by itself.
"""

from datetime import datetime
from typing import Any

from ledger import chart
from ledger.errors import CurrencyMismatch, ForeignAccount, UnknownAccount
from ledger.models import Account
from ledger.posting import Posted, Posting, post_event


def exchange(
    *,
    owner: Any,
    from_account_id: int,
    to_account_id: int,
    from_micro: int,
    to_micro: int,
    key: str,
    effective_at: datetime,
    using: str = "default",
) -> Posted:
    """Give `from_micro` of one account's currency for `to_micro` of another's (micro-units), at an aware moment.

    The same key again is found; with another content it raises IdempotencyConflict. Raises UnknownAccount,
    ForeignAccount, CurrencyMismatch when both accounts are of one currency, or another LedgerError.
    """
    owner_id = owner if isinstance(owner, int) else owner.pk
    given, got = (_own(account_id, owner_id, using) for account_id in (from_account_id, to_account_id))
    if given.currency == got.currency:
        raise CurrencyMismatch(f"accounts {given.pk} and {got.pk} are both in {got.currency}")
    into, out_of = (
        chart.ensure_account(owner=owner_id, code="exchange", currency=account.currency, using=using).pk
        for account in (given, got)
    )
    postings = [
        Posting(into, given.pk, from_micro, given.currency, "exchange", f"{key}#given", effective_at),
        Posting(got.pk, out_of, to_micro, got.currency, "exchange", f"{key}#got", effective_at),
    ]
    return post_event(kind="exchange", key=key, effective_at=effective_at, postings=postings, using=using)


def _own(account_id: int, owner_id: int, using: str) -> Account:
    account = Account.objects.using(using).filter(pk=account_id).first()
    if account is None:
        raise UnknownAccount(f"There is no account {account_id} to be seen.")
    if account.owner_id != owner_id:
        raise ForeignAccount(f"account {account_id} is not user {owner_id}'s")
    return account
