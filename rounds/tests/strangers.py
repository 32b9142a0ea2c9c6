"""What the pages of rounds show of a person's."""

from accounts.models import User
from rounds.models import Round
from rounds.tests.factories import CURRENCY, fund, open_now, wager
from web.tests.strangers import Target, shows, shows_nothing_owned


def create_wagered(owner: User) -> Round:
    """The next round, with a wager of the owner on it that no other amount looks like."""
    one = open_now()
    fund(owner, 77_123_456)
    wager(owner, one, "up", 33_123_457)
    return one


@shows("rounds:wagers")
def wagers(owner: User) -> Target:
    create_wagered(owner)
    return Target(marker=f"{CURRENCY}\N{NO-BREAK SPACE}33.123457")


shows_nothing_owned(
    "rounds:wager", "a form on a public round that writes for whoever sends it; what it made is rounds:wagers"
)
