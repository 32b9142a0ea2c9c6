"""Start Betsite: the servers, the database, the web server, the worker and beat, under one supervisor."""

import http.client
import os
import socket
import sys
import time
import traceback
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from accounts.demo import demo_user
from accounts.signin_link import make_link
from betsite import embedded, env, first_start, keyless, running
from betsite.embedded import paths
from betsite.embedded.processes import wait_until
from betsite.supervisor import Child, Supervisor

PREFERRED_PORT = 8000
START_SECONDS = 60.0


class Command(BaseCommand):
    help = "Start Betsite on this machine and keep it running; Ctrl-C stops it."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--port", type=int, help=f"exactly this port; otherwise the first free from {PREFERRED_PORT}"
        )

    def handle(self, *args: Any, port: int | None, **options: Any) -> None:
        """Returns when asked to stop. A second start in one data directory prints the address of the first."""
        with running.only_one(settings.VAR) as alone:
            if not alone:
                self._point_to_the_other()
                return
            listeners = _listen(port or env.integer("BETSITE_PORT", 0, least=0, most=65_535))
            try:
                self._prepare()
            except KeyboardInterrupt:
                raise CommandError("Stopped before the site was up.", returncode=130) from None
            self._run(f"http://localhost:{listeners[0].getsockname()[1]}", listeners)

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _point_to_the_other(self) -> None:
        other = running.find(settings.VAR, seconds=START_SECONDS)
        if other is None or not other.url:
            raise CommandError(
                "Another `make run` of this data directory is starting or stopping; try again."
            )
        self.say(f"Betsite is already running at {other.url} (process {other.pid}).")
        self._invite(other.url)

    def _prepare(self) -> None:
        try:
            embedded.ensure()
        except (embedded.ServerError, OSError) as error:
            raise CommandError(str(error)) from error
        first_start.migrate(self.say)
        first_start.collect_static(self.say)
        try:
            first_start.load_demo(settings.VAR, self.say)
        except (
            Exception
        ) as error:  # the border of the process: without the demo the site still serves its owner
            traceback.print_exc()
            self.stderr.write(f"The demo could not be loaded ({error}); Betsite starts without it.")
        connections.close_all()

    def _run(self, url: str, listeners: list[socket.socket]) -> None:
        supervisor = Supervisor(_children(settings.VAR / "log", listeners), self.say, self._tend)
        supervisor.start()
        try:
            # A stop that comes while the site starts must not be announced as a start.
            if wait_until(lambda: supervisor.stopping or _answers(url), seconds=START_SECONDS, pause=0.1):
                running.announce(settings.VAR, url=url)
            else:
                self.stderr.write(
                    f"The web server does not answer yet; see {settings.VAR / 'log' / 'web.log'}."
                )
            if not supervisor.stopping:
                self._welcome(url)
            supervisor.watch()
        finally:
            self.say("\nStopping ...")
            started = time.monotonic()
            supervisor.stop()
            self.say(
                f"Stopped in {time.monotonic() - started:.1f} s. The database keeps running; `make down` stops it."
            )

    def _tend(self) -> None:
        try:
            embedded.ensure()
        except (embedded.ServerError, OSError) as error:
            self.stderr.write(str(error))

    def _welcome(self, url: str) -> None:
        self.say(f"\nBetsite runs at {url}\n")
        self._invite(url)
        home = paths.for_var(settings.VAR).home
        if settings.VAR not in home.parents:
            self.say(f"The database lies in {home}: its system user may not enter {settings.VAR}.")
        self.say(f"Ctrl-C stops it. Logs are in {settings.VAR / 'log'}.")

    def _invite(self, url: str) -> None:
        """How to get in: the demo's login and, on one's own machine, a link that signs the owner in once."""
        demo = getattr(settings, "DEMO_LOGIN", None)
        if demo and demo_user() is not None:
            self.say(f"  Demo:  {demo[0]}  password  {demo[1]}")
        if settings.LOOPBACK:
            self.say(f"  Your own account, signed in once by this link:\n  {make_link(url)}\n")
        connections.close_all()


def _listen(port: int) -> list[socket.socket]:
    """Listening sockets of the loopback addresses, on `port` or the first free one. Raises CommandError.

    They are opened here and handed to the web server, so that nobody can take the port while it restarts.
    """
    candidates = [port] if port else [*range(PREFERRED_PORT, PREFERRED_PORT + 50), 0]
    for candidate in candidates:
        try:
            first = _bind(socket.AF_INET, "127.0.0.1", candidate)
        except OSError:
            continue
        try:
            return [first, _bind(socket.AF_INET6, "::1", first.getsockname()[1])]
        except FileExistsError:  # somebody else's site: a browser would find that one under "localhost"
            first.close()
        except OSError:
            return [first]  # no IPv6 here
    raise CommandError(f"Port {port} is in use." if port else "No port is free.")


def _bind(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    """Raises FileExistsError when an IPv6 port is taken, OSError otherwise."""
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(256)
    except OSError as error:
        listener.close()
        if family == socket.AF_INET6 and "in use" in str(error):
            raise FileExistsError(port) from error
        raise
    return listener


def _children(logs: Path, listeners: list[socket.socket]) -> list[Child]:
    numbers = tuple(listener.fileno() for listener in listeners)
    binds = [part for number in numbers for part in ("--bind", f"fd://{number}")]
    python = [sys.executable, "-W", "ignore", "-m"]
    web = [
        *python,
        "gunicorn",
        "betsite.wsgi",
        *binds,
        "--worker-class",
        "gthread",
        "--workers",
        "2",
        "--threads",
        "4",
    ]
    web += ["--graceful-timeout", "3", "--log-level", "warning", *(["--reload"] if settings.DEBUG else [])]
    celery = [*python, "celery", "--app", "betsite.celery"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING"]
    each = str(max(1, (os.cpu_count() or 2) // 2))
    worker = [*celery, "worker", "--concurrency", each, *quiet]
    short = [*worker, "--hostname", "short@%h", "--queues", settings.CELERY_TASK_DEFAULT_QUEUE]
    any_work = [*worker, "--hostname", "any@%h"]
    beat = [
        *celery,
        "beat",
        "--schedule",
        str(settings.VAR / "beat"),
        "--pidfile",
        "",
        "--loglevel",
        "WARNING",
    ]
    return [
        Child("web", web, logs / "web.log", numbers),
        Child("worker", short, logs / "worker.log"),
        Child("worker for long work", any_work, logs / "worker-long.log"),
        Child("beat", beat, logs / "beat.log"),
        *_signer(python, logs),
    ]


def _signer(python: list[str], logs: Path) -> list[Child]:
    """Where withdrawals can be signed: on the simulated network, or with a key file."""
    if settings.CHAIN["kind"] != "simulated" and not os.environ.get(keyless.KEY_NAMES[0]):
        return []
    command = [python[0], str(settings.BASE_DIR / "manage.py"), "signer"]
    return [Child("signer", command, logs / "signer.log", knows_key=True)]


def _answers(url: str) -> bool:
    parts = urlsplit(url)
    try:
        connection = http.client.HTTPConnection("127.0.0.1", parts.port or 80, timeout=10)
        connection.request("GET", "/", headers={"Host": parts.netloc})
        connection.getresponse().read()
        connection.close()
    except (OSError, http.client.HTTPException):
        return False
    return True
