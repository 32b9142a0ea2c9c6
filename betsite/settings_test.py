"""Settings of the tests: the real ones on a cluster of their own, with a fast password hasher and mail kept in memory.

Processes started by a test (BETSITE_TEST_CHILD) get the URLs of that test's database in their environment; everything
else of the surroundings that would point at another server is ignored.
"""

import os
from pathlib import Path

_VAR = Path(os.environ.get("BETSITE_TEST_VAR") or Path(__file__).resolve().parent.parent / "var" / "test")
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
