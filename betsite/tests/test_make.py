"""The make targets, as a newcomer and the continuous integration call them."""

import os
import re
import shutil
import signal
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from betsite import embedded
from betsite.embedded import paths

ROOT = embedded.REPOSITORY
TARGETS = {"help", "setup", "run", "test", "test-slow", "check", "format", "bench", "bench-full"}
KEPT = (
    "PATH",
    "HOME",
    "LANG",
    "PIP_CERT",
    "PIP_FIND_LINKS",
    "PIP_INDEX_URL",
    "PIP_CONFIG_FILE",
    "SSL_CERT_FILE",
)


def test_help_names_every_target_of_the_makefile() -> None:
    said = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    named = set(re.findall(r"^  make (\S+)", said, re.MULTILINE))
    written = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert named == written
    assert named >= TARGETS


def test_continuous_integration_calls_the_same_targets() -> None:
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    assert [line for line in lines if line.startswith("make")] == [
        "make check",
        "make test",
        "make test-slow",
    ]
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_without_a_fitting_python_setup_prints_the_line_that_installs_it(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "scripts", tmp_path / "a b" / "scripts")
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("sh", "dirname", "id", "uname", "grep"):
        (programs / name).symlink_to(shutil.which(name) or name)
    (programs / "apt-get").symlink_to("/bin/true")
    done = subprocess.run(
        [tmp_path / "a b" / "scripts" / "setup"], env={"PATH": str(programs)}, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr.count("Install it with:") == 1
    assert "apt-get install -y make python3 python3-venv" in done.stderr


@pytest.fixture
def clone() -> Iterator[Path]:
    """What is committed, cloned into a new directory with a space in its path."""
    home = Path("/tmp") / f"betsite clone {uuid4().hex[:8]}"
    where = home / "site"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(where)], check=True)
    yield where
    subprocess.run(["make", "down"], cwd=where, env=bare(), check=False, capture_output=True)
    embedded.stop(where / "var" / "test")
    subprocess.run(["rm", "-rf", home, paths.for_var(where / "var").sockets], check=True)


def bare() -> dict[str, str]:
    """A newcomer's environment: nothing of the running tests."""
    return {name: os.environ[name] for name in KEPT if name in os.environ}


@pytest.mark.slow
def test_a_fresh_clone_runs_with_one_command_and_its_tests_with_another(clone: Path) -> None:
    process = subprocess.Popen(
        ["make", "run"], cwd=clone, env=bare(), stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None
    said = ""
    while "Ctrl-C stops it" not in said:
        line = process.stdout.readline()
        assert line, f"make run ended:\n{said}"
        said += line
    assert re.search(r"Betsite runs at http://localhost:\d+", said)
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=30)
    done = subprocess.run(
        ["make", "test", "T=ledger"], cwd=clone, env=bare(), capture_output=True, text=True, timeout=600
    )
    first = "\n".join(re.findall("^E .*", done.stdout, re.MULTILINE)[:20])  # of many errors it is the cause
    assert done.returncode == 0, first + done.stdout[-3000:] + done.stderr[-3000:]


def test_make_test_runs_the_tests_of_every_app():
    with (ROOT / "pyproject.toml").open("rb") as file:
        paths = tomllib.load(file)["tool"]["pytest"]["ini_options"]["testpaths"]

    assert set(paths) == {found.parent.parent.name for found in ROOT.glob("*/tests/test_*.py")}
