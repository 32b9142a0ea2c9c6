"""What a start does before the site answers: migrate, collect static files, load the demo once."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from betsite import env

ADVISORY_LOCK = 7_203_114_529  # any number that nobody else uses


def migrate(say: Callable[[str], None]) -> bool:
    """Apply what is missing, one process at a time; whether anything was."""
    if not _missing():
        return False
    with _alone():
        if missing := _missing():
            say(f"Preparing the database ({missing} migrations) ...")
            call_command("migrate", interactive=False, verbosity=0)
    return True


def collect_static(say: Callable[[str], None]) -> None:
    """Copy the static files to where they are served from, when any of them changed since the last time."""
    if settings.DEBUG:
        return  # served from where they lie
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    state = _static_state()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == state:
        return
    say("Collecting the static files ...")
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(state, encoding="utf-8")


def load_demo(var: Path, say: Callable[[str], None]) -> None:
    """Load the demo on the first start of a data directory; not in production, nor with BETSITE_DEMO=0."""
    stamp = var / "demo.loaded"
    wanted = env.flag("BETSITE_DEMO", default=not settings.PRODUCTION)
    if not wanted or stamp.exists() or "load_demo" not in get_commands():
        return
    say("Loading the demo ...")
    call_command("load_demo", verbosity=0)
    stamp.touch()


def _missing() -> int:
    executor = MigrationExecutor(connections["owner"])
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@contextmanager
def _alone() -> Iterator[None]:
    """Several hosts may start against one database: the others wait here, then find nothing to do."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SET lock_timeout = 0")
        cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        cursor.execute("RESET lock_timeout")
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])


def _static_state() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(None):
            state = Path(storage.path(path)).stat()
            digest.update(f"{path}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
