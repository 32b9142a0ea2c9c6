"""What the pages about a person show of them."""

from accounts import tokens as keys
from accounts.models import User
from web.tests.strangers import Target, shows


@shows("accounts:profile")
def profile(owner: User) -> Target:
    return Target(marker=owner.email)


@shows("accounts:mask")
def mask(owner: User) -> Target:
    return Target(method="post", data={"mask": "on"})


@shows("accounts:tokens")
def tokens(owner: User) -> Target:
    keys.make(user=owner, name="My own spreadsheet", scopes=["me:read"])
    return Target(marker="My own spreadsheet")


@shows("accounts:token-revoke")
def token_revoke(owner: User) -> Target:
    made = keys.make(user=owner, name="My own spreadsheet", scopes=["me:read"])
    return Target(kwargs={"pk": made.family.pk}, method="post")
