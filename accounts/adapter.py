"""What allauth asks of this site."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from web.address import address_of


class Adapter(DefaultAccountAdapter):
    """Its limits of sign-in tries count by the address that we believe (web.address)."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """The client's address; all who come without one share a name."""
        return address_of(request) or "0.0.0.0"  # noqa: S104  a name, nothing is bound
