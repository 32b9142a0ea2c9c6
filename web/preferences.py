"""How the person being answered wants to see things. Set per request (accounts.middleware), read by the filters.

A context variable and not an argument, as Django does for the time zone: a filter in a table cell cannot reach the
request.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Preferences:
    """What the filters need to know; the time zone is Django's own active one.

    `is_anonymous`: of hidden amounts not even the currency is shown.
    """

    currency: str = ""
    odds_format: str = "decimal"
    is_masked: bool = False
    is_anonymous: bool = False


DEFAULT = Preferences()
_current: ContextVar[Preferences] = ContextVar("preferences", default=DEFAULT)


def current() -> Preferences:
    """The preferences of the person being answered, or the defaults."""
    return _current.get()


@contextmanager
def preferred(preferences: Preferences) -> Iterator[None]:
    """Show things this way inside the block."""
    token = _current.set(preferences)
    try:
        yield
    finally:
        _current.reset(token)
