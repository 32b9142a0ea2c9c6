"""The embedded PostgreSQL and Valkey: real servers from wheels, one pair for each data directory.

Settings ask for URLs, which starts nothing. `ensure()` starts what does not answer; manage.py, wsgi, asgi, the Celery
start and the tests' conftest call it. The servers outlive whoever started them; `stop()` (manage.py down) ends them.
"""

import os
import secrets as random
import socket
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from betsite import env
from betsite.embedded import account, credentials, paths, postgres, sockets, valkey
from betsite.embedded.lock import held
from betsite.embedded.postgres import ServerError

__all__ = [
    "ServerError",
    "cache_url",
    "celery_url",
    "database_urls",
    "ensure",
    "redis_url",
    "secret_key",
    "stop",
    "var",
]

REPOSITORY = Path(__file__).resolve().parent.parent.parent


def var() -> Path:
    """The data directory: BETSITE_VAR, or `var` in the checkout."""
    return Path(env.text("BETSITE_VAR") or REPOSITORY / "var").expanduser().resolve()


def ensure(directory: Path | None = None, *, durable: bool = True) -> None:
    """Return when both servers answer, starting the embedded ones where no URL names another.

    `directory` is the data directory, by default var(). `durable=False` (tests) starts them without waiting for the
    disk. Any number of processes may call it at once. Raises ServerError or OSError with a sentence for the user.
    """
    where = paths.for_var(directory or var())
    outer_database, outer_redis = env.text("DATABASE_URL"), env.text("REDIS_URL")
    if outer_database:
        check_database(outer_database)
    if outer_redis:
        check_redis(outer_redis)
    if _all_answer(where, database=not outer_database, redis=not outer_redis):
        return
    where.var.mkdir(parents=True, exist_ok=True)
    with held(where.lock):
        stored = credentials.ensure(where)
        if not (outer_database and outer_redis):
            _start(where, stored, database=not outer_database, redis=not outer_redis, durable=durable)


def stop(directory: Path | None = None) -> list[str]:
    """Stop the embedded servers of a data directory; the names of those that were running."""
    where = paths.for_var(directory or var())
    if not where.var.is_dir():
        return []
    with held(where.lock):
        running = {"Valkey": valkey.stop(where), "PostgreSQL": postgres.stop(where, account.choose(where))}
        try:
            where.sockets.rmdir()
        except OSError:
            pass  # somebody else's file lies in it, or it was never made
    return [name for name, was_running in running.items() if was_running]


def secret_key(directory: Path) -> str:
    """Django's secret key; before the first start one that lasts for this process only."""
    return credentials.read(paths.for_var(directory)).get("secret_key") or random.token_urlsafe(32)


def database_urls(directory: Path) -> dict[str, str]:
    """The URLs of the embedded database by Django's alias; passwords are read from a file when connecting."""
    where = paths.for_var(directory)
    logins = {"default": credentials.APP, "owner": credentials.OWNER, "staff": credentials.STAFF}
    return {alias: postgres.url(where, role) for alias, role in logins.items()}


def redis_url(directory: Path) -> str:
    """The URL of the embedded Valkey's first database."""
    return valkey.url(paths.for_var(directory))


def celery_url(url: str) -> str:
    """`url` as Celery names it: a unix socket is redis+socket:// there, its database virtual_host."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    return f"redis+socket://{parts.path}?virtual_host={dict(parse_qsl(parts.query)).get('db', '0')}"


def cache_url(url: str) -> str:
    """The database after the broker's: clearing the cache must not empty the queue."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    if parts.scheme == "unix" or "db" in query:
        database = urlencode(query | {"db": int(query.get("db", "0")) + 1})
        return f"{parts.scheme}://{parts.netloc}{parts.path}?{database}"
    return urlunsplit(parts._replace(path=f"/{int(parts.path.strip('/') or '0') + 1}"))


def check_database(url: str) -> None:
    """Raises ServerError with the variable's name when the server of DATABASE_URL does not answer."""
    import psycopg

    try:
        psycopg.connect(url, connect_timeout=10).close()
    except psycopg.Error as error:
        raise ServerError(f"The database of DATABASE_URL does not answer: {str(error).strip()}") from error


def check_redis(url: str) -> None:
    """Raises ServerError when nothing listens at REDIS_URL."""
    parts = urlsplit(url)
    try:
        if parts.scheme == "unix":
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(10)
                client.connect(parts.path)
        else:
            socket.create_connection((parts.hostname or "localhost", parts.port or 6379), timeout=10).close()
    except OSError as error:
        raise ServerError(f"The server of REDIS_URL does not answer: {error}") from error


def _all_answer(where: paths.Paths, *, database: bool, redis: bool) -> bool:
    if not os.access(where.secrets, os.R_OK):
        return False
    return (not redis or valkey.answers(where)) and (not database or postgres.answers(where))


def _start(where: paths.Paths, stored: dict[str, str], *, database: bool, redis: bool, durable: bool) -> None:
    runner = account.choose(where)
    where = account.settle(where, runner)
    runner.own(where.logs)
    sockets.ensure(where, runner)
    if redis and not valkey.answers(where):
        valkey.start(where, runner, durable=durable)
    if database and not postgres.answers(where):
        postgres.start(where, runner, stored, durable=durable)
