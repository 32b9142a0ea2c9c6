"""Where a webhook may go: to the open internet, never to a machine behind our own walls.

The name is resolved when it is entered and again whenever something is sent, and the connection goes to the very
address that was checked: a name that changes its address in between gains nothing.
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from accounts.errors import TargetRefused

# Networks that carry an IPv4 address within: they would lead around the check (NAT64, 6to4, Teredo).
DISGUISED = [
    ipaddress.ip_network(text) for text in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
]


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address to connect to, and the name to ask for there."""

    scheme: str
    host: str
    port: int
    path: str
    address: str


def resolve(url: str) -> Target:
    """Check a URL and find its address. Raises TargetRefused with the reason."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        host = (parts.hostname or "").encode("idna").decode()
    except ValueError:
        raise TargetRefused("That is no address of a web page.") from None
    if any(ord(letter) <= 32 or ord(letter) > 126 for letter in url):
        raise TargetRefused("An address has no blanks and no letters beyond a to z.")
    schemes = {"https", "http"} if settings.WEBHOOK_PRIVATE_TARGETS else {"https"}
    if parts.scheme not in schemes or not host:
        raise TargetRefused("The address must begin with https:// and name a machine.")
    if parts.username is not None or parts.password is not None:
        raise TargetRefused(
            "An address with a user name or password is not taken: the signature proves who sends."
        )
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, path, _address(host, port))


def _address(host: str, port: int) -> str:
    """The first address of a name, when all of them are open to everybody."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise TargetRefused(f"There is no machine called {host}.") from None
    addresses = [str(each[4][0]) for each in found]
    if not settings.WEBHOOK_PRIVATE_TARGETS and not all(map(_is_open, addresses)):
        raise TargetRefused(f"{host} is not an address on the open internet.")
    return addresses[0]


def _is_open(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is not None:
        address = mapped
    if address.version == 6 and any(address in network for network in DISGUISED):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved
