"""The settings of an http-json source: what they may be, and the address they make. docs/oracles.md lists them."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as Day
from typing import Any
from urllib.parse import quote, urlencode, urlsplit
from zoneinfo import ZoneInfo

import jmespath
from jmespath.exceptions import JMESPathError

from markets.models import Instrument
from rounds.oracles.errors import SourceInvalid

PLACES = re.compile(r"\{([^{}]*)\}")
KNOWN = ("session", "session_compact", "symbol", "slug")
VARIABLE = re.compile(r"ORACLE_[A-Z0-9_]{1,60}")
HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
OURS = {"host", "connection", "content-length", "transfer-encoding", "accept-encoding"}
MOST_SECONDS, MOST_TRIES = 15.0, 5
SETTINGS = {
    "url", "value", "date", "date_format", "timestamp", "zone", "final", "headers", "query", "timeout_s", "tries"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spec:
    """`value`, `date`, `timestamp` and `final` are JMESPath expressions; `final` may be true or false for always.
    `headers` and `query` name environment variables."""

    url: str
    value: str
    date: str = ""
    date_format: str = ""
    timestamp: str = ""
    zone: str = ""
    final: str | bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    timeout_s: float = 5.0
    tries: int = 3

    def address(self, instrument: Instrument, session: Day) -> str:
        """Where it is asked for this session, secrets of the query included."""
        values = {
            "session": session.isoformat(),
            "session_compact": f"{session:%Y%m%d}",
            "symbol": instrument.symbol,
            "slug": instrument.slug,
        }
        url = PLACES.sub(lambda place: quote(values[place[1]], safe=""), self.url)
        secrets = urlencode({name: secret(variable) for name, variable in self.query.items()})
        return url + ("&" if "?" in url else "?") + secrets if secrets else url

    def sent(self) -> dict[str, str]:
        """The headers of a request."""
        own = {name: secret(variable) for name, variable in self.headers.items()}
        return {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "Betsite"} | own


def secret(variable: str) -> str:
    """From the environment. Raises SourceInvalid where it is missing, or could not stand in a request."""
    found = os.environ.get(variable, "")
    if not found or not found.isascii() or not found.isprintable():
        raise SourceInvalid(f"The environment has no usable {variable}.")
    return found


def parse(settings: Any) -> Spec:
    """Raises SourceInvalid with the reason."""
    if not isinstance(settings, dict) or set(settings) - SETTINGS:
        unknown = ", ".join(sorted(set(settings) - SETTINGS)) if isinstance(settings, dict) else "no settings"
        raise SourceInvalid(f"Not a setting of http-json: {unknown}.")
    _texts(settings)
    _address(settings["url"])
    for name in ("value", "date", "timestamp", "final"):
        if settings.get(name) and isinstance(settings[name], str):
            _expression(name, settings[name])
    if not settings.get("date") and not settings.get("timestamp"):
        raise SourceInvalid(
            "It needs a date or a timestamp: without one a price of yesterday looks like today's."
        )
    for name, pattern in (("headers", HEADER), ("query", re.compile(r"[A-Za-z0-9_.-]{1,60}"))):
        _variables(name, settings.get(name, {}), pattern)
    _bounds(settings)
    return Spec(**settings)


def _texts(settings: dict[str, Any]) -> None:
    for name in ("url", "value"):
        if not isinstance(settings.get(name), str) or not settings[name]:
            raise SourceInvalid(f"It needs a {name}.")
    for name in ("date", "date_format", "timestamp", "zone"):
        if not isinstance(settings.get(name, ""), str):
            raise SourceInvalid(f"{name} is a text.")
    if not isinstance(settings.get("final", False), str | bool):
        raise SourceInvalid("final is true, false or an expression.")
    try:
        ZoneInfo(settings.get("zone") or "UTC")
    except (ValueError, OSError, KeyError):
        raise SourceInvalid(f"There is no time zone {settings['zone']}.") from None


def _address(url: str) -> None:
    try:
        parts = urlsplit(url)
    except ValueError:
        raise SourceInvalid("That is no address of a web page.") from None
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username is not None:
        raise SourceInvalid("The url begins with https://, names a machine and holds no password.")
    if "{" in parts.netloc or parts.fragment:
        raise SourceInvalid("Only the path and the query of the url may have places to fill in.")
    unknown = [name for name in PLACES.findall(url) if name not in KNOWN]
    if unknown or "{" in PLACES.sub("", url):
        places = ", ".join(f"{{{name}}}" for name in KNOWN)
        raise SourceInvalid(f"The url can hold {places}, and nothing else in braces.")


def _expression(name: str, text: str) -> None:
    try:
        jmespath.compile(text)
    except (JMESPathError, ValueError, RecursionError) as error:
        raise SourceInvalid(f"{name} is no expression: {str(error).splitlines()[0]}") from None


def _variables(name: str, given: Any, pattern: re.Pattern[str]) -> None:
    if not isinstance(given, dict):
        raise SourceInvalid(f"{name} gives for each name an environment variable.")
    for key, variable in given.items():
        if not pattern.fullmatch(key) or key.lower() in OURS:
            raise SourceInvalid(f"{key} cannot be sent.")
        if not isinstance(variable, str) or not VARIABLE.fullmatch(variable):
            raise SourceInvalid(
                f"{name} names environment variables that begin with ORACLE_, and no secrets."
            )


def _bounds(settings: dict[str, Any]) -> None:
    seconds, tries = settings.get("timeout_s", 5), settings.get("tries", 3)
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds <= MOST_SECONDS:
        raise SourceInvalid(f"timeout_s lies between 0 and {MOST_SECONDS:g}.")
    if isinstance(tries, bool) or not isinstance(tries, int) or not 1 <= tries <= MOST_TRIES:
        raise SourceInvalid(f"tries lies between 1 and {MOST_TRIES}.")
