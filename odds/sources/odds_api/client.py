"""Ask The Odds API. The key goes into the request and nowhere else: no message, log or row holds it."""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import requests

CONNECT_SECONDS, READ_SECONDS = 5, 20
MOST_BYTES = 32 * 1024 * 1024
logging.getLogger("urllib3").setLevel(logging.INFO)  # at DEBUG it writes addresses, and the key is in ours


class SourceProblem(Exception):
    """The source did not answer with odds. `retry_after`: seconds it asks to wait, None when it does not say."""

    def __init__(self, message: str, *, retry_after: int | None = None, quota: "Quota | None" = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.quota = quota or Quota()


class KeyRefused(SourceProblem):
    """The key is wrong or its credits are used up: asking again soon is of no use."""


@dataclass(frozen=True, slots=True)
class Quota:
    """What the headers say: credits left and used in this month, and what this request cost."""

    remaining: int | None = None
    used: int | None = None
    cost: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """`content` is None when nothing changed since the answer with that ETag."""

    content: bytes | None
    etag: str
    quota: Quota


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: odds of a sport in some regions and markets, at `url` with `key`."""

    url: str
    key: str
    sport: str
    regions: str
    markets: str

    def __repr__(self) -> str:
        return f"Request({self.sport}, {self.regions}, {self.markets})"

    @property
    def credits(self) -> int:
        """What it costs: one credit for each market and region."""
        return len(_words(self.regions)) * len(_words(self.markets))


def ask(request: Request, *, etag: str = "") -> Answer:
    """The odds. Raises SourceProblem, KeyRefused."""
    params = {
        "apiKey": request.key,
        "regions": request.regions,
        "markets": request.markets,
        "oddsFormat": "decimal",
        "dateFormat": "iso",
    }
    headers = {"Accept": "application/json"} | ({"If-None-Match": etag} if etag else {})
    address = f"{request.url.rstrip('/')}/v4/sports/{request.sport}/odds"
    try:
        with requests.get(
            address,
            params=params,
            headers=headers,
            timeout=(CONNECT_SECONDS, READ_SECONDS),
            allow_redirects=False,
            stream=True,
        ) as response:
            return _answer(response)
    except requests.RequestException as error:
        raise SourceProblem(f"The source could not be reached ({type(error).__name__}).") from None


def _answer(response: requests.Response) -> Answer:
    quota = Quota(
        *(_count(response.headers.get(f"x-requests-{name}")) for name in ("remaining", "used", "last"))
    )
    etag = response.headers.get("ETag", "")[:200]
    if response.status_code == 304:
        return Answer(None, etag, quota)
    if response.status_code == 200:
        return Answer(_content(response, quota), etag, quota)
    wait = _wait(response.headers.get("Retry-After"))
    if response.status_code in (401, 403):
        raise KeyRefused("The key was refused, or its credits are used up.", retry_after=wait, quota=quota)
    if response.status_code == 429:
        raise SourceProblem("The source asks for fewer requests.", retry_after=wait, quota=quota)
    raise SourceProblem(
        f"The source answered with status {response.status_code}.", retry_after=wait, quota=quota
    )


def _content(response: requests.Response, quota: Quota) -> bytes:
    parts, size = [], 0
    for part in response.iter_content(65_536):
        parts.append(part)
        size += len(part)
        if size > MOST_BYTES:
            raise SourceProblem("The answer is larger than answers are.", quota=quota)
    return b"".join(parts)


def _count(told: str | None) -> int | None:
    """Credits are whole numbers, written "499" or "499.0"."""
    whole = (told or "").partition(".")[0]
    return int(whole) if whole.isdecimal() and len(whole) < 10 else None


def _wait(told: str | None) -> int | None:
    """Seconds, told as such or as a date."""
    if not told:
        return None
    if told.strip().isdecimal():
        return min(int(told), 86_400)
    try:
        until = parsedate_to_datetime(told)
    except (TypeError, ValueError):
        return None
    seconds = (until.astimezone(UTC) - datetime.now(UTC)).total_seconds()
    return max(0, min(int(seconds), 86_400))


def _words(text: str) -> list[str]:
    return [word for word in text.split(",") if word.strip()]
