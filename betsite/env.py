"""Read the configuration from the environment; every variable X may also be given as a file named by X_FILE.

Everything here fails loudly: a value that cannot be understood stops the start with the variable's name and the reason.
"""

import os
import re
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    """The value of `name`, or the content of the file named by `name`_FILE, or `default`."""
    file = os.environ.get(f"{name}_FILE")
    if file and name in os.environ:
        raise ImproperlyConfigured(f"Set {name} or {name}_FILE, not both.")
    if not file:
        return os.environ.get(name, default)
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE: {file} cannot be read: {error.strerror}.") from error


def flag(name: str, *, default: bool = False) -> bool:
    """A switch: 1/true/yes/on or 0/false/no/off. Raises ImproperlyConfigured for anything else."""
    value = text(name, "1" if default else "0").strip().lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")


def integer(name: str, default: int, *, least: int | None = None, most: int | None = None) -> int:
    """A whole number within bounds. Raises ImproperlyConfigured when it is not one or is out of bounds."""
    value = text(name, str(default)).strip()
    try:
        number = int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from error
    if (least is not None and number < least) or (most is not None and number > most):
        raise ImproperlyConfigured(f"{name} must lie between {least} and {most}, not {number}.")
    return number


def share(name: str, default: str) -> str:
    """A share from 0 to below 1 with up to four decimals, as text. Raises ImproperlyConfigured for anything else."""
    value = text(name, default).strip()
    if not re.fullmatch(r"0(\.[0-9]{1,4})?", value):
        raise ImproperlyConfigured(f"{name} must be a share such as 0.05, not {value!r}.")
    return value


def decimal(name: str, default: str) -> Decimal:
    """An exact number that is not negative, with up to six decimals. Raises ImproperlyConfigured for anything else."""
    value = text(name, default).strip()
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,6})?", value):
        raise ImproperlyConfigured(f"{name} must be a number such as 0.01, not {value!r}.")
    return Decimal(value)


def zone(name: str, default: str) -> str:
    """The name of a time zone. Raises ImproperlyConfigured for one that nobody knows."""
    value = text(name, default).strip()
    try:
        ZoneInfo(value)
    except (ValueError, OSError) as error:
        raise ImproperlyConfigured(
            f"{name} must be a time zone such as America/New_York, not {value!r}."
        ) from error
    return value


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list without blanks."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def database(url: str) -> dict[str, object]:
    """Django's connection settings for postgresql://user:password@host:port/name?option=value.

    A unix socket is given as ?host=/path. Raises ImproperlyConfigured for another scheme or no database name.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            "A database URL must begin with postgresql:// (Betsite runs on PostgreSQL only)."
        )
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ImproperlyConfigured("A database URL must name a database.")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(options.pop("port", "") or parts.port or ""),
        "OPTIONS": options,
    }
