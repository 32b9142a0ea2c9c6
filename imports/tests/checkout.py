"""A copy of what the formats and their tests need, to add a format to, and Python run within it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from django.conf import settings

NEEDED = ("imports", "ledger", "web")
PLAIN = ("-p", "no:django", "-p", "no:cacheprovider", "--noconftest", "-q")


def copied(root: Path) -> Path:
    """Make `root` such a copy, with what Python has compiled already."""
    for name in NEEDED:
        shutil.copytree(Path(settings.BASE_DIR) / name, root / name)
    (root / "pytest.ini").write_text("[pytest]\n")
    return root


def run(root: Path, *words: object, **more: str) -> subprocess.CompletedProcess[str]:
    """Python in that checkout, without this one's settings, servers and plug-ins."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "PYTEST"))}
    return subprocess.run(
        [sys.executable, *map(str, words)],
        cwd=root,
        env=kept | {"PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"} | more,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def contract(
    root: Path, slug: str, path: str = "imports/tests/test_formats.py", **more: str
) -> subprocess.CompletedProcess[str]:
    """The tests of one format there."""
    return run(root, "-m", "pytest", *PLAIN, path, "-k", slug, **more)
