"""Every route of the site, for the tests that look at all of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from betsite.access import THIRD_PARTY, THIRD_PARTY_PREFIXES


@dataclass(frozen=True)
class Route:
    """A route by its full name ("bets:detail"), its view and its pattern."""

    name: str
    view: Callable[..., Any]
    pattern: str

    @property
    def is_ours(self) -> bool:
        """Whether one of our apps brings the view. Pages of the admin are behind its own door, whoever wrote them."""
        if self.name.startswith("admin:"):
            return False
        top = self.view.__module__.partition(".")[0]
        return top in {
            "accounts",
            "analytics",
            "bets",
            "betsite",
            "edges",
            "imports",
            "ledger",
            "markets",
            "odds",
            "rounds",
            "treasury",
            "web",
        }

    @property
    def policy(self) -> str | None:
        """Who may open it: said by our view itself, or by the table of other packages' routes."""
        if self.is_ours:
            return getattr(self.view, "access_policy", None)
        prefixes = (policy for prefix, policy in THIRD_PARTY_PREFIXES.items() if self.name.startswith(prefix))
        return THIRD_PARTY.get(self.name) or next(prefixes, None)


def all_routes() -> list[Route]:
    """Every route, in the order of the site map."""
    return list(_walk(get_resolver(), "", ""))


def _walk(resolver: URLResolver, namespace: str, path: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = path + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield Route(f"{namespace}{entry.name or ''}", entry.callback, pattern)
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, inner, pattern)
