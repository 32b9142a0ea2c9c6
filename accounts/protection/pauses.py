"""Taking a break, and excluding oneself. Both begin at once and cannot be shortened, by anybody."""

from datetime import datetime, timedelta

from accounts.errors import PauseLength, PauseShorter
from accounts.models import Pause, PauseKind, User
from accounts.protection.gate import lock
from web.clock import now
from web.context import acting_as

SHORTEST_BREAK, LONGEST_BREAK = timedelta(hours=24), timedelta(weeks=6)
SHORTEST_EXCLUSION = timedelta(days=90)


def take_break(*, user: User, length: timedelta, using: str = "default") -> Pause:
    """No wagers, stakes or deposits for 24 hours to 6 weeks. Raises PauseLength, or PauseShorter in a longer one."""
    if not SHORTEST_BREAK <= length <= LONGEST_BREAK:
        raise PauseLength("A break lasts from 24 hours to six weeks.")
    return _begin(user, PauseKind.COOL_OFF, now() + length, using)


def exclude(*, user: User, length: timedelta | None, using: str = "default") -> Pause:
    """The same for 90 days or more, or for good (None). Raises PauseLength, or PauseShorter within a longer one."""
    if length is not None and length < SHORTEST_EXCLUSION:
        raise PauseLength("A self-exclusion lasts 90 days at least.")
    return _begin(user, PauseKind.EXCLUSION, None if length is None else now() + length, using)


def running(user: User, *, using: str = "default") -> Pause | None:
    """The pause that keeps the person longest from now on; an exclusion before a break that ends with it."""
    found = Pause.objects.using(using).visible_to(user).running(now())
    return max(found, key=lambda pause: (pause.until_at is None, pause.until_at or now()), default=None)


def _begin(user: User, kind: PauseKind, until_at: datetime | None, using: str) -> Pause:
    with acting_as(user, using=using):
        lock(user, using=using)
        present = running(user, using=using)
        if present and (present.until_at is None or until_at is not None and until_at <= present.until_at):
            raise PauseShorter
        pause = Pause(owner=user, kind=kind, until_at=until_at)
        pause.save(using=using, force_insert=True)
        return pause
