"""Made-up people with money that arrived on the simulated network: for trying things out, refused in production."""

from dataclasses import dataclass

from accounts.models import User
from treasury import depositing, scanning, simulating
from treasury.chain import simulated

STAFF = "staff"
ADDRESS = "seed-{number:05d}@example.com"
MOST = 10_000


@dataclass(frozen=True, slots=True)
class Seeded:
    """The people there are now, lowest number first, and how many of them are new."""

    emails: list[str]
    made: int


def seed(users: int, *, each_micro: int) -> Seeded:
    """People number 1 to `users`, each given `each_micro` when they are made. The same again makes nobody.

    They cannot sign in: nobody knows a password. Raises SimulationRefused, ChainError, or ValueError for a number that
    makes no sense.
    """
    if not 0 < users <= MOST:
        raise ValueError(f"Between 1 and {MOST} people can be made.")
    simulating.check_allowed()
    emails = [ADDRESS.format(number=number) for number in range(1, users + 1)]
    known = set(User.objects.using(STAFF).filter(email__in=emails).values_list("email", flat=True))
    new = [_make(email) for email in emails if email not in known]
    for user in new:
        simulated.arrive(depositing.deposit_address(user).address, each_micro)
    if new:
        simulated.mine()
        scanning.scan()
        simulating.make_blocks()
    return Seeded(emails, len(new))


def _make(email: str) -> User:
    return User.objects.create_user(
        email=email, password=None, name=email.partition("@")[0].replace("-", " ").title(), currency="USD"
    )
