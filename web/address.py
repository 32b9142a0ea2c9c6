"""Where a request comes from. A header is believed only when a proxy of ours has set it.

`TRUSTED_PROXIES` lists the networks of the proxies before this site. When the connection comes from one of them, the
address is the last one of X-Forwarded-For that is not a proxy's: what stands before it anybody can write.
"""

import ipaddress
from collections.abc import Callable
from contextvars import ContextVar
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_current: ContextVar[str | None] = ContextVar("address", default=None)


class ClientAddress:
    """Middleware: knows the address of the request being answered, for the audit log and the rate limits."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _current.set(address_of(request))
        try:
            return self.get_response(request)
        finally:
            _current.reset(token)


def current_address() -> str | None:
    """The address of the request being answered; None outside of one, or on a unix socket."""
    return _current.get()


def address_of(request: HttpRequest) -> str | None:
    """The client's address as text; None when it cannot be known (a unix socket without a proxy's word)."""
    peer = _parsed(request.META.get("REMOTE_ADDR", ""))
    proxies = _networks(tuple(settings.TRUSTED_PROXIES))
    if not _is_proxy(peer, proxies):
        return str(peer) if peer else None
    for text in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
        address = _parsed(text)
        if address is None:
            break
        if not _is_proxy(address, proxies):
            return str(address)
    return str(peer) if peer else None


def _is_proxy(address: Address | None, proxies: tuple[Network, ...]) -> bool:
    """A connection without an address is a unix socket: a proxy on this machine, where proxies are configured."""
    if address is None:
        return bool(proxies)
    return any(address in network for network in proxies)


def _parsed(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text.strip().strip("[]"))
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


@cache
def _networks(texts: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(text, strict=False) for text in texts)
