"""People with money in their wallets, for tests: it came through the chain."""

from typing import Any
from uuid import uuid4

from ledger.balances import trial_balance
from treasury import depositing, running, withdrawing
from treasury.models import Deposit, Withdrawal

PAYEE = "0x00000000000000000000000000000000000000bb"
MICRO = 1_000_000


def give(lab: Any, user: Any, units: int) -> Deposit:
    """Deposit whole units through the chain, credited."""
    address = depositing.deposit_address(user).address
    lab.pay(address, units * MICRO)
    lab.mine(lab.chain.confirmations)
    running.scan()
    return Deposit.objects.using("staff").filter(owner=user).latest("pk")


def ask(user: Any, units: int, *, recipient: str = PAYEE, token: Any = None) -> Withdrawal:
    """Request a withdrawal of whole units."""
    return withdrawing.request(
        user=user, amount_micro=units * MICRO, recipient=recipient, token=token or uuid4()
    )


def again(withdrawal: Withdrawal) -> Withdrawal:
    """As the database has it now."""
    return Withdrawal.objects.using("staff").get(pk=withdrawal.pk)


def states(withdrawal: Withdrawal) -> list[str]:
    """The steps made so far."""
    return list(withdrawal.steps.using("staff").values_list("state", flat=True))


def balances(user: Any = None) -> dict[str, int]:
    """Balances by code: a person's, or the house's."""
    rows = trial_balance(using="staff")
    owner = None if user is None else user.pk
    return {row.code: row.balance_micro for row in rows if row.owner_id == owner}


def whole() -> dict[str, int]:
    """The sum of all balances by currency, which is zero."""
    sums: dict[str, int] = {}
    for row in trial_balance(using="staff"):
        sums[row.currency] = sums.get(row.currency, 0) + row.balance_micro
    return sums
