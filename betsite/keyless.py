"""The website's processes must not be able to read the hot wallet's key: they refuse to start when they could."""

import os

from django.core.exceptions import ImproperlyConfigured

KEY_NAMES = ("BETSITE_HOT_WALLET_KEY_FILE", "BETSITE_HOT_WALLET_KEY")


def refuse_keys() -> None:
    """Raises ImproperlyConfigured when the environment names the key."""
    named = [name for name in KEY_NAMES if os.environ.get(name)]
    if named:
        raise ImproperlyConfigured(
            f"{named[0]} is set for a web process. Only `manage.py signer` may know the key: unset it here."
        )


def without_keys(environment: dict[str, str]) -> dict[str, str]:
    """The environment for a process that must not know the key."""
    return {name: value for name, value in environment.items() if name not in KEY_NAMES}
