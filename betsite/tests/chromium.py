"""Find the system's Chromium for the browser tests."""

import os
import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
# Nothing of the browser's own may reach for the network.
FLAGS = (
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-dev-shm-usage",
)


def find() -> str | None:
    """The browser's program: CHROMIUM, one on the path, a macOS application, or None."""
    given = os.environ.get("CHROMIUM")
    if given:
        return given
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return found or next((path for path in (*APPLICATIONS, *downloaded()) if Path(path).exists()), None)


def downloaded() -> list[str]:
    """What `playwright install chromium` has left in the home directory."""
    caches = (Path.home() / ".cache" / "ms-playwright", Path.home() / "Library" / "Caches" / "ms-playwright")
    programs = ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*")
    return [str(path) for cache in caches for program in programs for path in sorted(cache.glob(program))]


def flags() -> list[str]:
    """The command-line flags; Chromium's sandbox does not run as root."""
    return [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
