"""Passwords and the secret key of a data directory: made once, readable by the owner alone.

The database passwords are also written as a libpq password file. The connection URLs only name that file, so settings
can be imported before the first start: libpq reads it when a connection is opened.
"""

import json
import os
import secrets
from pathlib import Path

from betsite.embedded.paths import Paths

SUPERUSER, OWNER, APP, STAFF = "postgres", "betsite_owner", "betsite_app", "betsite_staff"
ROLES = (SUPERUSER, OWNER, APP, STAFF)


def read(paths: Paths) -> dict[str, str]:
    """The stored secrets, {} before the first start. Raises PermissionError when they belong to somebody else."""
    try:
        return dict(json.loads(paths.secrets.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}


def ensure(paths: Paths) -> dict[str, str]:
    """Make what is missing and return all secrets by role name, and `secret_key`. Call it under the lock."""
    known = read(paths)
    wanted = {name: known.get(name) or secrets.token_urlsafe(32) for name in (*ROLES, "secret_key")}
    if wanted != known:
        _write(paths.secrets, json.dumps(wanted, indent=1))
    lines = "".join(f"*:*:*:{role}:{wanted[role]}\n" for role in ROLES)
    if not paths.passfile.exists() or paths.passfile.read_text(encoding="utf-8") != lines:
        _write(paths.passfile, lines)
    return wanted


def _write(path: Path, text: str) -> None:
    """Replace `path` in one step, so that a reader sees the old or the new text and never half of it."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    fresh.replace(path)
