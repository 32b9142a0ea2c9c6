"""Settings of the tests: the real ones on a cluster of their own, with a fast password hasher and mail kept in memory.

The cluster lies in memory where there is room (/dev/shm): each of some hundred tests gets a database of its own, and
making its nine hundred files takes 0.03 s there, on a disk up to a second. BETSITE_TEST_VAR puts it elsewhere.

Processes started by a test (BETSITE_TEST_CHILD) get the URLs of that test's database in their environment; everything
else of the surroundings that would point at another server is ignored.
"""

import hashlib
import os
import shutil
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_MEMORY = Path("/dev/shm")  # noqa: S108  a directory of our own is made in it, closed to others
_ROOM = 4 << 30


def _in_memory() -> Path | None:
    """The place in memory of this checkout's tests; None where there is no room, or somebody else took the name."""
    ours = _MEMORY / f"betsite-tests-{os.getuid()}-{hashlib.sha256(os.fsencode(_ROOT)).hexdigest()[:12]}"
    try:
        if not ours.exists():
            if shutil.disk_usage(_MEMORY).free < _ROOM:
                return None
            # The servers may run under another account, which has to pass through.
            ours.mkdir(mode=0o711, exist_ok=True)
            (ours / "checkout").write_text(str(_ROOT), encoding="utf-8")
        found = ours.lstat()
    except OSError:
        return None
    return ours if found.st_uid == os.getuid() and not found.st_mode & 0o022 and ours.is_dir() else None


_VAR = Path(os.environ.get("BETSITE_TEST_VAR") or _in_memory() or _ROOT / "var" / "test")
if not os.environ.get("BETSITE_TEST_CHILD"):
    for _name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_STAFF_URL", "REDIS_URL", "EMAIL_HOST"):
        os.environ.pop(_name, None)
        os.environ.pop(f"{_name}_FILE", None)
os.environ["BETSITE_VAR"] = str(_VAR)
os.environ.setdefault("SECRET_KEY", "a-key-for-tests-that-protects-nothing-at-all")

from betsite.settings import *  # noqa: E402, F403  the overlay comes after

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TEMPLATES[0]["OPTIONS"]["debug"] = True  # type: ignore[index]  # noqa: F405
for _alias in DATABASES.values():  # noqa: F405
    _alias["CONN_MAX_AGE"] = 0  # the database is dropped under idle connections
