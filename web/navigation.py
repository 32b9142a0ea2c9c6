"""The map of the site, and what the frame of every page needs to know."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, get_script_prefix, resolve


@dataclass(frozen=True)
class Entry:
    """One place in the navigation; the phone's bar has five, the others stand in its menu "More".

    room: from which width on the bar at the top has it; below it stands in the bar's own "More" (frame.css).
    """

    label: str
    path: str
    icon: str
    is_on_phone: bool = True
    room: Literal["always", "medium", "wide"] = "wide"
    only_for: str = ""  # a yes-or-no attribute of the person: the place is for those who have it

    @property
    def url(self) -> str:
        return get_script_prefix() + self.path

    def is_for(self, user: Any) -> bool:
        """Whether this person has the place in their navigation."""
        return not self.only_for or bool(getattr(user, self.only_for, False))

    def holds(self, path: str) -> bool:
        """Whether the page at `path` belongs to this place."""
        return path == self.url or (bool(self.path) and path.startswith(self.url))


MAP = (
    Entry("Overview", "", "overview", room="always"),
    Entry("Luck", "luck/", "luck", is_on_phone=False, room="medium"),
    Entry("Bets", "bets/", "bets", room="always"),
    Entry("Edges", "edges/", "edges", is_on_phone=False, room="medium"),
    Entry("Money", "money/", "money", room="always"),
    Entry("Odds", "odds/", "odds", is_on_phone=False),
    Entry("Rounds", "rounds/", "rounds", is_on_phone=False, room="medium"),
    Entry("Well-being", "wellbeing/", "wellbeing", room="always"),
    Entry("Calculators", "calculators/", "calculator", is_on_phone=False),
    Entry("Clients", "clients/", "clients", is_on_phone=False, only_for="is_coach"),
    Entry("Import", "import/", "import", room="always"),
)
THEMES = ("light", "dark")


@cache
def entries() -> tuple[Entry, ...]:
    """The places that exist in this installation."""
    return tuple(entry for entry in MAP if _exists(entry.path))


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: places, the current one, the theme and the switches of the frame."""
    user = getattr(request, "user", None)
    is_member = bool(user and user.is_authenticated)
    theme = user.theme if is_member else request.COOKIES.get("theme", "")  # type: ignore[union-attr]
    places = tuple(entry for entry in entries() if entry.is_for(user)) if is_member else ()
    return {
        "navigation": places,
        "current_place": next((entry for entry in places if entry.holds(request.path)), None),
        "theme": theme if theme in THEMES else "system",
        "is_masked": is_member and user.mask_amounts,  # type: ignore[union-attr]
        "is_loopback": settings.LOOPBACK,
        "demo_login": None if settings.PRODUCTION else getattr(settings, "DEMO_LOGIN", None),
    }


def _exists(path: str) -> bool:
    try:
        resolve(f"/{path}")
    except Resolver404:
        return False
    return True
