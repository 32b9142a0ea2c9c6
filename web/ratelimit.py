"""How often something may be asked: a token bucket per user, address or token in Valkey, one for all web processes.

    @member
    @limited("upload", by=("user", "address"), methods={"POST"})
    def uploads(request): ...

The rates stand in settings.RATE_LIMITS ("60/h": sixty at once, then one a minute). A refusal is 429 with Retry-After,
as a page, a part for HTMX or JSON. Counting and deciding is one Lua script, so that a thousand processes do not let one
too many pass. When Valkey cannot be reached the request passes and that is logged; `if_down="refuse"` is for money.
"""

import hashlib
import ipaddress
import logging
import math
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache, wraps
from types import MappingProxyType
from typing import Any

import redis
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from web.address import address_of
from web.errors import Problem

UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
PATIENCE_SECONDS = 0.25
# The theoretical arrival time (GCRA): when the bucket would be full again. All in microseconds of the server's clock.
TAKE = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local period, most = tonumber(ARGV[1]), tonumber(ARGV[2])
local each = period / most
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local after = full + each
if after - period > now then
    return {0, 0, math.ceil(after - period - now), math.ceil(full - now)}
end
redis.call('SET', KEYS[1], string.format('%.0f', after), 'PX', math.ceil((after - now) / 1000) + 1)
return {1, math.floor((now + period - after) / each + 0.000001), 0, math.ceil(after - now)}
"""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rate:
    """So many in so many seconds."""

    most: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether one more was allowed, how many are left, and in how many seconds one (or all) will be again."""

    rate: Rate
    is_allowed: bool
    left: int
    retry_seconds: int
    reset_seconds: int

    @property
    def headers(self) -> dict[str, str]:
        """What every answer says about the limit."""
        return {
            "RateLimit-Limit": str(self.rate.most),
            "RateLimit-Remaining": str(self.left),
            "RateLimit-Reset": str(self.reset_seconds),
            "RateLimit-Policy": f"{self.rate.most};w={self.rate.seconds}",
        }


class TooMany(Problem):
    """That was too often in a short time."""

    status = 429

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(f"That was too often in a short time. Try again in {_told(verdict.retry_seconds)}.")
        self.headers = {**verdict.headers, "Retry-After": str(verdict.retry_seconds)}


class NotCounted(Problem):
    """This cannot be done at the moment. Nothing was changed. Try again in a minute."""

    status = 503
    headers = MappingProxyType({"Retry-After": "60"})


def limited(
    name: str,
    per: str = "",
    by: str | Collection[str] = "user",
    *,
    methods: Collection[str] = (),
    if_down: str = "pass",
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Decorate a view: at most `per` ("10/m", "5/10m"; settings.RATE_LIMITS[name] goes before) for each of `by`.

    `by` is "user" (an anonymous one by address), "address" or "token", or several, each with a bucket of its own.
    Only `methods` are counted when some are given. Raises TooMany; NotCounted without Valkey and with if_down="refuse".
    """
    kinds = (by,) if isinstance(by, str) else tuple(by)

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if methods and request.method not in methods:
                return view(request, *args, **kwargs)
            verdict = check(request, name, per=per, by=kinds, if_down=if_down)
            response = view(request, *args, **kwargs)
            for header, value in (verdict.headers if verdict else {}).items():
                response.headers.setdefault(header, value)
            return response

        return counted

    return decorate


def check(
    request: HttpRequest, name: str, *, per: str = "", by: Collection[str] = ("user",), if_down: str = "pass"
) -> Verdict | None:
    """Count this request; the scarcest verdict, None when nothing is limited. Raises as `limited` says."""
    text = settings.RATE_LIMITS.get(name, per)
    if not text:
        return None
    rate = parse(text)
    verdicts = []
    for kind in by:
        try:
            verdicts.append(take(name, identity(request, kind), rate))
        except redis.RedisError as error:
            log.warning("rate limit %s not counted: %s", name, error)
            if if_down == "refuse":
                raise NotCounted from error
    if not verdicts:
        return None
    scarcest = min(verdicts, key=lambda verdict: (verdict.is_allowed, verdict.left, -verdict.retry_seconds))
    if not scarcest.is_allowed:
        raise TooMany(scarcest)
    return scarcest


def take(name: str, who: str, rate: Rate) -> Verdict:
    """Take one out of the bucket `name` of `who`. Raises redis.RedisError when Valkey cannot be reached."""
    digest = hashlib.sha256(who.encode()).hexdigest()[:32]  # no address and no token lies about in Valkey
    client = _client(settings.CACHES["default"]["LOCATION"])
    answer = client.eval(TAKE, 1, f"rate:{name}:{digest}", rate.seconds * 1_000_000, rate.most)
    is_allowed, left, retry, reset = (int(each) for each in answer)  # type: ignore[union-attr]
    return Verdict(rate, bool(is_allowed), left, _seconds(retry), _seconds(reset))


@cache
def parse(text: str) -> Rate:
    """Read "10/m", "5/10m" or "100/d". Raises ValueError."""
    found = re.fullmatch(r"(\d+)/(\d*)([smhd])", text)
    if not found or not int(found[1]) or found[2] and not int(found[2]):
        raise ValueError(f"{text!r} is no rate such as 10/m.")
    return Rate(int(found[1]), int(found[2] or 1) * UNITS[found[3]])


def identity(request: HttpRequest, kind: str) -> str:
    """Whose bucket it is. Raises ValueError for an unknown kind."""
    if kind == "address":
        return f"address {_network(address_of(request))}"
    if kind == "token":
        return f"token {request.headers.get('Authorization', '') or _network(address_of(request))}"
    if kind != "user":
        raise ValueError(f"{kind!r} is neither user, address nor token.")
    user = getattr(request, "user", None)
    return f"user {user.pk}" if user and user.is_authenticated else identity(request, "address")


def _network(address: str | None) -> str:
    """An IPv6 address stands for its /64: whoever has one of them has all."""
    if address is None or ":" not in address:
        return address or "?"
    return str(ipaddress.ip_network(f"{address}/64", strict=False))


def _seconds(microseconds: int) -> int:
    return math.ceil(microseconds / 1_000_000)


def _told(seconds: int) -> str:
    for size, word in ((3_600, "hour"), (60, "minute")):
        if seconds > size:
            return f"{-(-seconds // size)} {word}s"
    return f"{seconds} second{'s' if seconds != 1 else ''}"


@cache
def _client(location: str) -> redis.Redis:
    return redis.Redis.from_url(
        location, socket_timeout=PATIENCE_SECONDS, socket_connect_timeout=PATIENCE_SECONDS
    )
