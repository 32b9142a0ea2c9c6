"""What the money pages show of a person's."""

from accounts.models import User
from treasury.tests.factories import create_account
from web.tests.strangers import Target, shows

MARKER = "Harbour Betting Shop"


@shows("money:list")
def accounts(owner: User) -> Target:
    create_account(owner=owner, deposits=[50], name=MARKER)
    return Target(marker=MARKER)


@shows("money:account")
def account(owner: User) -> Target:
    return Target(kwargs={"pk": create_account(owner=owner, deposits=[50], name=MARKER).pk}, marker=MARKER)


@shows("money:trial-balance")
def trial_balance(owner: User) -> Target:
    create_account(owner=owner, deposits=[50], name=MARKER)
    return Target(marker=MARKER)
