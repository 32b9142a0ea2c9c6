"""Find what a command names. Everything raises CommandError with a sentence."""

from typing import Any

from django.core.management.base import CommandError

from accounts.models import User
from markets.models import Instrument


def instrument_of(slug: str) -> Instrument:
    """By its slug."""
    found = Instrument.objects.using("staff").filter(slug=slug).first()
    if found is None:
        known = ", ".join(Instrument.objects.using("staff").values_list("slug", flat=True))
        raise CommandError(f"There is no instrument {slug}. There are: {known}.")
    return found


def staff_of(email: str) -> Any:
    """A member of staff by e-mail address; what they may do is asked by the verbs."""
    found = User.objects.using("staff").filter(email__iexact=email, is_staff=True, is_active=True).first()
    if found is None:
        raise CommandError(f"Nobody of the staff has the address {email}.")
    return found
