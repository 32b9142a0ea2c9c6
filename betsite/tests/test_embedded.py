"""The embedded servers, tried with real processes on data directories of their own."""

import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from uuid import uuid4

import psutil
import psycopg
import pytest
import redis

from betsite import embedded, env
from betsite.embedded import credentials, paths, postgres, sockets
from betsite.embedded.account import Account, readable_programs
from betsite.embedded.processes import has_ended, server, wait_until

pytestmark = pytest.mark.thorough
ROOT = Path(embedded.REPOSITORY)
ENSURE = """
import sys, pathlib
from betsite import embedded
embedded.ensure(pathlib.Path(sys.argv[1]), durable=False)
"""


@pytest.fixture
def new_var(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Path]]:
    """Makes data directories with a space in their path; their servers are stopped at the end.

    Below /tmp and not below pytest's own directory, which other users may not enter.
    """
    made: list[Path] = []

    def make() -> Path:
        made.append(Path("/tmp") / f"betsite test {uuid4().hex[:8]}" / "var")
        return made[-1]

    yield make
    for var in made:
        embedded.stop(var)
        where = paths.for_var(var)
        subprocess.run(["rm", "-rf", var.parent, where.sockets], check=True)


@pytest.fixture
def var(new_var: Callable[[], Path]) -> Path:
    return new_var()


def start(var: Path) -> subprocess.Popen[str]:
    """Another process that calls ensure()."""
    return subprocess.Popen(
        [sys.executable, "-c", ENSURE, str(var)], cwd=ROOT, text=True, stderr=subprocess.PIPE
    )


def ask(var: Path, alias: str, question: str) -> object:
    """The first value of the answer, asked under the alias's role."""
    with psycopg.connect(embedded.database_urls(var)[alias]) as connection:
        row = connection.execute(question).fetchone()
        assert row is not None
        return row[0]


def all_ended(family: list[psutil.Process]) -> bool:
    return all(map(has_ended, family))


def kill_everything(var: Path) -> None:
    """kill -9 for both servers and all their processes, as a power cut would."""
    where = paths.for_var(var)
    for file, name in (
        (where.postgres / "postmaster.pid", "postgres"),
        (where.valkey / "valkey.pid", "valkey"),
    ):
        process = server(file, name)
        assert process is not None
        family = [process, *process.children(recursive=True)]
        for member in family:
            if not has_ended(member):
                member.send_signal(signal.SIGKILL)
        assert wait_until(partial(all_ended, family), seconds=10)


def test_asking_for_urls_starts_and_creates_nothing(tmp_path: Path) -> None:
    var = tmp_path / "var"
    assert embedded.database_urls(var)["owner"].startswith("postgresql://betsite_owner@/betsite?host=")
    assert embedded.redis_url(var).startswith("unix:///")
    assert embedded.secret_key(var) != embedded.secret_key(var)
    assert not var.exists()


def test_each_role_logs_in_with_its_own_password_and_only_staff_passes_row_security(var: Path) -> None:
    embedded.ensure(var)
    question = (
        "SELECT current_user || ' ' || rolsuper || ' ' || rolbypassrls FROM pg_roles WHERE rolname = user"
    )
    assert {alias: ask(var, alias, question) for alias in ("default", "owner", "staff")} == {
        "default": "betsite_app false false",
        "owner": "betsite_owner false false",
        "staff": "betsite_staff false true",
    }
    assert ask(var, "default", "SHOW fsync") == "on"
    assert ask(var, "default", "SHOW listen_addresses") == ""
    assert str(ask(var, "default", "SHOW server_version")).startswith("18.")


def test_nobody_logs_in_without_the_password_even_on_the_socket(var: Path) -> None:
    embedded.ensure(var, durable=False)
    where = paths.for_var(var)
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(
            host=str(where.sockets), user="betsite_app", dbname="betsite", passfile="/nonexistent"
        )
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(host=str(where.sockets), user="postgres", dbname="betsite", password="guess")


def test_secrets_and_sockets_are_closed_to_others(var: Path) -> None:
    embedded.ensure(var, durable=False)
    where = paths.for_var(var)
    modes = {
        path.name: stat.S_IMODE(path.stat().st_mode)
        for path in (where.secrets, where.passfile, where.sockets, where.home)
    }
    assert modes == {"secrets.json": 0o600, "pgpass": 0o600, where.sockets.name: 0o700, "servers": 0o700}
    assert len(str(where.sockets / ".s.PGSQL.5432.lock")) < 90


def test_four_starters_at_once_all_succeed_with_one_server_each(var: Path) -> None:
    starters = [start(var) for _ in range(4)]
    assert [(starter.wait(60), starter.communicate()[1]) for starter in starters] == [(0, "")] * 4
    where = paths.for_var(var)
    postmasters = [
        process
        for process in psutil.process_iter(["name", "cmdline"])
        if process.info["name"] == "postgres" and str(where.postgres) in (process.info["cmdline"] or [])
    ]
    assert len(postmasters) == 1


def test_the_servers_outlive_the_process_that_started_them(var: Path) -> None:
    assert start(var).communicate(timeout=60)[1] == ""
    assert ask(var, "default", "SELECT 1") == 1
    assert redis.Redis.from_url(embedded.redis_url(var)).ping()


def test_data_survives_killing_everything(var: Path) -> None:
    embedded.ensure(var)
    with psycopg.connect(embedded.database_urls(var)["owner"]) as owner:
        owner.execute("CREATE TABLE kept (n int); INSERT INTO kept VALUES (42)")
    queue = redis.Redis.from_url(embedded.redis_url(var))
    queue.set("kept", "42")
    queue.execute_command("WAITAOF", 1, 0, 5000)
    kill_everything(var)
    embedded.ensure(var)
    assert ask(var, "owner", "SELECT n FROM kept") == 42
    assert redis.Redis.from_url(embedded.redis_url(var)).get("kept") == b"42"


def test_a_pid_file_that_names_another_process_does_not_stop_the_start(var: Path) -> None:
    embedded.ensure(var, durable=False)
    where = paths.for_var(var)
    pid_file = where.postgres / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    kill_everything(var)
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    embedded.ensure(var, durable=False)
    assert ask(var, "default", "SELECT 1") == 1


def test_lost_sockets_are_made_again(var: Path) -> None:
    embedded.ensure(var, durable=False)
    for socket in paths.for_var(var).sockets.iterdir():
        socket.unlink()
    embedded.ensure(var, durable=False)
    assert ask(var, "default", "SELECT 1") == 1
    assert redis.Redis.from_url(embedded.redis_url(var)).ping()


def test_an_interrupted_first_start_is_repaired(var: Path) -> None:
    where = paths.for_var(var)
    (where.home / "postgres.new" / "base").mkdir(parents=True)
    embedded.ensure(var, durable=False)
    with postgres.connect(where) as superuser:
        superuser.execute("DROP DATABASE betsite")
    embedded.ensure(var, durable=False)
    assert ask(var, "default", "SELECT current_database()") == "betsite"


def test_two_data_directories_have_servers_of_their_own(new_var: Callable[[], Path]) -> None:
    one, two = new_var(), new_var()
    starters = [start(one), start(two)]
    assert [starter.communicate(timeout=60)[1] for starter in starters] == ["", ""]
    question = "SELECT system_identifier FROM pg_control_system()"
    assert ask(one, "default", question) != ask(two, "default", question)
    assert embedded.stop(one) == ["Valkey", "PostgreSQL"]
    assert ask(two, "default", "SELECT 1") == 1
    assert embedded.stop(one) == []


def test_a_socket_directory_of_somebody_else_is_refused(var: Path) -> None:
    where = paths.for_var(var)
    where.sockets.symlink_to("/tmp")
    try:
        with pytest.raises(PermissionError, match="BETSITE_SOCKETS"):
            sockets.ensure(where, Account())
    finally:
        where.sockets.unlink()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's servers run as another user")
def test_root_s_servers_live_elsewhere_when_the_home_directory_is_closed(new_var: Callable[[], Path]) -> None:
    var = new_var()
    var.mkdir(parents=True)
    var.parent.chmod(0o700)
    embedded.ensure(var, durable=False)
    where = paths.for_var(var)
    assert ask(var, "default", "SELECT 1") == 1
    assert where.home == Path((var / "servers.elsewhere").read_text().strip())
    assert Path("/var/lib/betsite") in where.home.parents
    embedded.stop(var)
    subprocess.run(["rm", "-rf", where.home], check=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's servers run as another user")
def test_root_s_programs_are_copied_when_the_packages_are_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fallback = Path("/tmp") / f"betsite programs {uuid4().hex[:8]}"
    monkeypatch.setattr("betsite.embedded.account.FALLBACK", fallback)
    packages = tmp_path / "closed"
    for part in filter(lambda part: (postgres.packages_directory() / part).is_dir(), postgres.PARTS):
        shutil.copytree(postgres.packages_directory() / part, packages / part, symlinks=True)
    packages.chmod(0o700)
    other = Account(65534, 65534)
    try:
        programs = readable_programs(packages, postgres.PARTS, other) / postgres.PARTS[0] / "bin"
        assert fallback in programs.parents
        assert "18." in other.run([programs / "initdb", "--version"], cwd=Path("/")).stdout
    finally:
        subprocess.run(["rm", "-rf", fallback], check=True)


@pytest.mark.skipif(
    os.geteuid() != 0 or not Account(65534, 65534).can_read(Path(sys.executable).resolve()),
    reason="becoming an ordinary user takes root and a Python that everybody may run",
)
def test_an_ordinary_user_starts_the_servers_as_themselves(new_var: Callable[[], Path]) -> None:
    var = new_var()
    var.mkdir(parents=True)
    os.chown(var, 65534, 65534)
    command = [sys.executable, "-c", ENSURE, str(var)]
    done = subprocess.run(
        command, cwd=ROOT, user=65534, group=65534, extra_groups=[], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    found = [
        process
        for process in psutil.process_iter()
        if process.name() == "postgres" and process.uids().real == 65534
    ]
    mine = [process for process in found if str(var) in " ".join(process.cmdline())]
    assert len(mine) == 1
    assert set(embedded.stop(var)) == {"Valkey", "PostgreSQL"}


def test_other_servers_are_only_asked_whether_they_answer(
    var: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    embedded.ensure(var, durable=False)
    monkeypatch.setenv("DATABASE_URL", embedded.database_urls(var)["default"])
    monkeypatch.setenv("REDIS_URL", embedded.redis_url(var))
    embedded.ensure(tmp_path / "other")
    assert not (tmp_path / "other" / "servers").exists()
    monkeypatch.setenv("DATABASE_URL", "postgresql://betsite_app@127.0.0.1:1/betsite")
    with pytest.raises(embedded.ServerError, match="DATABASE_URL"):
        embedded.ensure(tmp_path / "other")
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    with pytest.raises(embedded.ServerError, match="REDIS_URL"):
        embedded.ensure(tmp_path / "other")


def test_django_reads_the_embedded_url_with_a_space_in_the_path() -> None:
    url = embedded.database_urls(Path("/tmp/a b/var"))["default"]
    read = env.database(url)
    assert read["OPTIONS"] == {"passfile": "/tmp/a b/var/pgpass"}
    assert str(read["HOST"]).startswith("/tmp/betsite-")


@pytest.mark.parametrize(
    ("url", "celery", "cache"),
    [
        ("unix:///tmp/v.sock?db=4", "redis+socket:///tmp/v.sock?virtual_host=4", "unix:///tmp/v.sock?db=5"),
        ("unix:///tmp/v.sock", "redis+socket:///tmp/v.sock?virtual_host=0", "unix:///tmp/v.sock?db=1"),
        ("redis://host:6379/0", "redis://host:6379/0", "redis://host:6379/1"),
        ("rediss://:pw@host", "rediss://:pw@host", "rediss://:pw@host/1"),
    ],
)
def test_queue_and_cache_never_share_a_database(url: str, celery: str, cache: str) -> None:
    assert embedded.celery_url(url) == celery
    assert embedded.cache_url(url) == cache


def test_secrets_are_made_once_and_completed_when_a_new_one_is_needed(tmp_path: Path) -> None:
    where = paths.for_var(tmp_path)
    first = credentials.ensure(where)
    assert credentials.ensure(where) == first
    where.secrets.write_text('{"secret_key": "kept"}')
    second = credentials.ensure(where)
    assert second["secret_key"] == "kept"
    assert second["betsite_app"] != first["betsite_app"]
