"""`manage.py doctor --init` prepares a server that is not ours."""

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from betsite import embedded, roles
from betsite.embedded import postgres
from betsite.tests.cluster import Cluster

pytestmark = pytest.mark.thorough
ROLES = ("doc_owner", "doc_app", "doc_staff")


@pytest.fixture
def server(cluster: Cluster) -> Iterator[dict[str, str]]:
    """URLs of roles and a database that do not exist yet, on the tests' server."""
    names = {name: f"{name}_{cluster.slot}" for name in (*ROLES, "doc")}
    query = postgres.url(cluster.paths, "x").split("?")[1].split("&passfile")[0]

    def url(role: str) -> str:
        return f"postgresql://{names[role]}:secret@/{names['doc']}?{query}"

    yield {
        "DATABASE_ADMIN_URL": postgres.url(cluster.paths, "postgres", database="postgres"),
        "DATABASE_URL": url("doc_app"),
        "DATABASE_OWNER_URL": url("doc_owner"),
        "DATABASE_STAFF_URL": url("doc_staff"),
        "REDIS_URL": cluster.redis_url,
    }
    with postgres.connect(cluster.paths) as superuser:
        roles.drop_database(superuser, names["doc"])
        for role in ROLES:
            superuser.execute(f"DROP ROLE IF EXISTS {names[role]}")  # type: ignore[arg-type]


def doctor(environment: dict[str, str], *arguments: str) -> Any:
    return subprocess.run(
        [sys.executable, "manage.py", "doctor", *arguments],
        cwd=embedded.REPOSITORY,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "betsite.settings"} | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_init_makes_the_roles_and_the_database_and_may_be_repeated(server: dict[str, str]) -> None:
    assert "does not work" in doctor(server).stderr
    for _ in range(2):
        done = doctor(server, "--init")
        assert (done.returncode, "the rights they need" in done.stdout) == (0, True), done.stderr
    assert doctor(server).returncode == 0


def test_one_role_for_everything_is_refused(server: dict[str, str]) -> None:
    done = doctor(server | {"DATABASE_STAFF_URL": server["DATABASE_URL"]}, "--init")
    assert (done.returncode, "three different roles" in done.stderr) == (1, True)


def test_a_superuser_is_not_accepted_as_the_application(server: dict[str, str]) -> None:
    assert doctor(server, "--init").returncode == 0
    done = doctor(server | {"DATABASE_URL": server["DATABASE_ADMIN_URL"]})
    assert (done.returncode, "superuser" in done.stderr) == (1, True)
