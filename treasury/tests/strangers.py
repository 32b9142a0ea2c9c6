"""What the money pages show of a person's."""

from uuid import uuid4

from accounts.models import User
from ledger.chart import ensure_account
from ledger.posting import post
from ledger.tests.factories import create_posting
from treasury.adjusting import record_other
from treasury.chain.configured import current
from treasury.depositing import deposit_address
from treasury.tests.factories import START, create_account, create_withdrawal
from web.context import acting_as
from web.tests.strangers import Target, shows, shows_nothing_owned

MARKER = "Harbour Betting Shop"


@shows("money:list")
def accounts(owner: User) -> Target:
    create_account(owner=owner, deposits=[50], name=MARKER)
    return Target(marker=MARKER)


@shows("money:account")
def account(owner: User) -> Target:
    return Target(kwargs={"pk": create_account(owner=owner, deposits=[50], name=MARKER).pk}, marker=MARKER)


@shows("money:adjust")
def adjust(owner: User) -> Target:
    account = create_account(owner=owner, deposits=[50], stated=70, name=MARKER)
    return Target(kwargs={"pk": account.pk}, marker=MARKER)


@shows("money:breaks")
def breaks(owner: User) -> Target:
    create_account(owner=owner, deposits=[50, 20], stated=90, name=MARKER)
    return Target(marker=MARKER)


@shows("money:take-back")
def take_back(owner: User) -> Target:
    account = create_account(owner=owner, deposits=[50], name=MARKER)
    made = record_other(
        user=owner, account_id=account.pk, amount_micro=5, effective_at=START, note="A gift", token=uuid4()
    )
    return Target(kwargs={"pk": account.pk, "adjustment": made.pk}, method="post")


@shows("money:trial-balance")
def trial_balance(owner: User) -> Target:
    create_account(owner=owner, deposits=[50], name=MARKER)
    return Target(marker=MARKER)


@shows("money:solvency")
def solvency(owner: User) -> Target:
    with acting_as(owner):
        wallet = ensure_account(owner=owner, code="wallet", currency="AUD")
        other = ensure_account(owner=owner, code="outside:test", currency="AUD")
        post(create_posting(debit=wallet, credit=other, amount="123.45"))
    return Target(marker="$123.45")


@shows("money:wallet")
def wallet(owner: User) -> Target:
    return Target(marker=current().shown(deposit_address(owner).address))


@shows("money:withdrawal")
def withdrawal(owner: User) -> Target:
    asked = create_withdrawal(owner=owner)
    return Target(kwargs={"pk": asked.pk}, marker=current().shown(asked.recipient))


@shows("money:cancel")
def cancel(owner: User) -> Target:
    return Target(kwargs={"pk": create_withdrawal(owner=owner).pk}, method="post")


shows_nothing_owned(
    "money:withdraw", "a form that writes for whoever sends it; what it made is money:withdrawal"
)
shows_nothing_owned(
    "money:simulate", "a form that writes for whoever sends it; what it made is on money:wallet"
)
shows_nothing_owned("money:simulate-blocks", "makes blocks of the simulated network, which are everybody's")
