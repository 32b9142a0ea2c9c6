"""People for tests."""

from typing import Any

from accounts.models import User

PASSWORD = "correct-horse-battery"


def create_user(
    *,
    email: str,
    password: str | None = PASSWORD,
    currency: str = "AUD",
    time_zone: str = "Australia/Sydney",
    is_staff: bool = False,
    **more: Any,
) -> User:
    """A person who can sign in with PASSWORD; Sydney and AUD unless told otherwise, whatever the settings say."""
    return User.objects.create_user(
        email=email, password=password, currency=currency, time_zone=time_zone, is_staff=is_staff, **more
    )
