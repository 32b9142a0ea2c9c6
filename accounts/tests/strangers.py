"""What the pages about a person show of them."""

from accounts.models import User
from web.tests.strangers import Target, shows


@shows("accounts:profile")
def profile(owner: User) -> Target:
    return Target(marker=owner.email)


@shows("accounts:mask")
def mask(owner: User) -> Target:
    return Target(method="post", data={"mask": "on"})
