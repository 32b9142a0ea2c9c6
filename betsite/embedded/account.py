"""The system user the servers run as.

Normally that is whoever starts them. PostgreSQL refuses to run as root, so root's servers run as an ordinary system
user, which must be able to enter the data directory and to read the programs. A closed home directory (/root is 0700 on
many machines) forbids both: then the data goes to /var/lib/betsite, the programs are copied there, and the data
directory notes where (servers.elsewhere).
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from betsite.embedded.paths import Paths, fingerprint

SYSTEM_USER = "betsite-pg"
FALLBACK = Path("/var/lib/betsite")

Command: TypeAlias = Sequence[str | Path]


@dataclass(frozen=True)
class Account:
    """Runs programs as `uid`; None means as ourselves."""

    uid: int | None = None
    gid: int | None = None

    def run(self, command: Command, *, cwd: Path, seconds: float = 180.0) -> subprocess.CompletedProcess[str]:
        """Run `command` to its end and return it with its output. Raises OSError when it cannot be started."""
        return subprocess.run(  # noqa: S603  fixed programs of our own
            [str(part) for part in command],
            cwd=cwd,
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
            start_new_session=True,
            user=self.uid,
            group=self.gid,
            extra_groups=None if self.uid is None else [],
        )

    def own(self, directory: Path) -> None:
        """Make `directory` (0700) and give it to this account."""
        directory.mkdir(parents=True, exist_ok=True)
        if self.uid is not None and directory.stat().st_uid != self.uid:
            os.chown(directory, self.uid, -1 if self.gid is None else self.gid)
        if directory.stat().st_mode & 0o777 != 0o700:
            directory.chmod(0o700)

    def can_read(self, path: Path) -> bool:
        """Whether this account can enter and read `path`."""
        test = shutil.which("test") or "/usr/bin/test"
        return self.run([test, "-r", path, "-a", "-x", path], cwd=Path("/")).returncode == 0


def choose(paths: Paths) -> Account:
    """The account for the servers of `paths`: ourselves, or for root whoever owns the cluster, or the system user."""
    if os.geteuid() != 0:
        return Account()
    if paths.postgres.exists() and (owner := paths.postgres.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    entry = _system_user()
    return Account(entry.pw_uid, entry.pw_gid)


def settle(paths: Paths, account: Account) -> Paths:
    """Make the servers' home and return paths that name it, elsewhere when the account cannot enter the usual one."""
    paths.var.mkdir(parents=True, exist_ok=True)
    account.own(paths.home)
    if account.can_read(paths.home):
        return paths
    paths.home.rmdir()
    home = FALLBACK / fingerprint(paths.var)
    FALLBACK.mkdir(mode=0o755, parents=True, exist_ok=True)
    account.own(home)
    paths.elsewhere.write_text(f"{home}\n", encoding="utf-8")
    return Paths(var=paths.var, home=home, sockets=paths.sockets)


def readable_programs(packages: Path, parts: Sequence[str], account: Account) -> Path:
    """`packages`, or a copy of its directories `parts` that the account can read.

    The first part is the one with the programs; the others, where they exist, hold the libraries that the programs
    look for by their relative place.
    """
    first = packages / parts[0]
    if account.uid is None or (account.can_read(first) and account.can_read(_deepest(first))):
        return packages
    copy = FALLBACK / f"programs-{first.name}-{fingerprint(first)}-{int(first.stat().st_mtime)}"
    if not copy.exists():
        fresh = copy.with_name(f"{copy.name}.{os.getpid()}")
        fresh.mkdir(mode=0o755, parents=True)
        for part in filter(lambda part: (packages / part).is_dir(), parts):
            shutil.copytree(packages / part, fresh / part, symlinks=True)
        _open_to_all(fresh)
        try:
            fresh.rename(copy)
        except OSError:  # another data directory's starter was quicker
            shutil.rmtree(fresh)
    return copy


def _deepest(directory: Path) -> Path:
    """A program below `directory`: its own mode may forbid what its directory allows."""
    return next(directory.glob("**/postgres"), None) or next(directory.glob("**/valkey-server"), directory)


def _open_to_all(directory: Path) -> None:
    directory.chmod(0o755)
    for path in directory.rglob("*"):
        if not path.is_symlink():
            path.chmod(
                path.stat().st_mode | (0o555 if path.is_dir() or path.stat().st_mode & 0o100 else 0o444)
            )


def _system_user() -> pwd.struct_passwd:
    """The ordinary user of root's servers, made when missing; an existing harmless one where none can be made."""
    makers = (
        ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER],
        ["adduser", "-S", "-D", "-H", SYSTEM_USER],
    )
    for maker in makers:
        if _known(SYSTEM_USER) is None and shutil.which(maker[0]):
            subprocess.run(maker, check=False, capture_output=True)  # noqa: S603  fixed command
    for name in (SYSTEM_USER, "_postgres", "postgres", "nobody"):
        if (entry := _known(name)) is not None and entry.pw_uid != 0:
            return entry
    raise RuntimeError(
        f"PostgreSQL does not run as root and no ordinary user was found; make one: useradd -r {SYSTEM_USER}"
    )


def _known(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None
