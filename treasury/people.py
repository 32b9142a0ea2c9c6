"""Find the person a command is about."""

from typing import Any

from accounts.models import User
from ledger.money import parse_money, to_micro


def person(email: str) -> Any:
    """Raises User.DoesNotExist."""
    return User.objects.using("staff").get(email__iexact=email)


def amount_micro(text: str) -> int:
    """Raises ValueError for what is no amount above zero."""
    micro = to_micro(parse_money(text))
    if micro <= 0:
        raise ValueError("The amount must be above zero.")
    return micro
