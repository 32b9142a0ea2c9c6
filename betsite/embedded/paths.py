"""Where the embedded servers of one data directory keep their files and sockets.

Everything is derived from the data directory's real path, so that every process that knows BETSITE_VAR finds the same
servers without asking anyone, and two checkouts on one machine never meet.
"""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

PORT = 5432  # only part of the socket's file name: nothing listens on TCP
LONGEST_SOCKET = 90  # characters; sockaddr_un holds 104 on macOS, 108 on Linux


@dataclass(frozen=True)
class Paths:
    """The files of one data directory. `home` holds what the servers themselves write."""

    var: Path
    home: Path
    sockets: Path

    @property
    def postgres(self) -> Path:
        """PostgreSQL's data directory."""
        return self.home / "postgres"

    @property
    def valkey(self) -> Path:
        """Valkey's data directory (append-only file)."""
        return self.home / "valkey"

    @property
    def logs(self) -> Path:
        return self.home / "log"

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def secrets(self) -> Path:
        """Generated passwords and the secret key, readable by the owner alone."""
        return self.var / "secrets.json"

    @property
    def passfile(self) -> Path:
        """The same passwords as libpq reads them at connection time."""
        return self.var / "pgpass"

    @property
    def lock(self) -> Path:
        return self.var / "servers.lock"

    @property
    def elsewhere(self) -> Path:
        """Names the servers' home when it cannot lie below the data directory (see account.py)."""
        return self.var / "servers.elsewhere"


def for_var(var: str | os.PathLike[str]) -> Paths:
    """The paths of the data directory `var`. Reads at most one small file and creates nothing."""
    real = Path(var).expanduser().resolve()
    mark = fingerprint(real)
    home = real / "servers"
    try:
        home = Path((real / "servers.elsewhere").read_text(encoding="utf-8").strip() or home)
    except OSError:
        pass  # the usual case: the servers live below the data directory
    return Paths(var=real, home=home, sockets=_socket_root() / f"betsite-{mark}")


def fingerprint(real: Path) -> str:
    """A short name for a data directory, different for every path and every user."""
    return hashlib.sha256(f"{os.getuid()}:{real}".encode()).hexdigest()[:12]


def _socket_root() -> Path:
    """BETSITE_SOCKETS, or /tmp: short everywhere, where TMPDIR (macOS) and home directories are not."""
    given = os.environ.get("BETSITE_SOCKETS")
    root = Path(given).expanduser().resolve() if given else Path("/tmp")  # noqa: S108  checked in sockets.py
    if len(f"{root}/betsite-000000000000/.s.PGSQL.{PORT}.lock") > LONGEST_SOCKET:
        raise ValueError(
            f"BETSITE_SOCKETS is too long for a unix socket (at most {LONGEST_SOCKET} characters): {root}"
        )
    return root if root.is_dir() else Path(tempfile.gettempdir())
