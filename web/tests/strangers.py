"""What every page shows of a person's, so that one test can ask for it as owner, stranger and anonymous.

Each app has `<app>/tests/strangers.py` that declares its routes; a member's route without a declaration fails the test.

    @shows("bets:detail")
    def bet(owner: User) -> Target:
        bet = create_bet(owner=owner, selection="Carlton by 12")
        return Target(kwargs={"pk": bet.pk}, marker="Carlton by 12")

`marker` is a text that only the owner's row puts on the page. For a route that changes something say `method="post"`
and `data`; the owner is then answered below 400, and a stranger gets 404. A page on which nothing is anybody's (help,
an empty form) is declared with `shows_nothing_owned(name, why)`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from accounts.models import User

APPS = (
    "accounts", "analytics", "analytics.coaching", "bets", "edges", "imports", "ledger", "odds", "rounds", "treasury",
    "web",
)  # fmt: skip


@dataclass(frozen=True)
class Target:
    """One request and what of the owner's row its answer contains."""

    kwargs: Mapping[str, Any] = field(default_factory=dict)
    marker: str = ""
    query: str = ""
    method: str = "get"
    data: Mapping[str, Any] = field(default_factory=dict)


Build = Callable[[User], Target]
_declared: dict[str, Build] = {}
_not_owned: dict[str, str] = {}


def shows(route: str) -> Callable[[Build], Build]:
    """Declare what a route shows of its owner."""

    def register(build: Build) -> Build:
        _declared[route] = build
        return build

    return register


def shows_nothing_owned(route: str, why: str) -> None:
    """Declare a member's page that holds nothing of anybody's."""
    _not_owned[route] = why


def declared() -> dict[str, Build]:
    """All declarations of all apps."""
    _load()
    return dict(_declared)


def not_owned() -> dict[str, str]:
    """The routes that show nothing owned, and why."""
    _load()
    return dict(_not_owned)


def _load() -> None:
    for app in APPS:
        if find_spec(f"{app}.tests") and find_spec(f"{app}.tests.strangers") and app != "web":
            import_module(f"{app}.tests.strangers")
