"""Fixtures for every test. PostgreSQL, Valkey, the Celery worker and the browser are always the real ones.

    db, transactional_db    pytest-django's; the database is this process's clone of the migrated template
    alice, bob, charlie     three people; staff may use the admin
    live                    the site served on a free port, from this clone
    worker                  a Celery worker on this clone and this process's queue
    moved                   the one clock, to be moved: moved.to(moment), moved.by(timedelta)
    page, console_errors    a fresh browser page, and what its console complained about
    cluster                 the servers; cluster.environment() is what a child process needs

A test that commits (transactional) gets its clone made anew afterwards: the triggers refuse a flush.
"""

import gc
import os
import socket
import sys
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest
from django.conf import settings

from betsite.tests import chromium
from betsite.tests.cluster import Cluster

NO_BROWSER = "no Chromium found"
RECURSION_LIMIT = sys.getrecursionlimit()

hypothesis.settings.register_profile("betsite", deadline=None)
hypothesis.settings.load_profile("betsite")


def pytest_collection_finish() -> None:
    """Everything imported until now stays, so the collector need not look through it again: a twelfth of the time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def usual_recursion_limit() -> None:
    """The interpreter's own. The EVM of the tests raises it for the whole process, so far that a deeply nested JSON
    overflows the stack instead of being refused, as it is where the product runs."""
    sys.setrecursionlimit(RECURSION_LIMIT)


# --- Servers and database ------------------------------------------------------------------------------------------
@pytest.fixture(scope="session", autouse=True)
def cluster() -> Iterator[Cluster]:
    """The tests' servers, with Django's cache and Celery's queue pointed at this process's part of Valkey."""
    from django.core.cache import caches

    from betsite import embedded
    from betsite.celery import app

    running = Cluster(settings.VAR)
    settings.REDIS_URL = running.redis_url
    settings.CACHES["default"]["LOCATION"] = embedded.cache_url(running.redis_url)
    for cache in caches.all(initialized_only=True):
        cache.close()
        del caches["default"]  # made while tests were collected, with the address that settings began with
    settings.CELERY_BROKER_URL = embedded.celery_url(running.redis_url)
    app.conf.update(broker_url=settings.CELERY_BROKER_URL)
    yield running
    running.leave()


@pytest.fixture(scope="session")
def django_db_setup(
    cluster: Cluster, django_test_environment: None, django_db_blocker: Any
) -> Iterator[None]:
    """Replaces pytest-django's: clones the template, connects as the application, and never flushes."""
    from django.test import TransactionTestCase

    with django_db_blocker.unblock():
        cluster.clone()
        cluster.point_django_at(cluster.database)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: cluster.clone())
        yield
    with django_db_blocker.unblock():
        cluster.drop()


@pytest.fixture(autouse=True)
def _empty_cache(cluster: Cluster) -> None:
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Only this machine may be connected to: a test that needs another host is not a test of ours."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", _guarded(connect))
        patch.setattr(socket.socket, "connect_ex", _guarded(connect_ex))
        yield


def _guarded(connect: Callable[[socket.socket, Any], Any]) -> Callable[[socket.socket, Any], Any]:
    def guard(self: socket.socket, address: Any) -> Any:
        host = address[0] if isinstance(address, tuple) else ""
        if self.family != socket.AF_UNIX and not (host in {"localhost", "::1"} or host.startswith("127.")):
            raise RuntimeError(f"A test tried to reach {address}; tests stay on this machine.")
        return connect(self, address)

    return guard


# --- People --------------------------------------------------------------------------------------------------------
def _person(name: str, **more: Any) -> Any:
    from accounts.tests.factories import create_user

    return create_user(email=f"{name}@example.com", **more)


@pytest.fixture
def alice(db: None) -> Any:
    """Owns what the test is about."""
    return _person("alice")


@pytest.fixture
def bob(db: None) -> Any:
    """Another member."""
    return _person("bob")


@pytest.fixture
def charlie(db: None) -> Any:
    """A member who must see nothing of alice's."""
    return _person("charlie")


@pytest.fixture
def staff(db: None) -> Any:
    """May use the admin."""
    return _person("staff", is_staff=True)


@pytest.fixture
def moved(transactional_db: None) -> Iterator[Any]:
    """The one clock, Python's and the database's, which this test may move. The test is transactional."""
    from web.tests.moved_clock import moving

    with moving() as clock:
        yield clock


# --- The whole site ------------------------------------------------------------------------------------------------
@pytest.fixture
def live(live_server: Any) -> Any:
    """The site on a free port; `live.url` is its address. The test is transactional."""
    return live_server


@pytest.fixture
def worker(transactional_db: None, cluster: Cluster) -> Iterator[Any]:
    """A real Celery worker, in a thread of this process, on this process's queue (emptied first)."""
    from celery.contrib.testing.worker import start_worker
    from django.db import connections

    from betsite.celery import app

    app.control.purge()
    with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=20) as running:
        yield running
    connections.close_all()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The system's Chromium, headless, driven by Playwright."""
    program = chromium.find()
    if program is None:
        pytest.skip(NO_BROWSER)
    from playwright.sync_api import sync_playwright

    # Playwright's synchronous face runs an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=chromium.flags())
        yield running
        running.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A new page of a new visitor, 1280 by 800."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-AU")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def console_errors(page: Any) -> list[str]:
    """Fills with the errors of the page's console and its uncaught exceptions."""
    seen: list[str] = []
    page.on("console", lambda message: seen.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: seen.append(str(error)))
    return seen


# --- Closing line --------------------------------------------------------------------------------------------------
def _without_browser(reporter: Any) -> int:
    return sum(NO_BROWSER in str(report.longrepr) for report in reporter.stats.get("skipped", []))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """With CI=true every test must really run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and os.environ.get("CI") == "true" and _without_browser(reporter) and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say plainly that browser tests did not run."""
    if skipped := _without_browser(terminalreporter):
        outcome = (
            "which is a failure with CI=true"
            if os.environ.get("CI") == "true"
            else "install Chromium to run them"
        )
        terminalreporter.write_line(
            f"{skipped} browser tests were skipped: {NO_BROWSER}, {outcome}.", yellow=True
        )
