"""What the money pages show of a person's."""

from uuid import uuid4

from accounts.models import User
from treasury.adjusting import record_other
from treasury.tests.factories import START, create_account
from web.tests.strangers import Target, shows

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


@shows("money:beancount")
def beancount(owner: User) -> Target:
    create_account(owner=owner, deposits=[50], name=MARKER)
    return Target(marker=MARKER)


@shows("money:hledger")
def hledger(owner: User) -> Target:
    create_account(owner=owner, deposits=[50], name=MARKER)
    return Target(marker=MARKER)
