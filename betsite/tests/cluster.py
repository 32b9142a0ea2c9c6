"""The tests' own PostgreSQL and Valkey: one migrated template, a clone for each running test process.

A process takes a numbered slot (a file lock, so a killed run frees it); the number names its database and its pair of
Valkey databases. Two runs at once, or many xdist workers, therefore never meet.
"""

import fcntl
import hashlib
import os
import shutil
from functools import cached_property
from pathlib import Path
from typing import IO
from urllib.parse import urlencode

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from betsite import embedded, roles
from betsite.embedded import credentials, paths, postgres
from betsite.embedded.lock import held

SLOTS = 32
TEMPLATES_KEPT = 4


class Cluster:
    """The running servers and this process's slot in them."""

    def __init__(self, var: Path) -> None:
        """Start the servers of `var` if needed and take a slot. Raises RuntimeError when all slots are taken."""
        forget_lost_checkouts(var.parent)
        embedded.ensure(var, durable=False)
        self.paths = paths.for_var(var)
        self.slot, self._slot_file = _take_slot(var / "slots")

    def leave(self) -> None:
        """Free the slot; the servers stay up for the next run."""
        self._slot_file.close()

    @property
    def database(self) -> str:
        return f"test_{self.slot}"

    @property
    def redis_url(self) -> str:
        return f"unix://{self.paths.valkey_socket}?{urlencode({'db': 2 * self.slot + 2})}"

    @cached_property
    def template(self) -> str:
        """The migrated template database, made by the first process that asks."""
        name = f"template_{fingerprint(settings.BASE_DIR)}"
        with held(self.paths.var / "template.lock", seconds=600), postgres.connect(self.paths) as superuser:
            if not roles.exists(superuser, name):
                self._build(superuser, name)
        return name

    def clone(self) -> None:
        """Give this slot a fresh database; connections to the old one end."""
        connections.close_all()
        with postgres.connect(self.paths) as superuser:
            roles.drop_database(superuser, self.database)
            roles.clone_database(superuser, self.database, owner=credentials.OWNER, template=self.template)

    def drop(self) -> None:
        """Remove this slot's database."""
        connections.close_all()
        with postgres.connect(self.paths) as superuser:
            roles.drop_database(superuser, self.database)

    def point_django_at(self, database: str) -> None:
        """Let every alias connect to `database`, each under its own role."""
        connections.close_all()
        for alias in connections:
            settings.DATABASES[alias]["NAME"] = connections[alias].settings_dict["NAME"] = database

    def environment(self) -> dict[str, str]:
        """What a child process needs to work on this slot's database and queue."""
        logins = {
            "DATABASE_URL": credentials.APP,
            "DATABASE_OWNER_URL": credentials.OWNER,
            "DATABASE_STAFF_URL": credentials.STAFF,
        }
        urls = {name: postgres.url(self.paths, role, database=self.database) for name, role in logins.items()}
        return {
            **urls,
            "REDIS_URL": self.redis_url,
            "BETSITE_TEST_CHILD": "1",
            "DJANGO_SETTINGS_MODULE": "betsite.settings_test",
        }

    def _build(self, superuser: postgres.psycopg.Connection, name: str) -> None:
        """Migrate aside and rename, so that an interrupted run leaves no half-made template behind."""
        building = f"building_{self.slot}"
        roles.drop_database(superuser, building)
        roles.make_database(superuser, building, owner=credentials.OWNER)
        self.point_django_at(building)
        call_command("migrate", database="owner", interactive=False, verbosity=0)
        connections.close_all()
        superuser.execute(f'ALTER DATABASE "{building}" RENAME TO "{name}"')  # type: ignore[arg-type]
        old = "SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%%' ORDER BY oid DESC OFFSET %s"
        for (stale,) in superuser.execute(old, [TEMPLATES_KEPT]).fetchall():
            roles.drop_database(superuser, stale)


def fingerprint(root: Path) -> str:
    """Changes with everything a migrated database depends on: migrations, SQL files, applications and packages."""
    digest = hashlib.sha256(repr(settings.INSTALLED_APPS).encode())
    files = [
        *root.glob("*/migrations/*.py"),
        *root.glob("*/sql/*.sql"),
        root / "web" / "sql.py",
        root / "accounts" / "roles.py",
        root / "requirements.txt",
    ]
    for file in sorted(files):
        if file.exists():
            digest.update(f"{file.relative_to(root)}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def forget_lost_checkouts(memory: Path) -> None:
    """Remove what tests left in memory whose checkout is gone; servers that still run end when their files do."""
    for left in memory.glob(f"betsite-tests-{os.getuid()}-*"):
        try:
            checkout = (left / "checkout").read_text(encoding="utf-8")
        except OSError:
            continue
        if left.lstat().st_uid == os.getuid() and not Path(checkout).exists():
            shutil.rmtree(left, ignore_errors=True)


def _take_slot(directory: Path) -> tuple[int, IO[str]]:
    directory.mkdir(parents=True, exist_ok=True)
    for number in range(SLOTS):
        file = (directory / str(number)).open("w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
        else:
            return number, file  # the lock lasts as long as the file stays open
    raise RuntimeError(f"All {SLOTS} slots of {directory} are taken by running tests.")
