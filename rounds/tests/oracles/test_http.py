"""Asking a real server on this machine: what it does wrong is stored as a problem, and nothing is raised."""

import threading
import time
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connections

from rounds import locking, opening, ticking
from rounds.models import Adapter, Asking, Observation, State
from rounds.oracles import fetching
from rounds.tests.factories import nasdaq, utc
from rounds.tests.oracles.factories import BEFORE, DAY, again, retire, source, told
from rounds.tests.oracles.server import Reply, serving

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "staff"])
GOOD = {"close": 100.01, "at": "2026-03-04T21:00:05Z", "day": "2026-03-04", "status": "final"}
READ = {"value": "close", "timestamp": "at", "final": "status == 'final'"}


@pytest.fixture(autouse=True)
def here(settings, moved):
    """This machine may be asked, a few minutes after the close of the day."""
    settings.WEBHOOK_PRIVATE_TARGETS = True
    moved.to(utc("2026-03-04 21:05"))


def heard(server, path="/", **more):
    """What one asking of a source at this server stored."""
    made = source("web", Adapter.HTTP_JSON, url=server.url + path, **(READ | more))
    (row,) = fetching.ask(nasdaq(), DAY, [made])
    return Observation.objects.using("staff").get(pk=row.pk)


def test_a_close_is_stored_with_its_raw_answer():
    with serving(Reply(GOOD)) as server:
        row = heard(server, "/ixic?day={session}")
    assert (row.value, row.value_text, row.problem) == (Decimal("100.01"), "100.01", "")
    assert (row.is_final, row.is_dated, row.provider_at) == (True, False, utc("2026-03-04 21:00:05"))
    assert bytes(row.raw) == Reply(GOOD).content
    (asked,) = server.asked
    assert asked[0] == "/ixic?day=2026-03-04"
    assert asked[1]["Accept-Encoding"] == "identity"


def test_secrets_are_sent_and_stored_nowhere(monkeypatch):
    monkeypatch.setenv("ORACLE_FRED_KEY", "wq8kd93mf")
    with serving(Reply(status=403)) as server:
        row = heard(server, query={"api_key": "ORACLE_FRED_KEY"}, headers={"X-Key": "ORACLE_FRED_KEY"})
        assert server.asked[0][0] == "/?api_key=wq8kd93mf"
        assert server.asked[0][1]["X-Key"] == "wq8kd93mf"
    row.source.refresh_from_db(using="staff")
    assert "wq8kd93mf" not in f"{row.problem} {row.raw!r} {row.source.settings}"


def test_a_secret_that_is_missing_is_a_problem_and_nothing_is_asked(monkeypatch):
    monkeypatch.delenv("ORACLE_NOT_SET", raising=False)
    with serving(Reply(GOOD)) as server:
        row = heard(server, headers={"X-Key": "ORACLE_NOT_SET"})
        assert server.asked == []
    assert row.problem == "The environment has no usable ORACLE_NOT_SET."


@pytest.mark.thorough
@pytest.mark.parametrize(
    "first", [Reply(status=500), Reply(status=503), Reply(status=429), Reply(GOOD, short=5)]
)
def test_what_may_pass_is_tried_again(first):
    with serving(first, Reply(GOOD)) as server:
        row = heard(server)
        assert len(server.asked) == 2
    assert row.value == Decimal("100.01")


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("reply", "problem", "asked"),
    [
        (Reply(b"sorry", 500), "It answered with status 500.", 2),
        (Reply(b"who?", 404), "It answered with status 404.", 1),
        (Reply(b"", 204), "It answered with status 204.", 1),
        (
            Reply(b"", 302, {"Location": "http://127.0.0.2/"}),
            "It points to another address, which is not followed.",
            1,
        ),
        (Reply(b'{"close": 1, ', 200), "The answer is no JSON.", 1),
        (Reply(GOOD, short=5), "The answer ended too soon.", 2),
        (Reply(b"[" + b"1," * 200_000 + b"1]"), "The answer is larger than 262144 bytes.", 1),
        (Reply(GOOD | {"close": None}), "The value was not found, or is neither text nor number.", 1),
        (Reply(GOOD | {"day": "2026-03-03"}), "It speaks of 2026-03-03, not of 2026-03-04.", 1),
    ],
)
def test_what_a_source_does_wrong_is_a_stored_problem(reply, problem, asked):
    with serving(reply) as server:
        row = heard(server, tries=2, date="day")
        assert len(server.asked) == asked
    assert (row.value, row.problem) == (None, problem)
    assert len(row.raw) <= Observation.MOST_RAW
    if reply.content and not reply.short:
        assert bytes(row.raw) == reply.content[: Observation.MOST_RAW]


@pytest.mark.parametrize("reply", [Reply(GOOD, wait_s=5), Reply(GOOD, drip_s=0.1)])
def test_a_source_that_dawdles_is_cut_off(reply):
    with serving(reply) as server:
        began = time.monotonic()
        row = heard(server, timeout_s=0.3, tries=1)
        assert time.monotonic() - began < 4
    assert row.problem == "No answer in time."


def test_a_source_that_is_not_there_is_a_problem():
    with serving(Reply(GOOD)) as server:
        pass  # and gone
    row = heard(server, tries=1)
    assert row.problem == "No answer: connection refused."


def test_private_addresses_are_not_asked(settings):
    settings.WEBHOOK_PRIVATE_TARGETS = False
    with serving(Reply(GOOD)) as server:
        row = heard(server)
        assert server.asked == []
    assert row.problem.startswith("The address must begin with https://")
    inner = source("inner", Adapter.HTTP_JSON, rank=3, url="https://127.0.0.1/", **READ)
    (row,) = fetching.ask(nasdaq(), DAY, [inner])
    assert row.problem == "127.0.0.1 is not an address on the open internet."


def test_settings_that_became_nonsense_are_a_problem():
    broken = source("web", Adapter.HTTP_JSON, url="nowhere")
    (row,) = fetching.ask(nasdaq(), DAY, [broken])
    assert row.problem == "It needs a value."


@pytest.mark.thorough
def test_no_transaction_is_open_while_a_source_is_asked(moved):
    """Neither of the staff nor of anybody: what the database sees while the answer is on its way."""
    with serving(Reply(GOOD, wait_s=1.5)) as server:
        one = a_round(moved, server)
        work = threading.Thread(target=_tick_and_leave)
        work.start()
        while not server.asked:
            time.sleep(0.02)
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
            )
            assert cursor.fetchone() == (0,)
        work.join()
    assert again(one).state == State.SETTLED


def _tick_and_leave():
    ticking.tick()
    connections.close_all()


def test_sources_are_asked_side_by_side():
    with serving(Reply(GOOD, wait_s=0.6)) as server:
        made = [
            source(f"web-{n}", Adapter.HTTP_JSON, rank=n, url=server.url, **READ) for n in range(2, 6)
        ]  # fmt: skip
        began = time.monotonic()
        rows = fetching.ask(nasdaq(), DAY, made)
        assert time.monotonic() - began < 2.2
    assert [row.value for row in rows] == [Decimal("100.01")] * 4


# --- How often -----------------------------------------------------------------------------------------------------
def test_a_source_is_asked_at_most_every_half_minute_by_all_workers_together(moved):
    with serving(Reply(GOOD)) as server:
        source("web", Adapter.HTTP_JSON, url=server.url, **READ)
        at_once = threading.Barrier(4)

        def work():
            at_once.wait()
            fetching.observe(nasdaq(), DAY)
            connections.close_all()

        threads = [threading.Thread(target=work) for _ in range(4)]
        [each.start() for each in threads]
        [each.join() for each in threads]
        assert len(server.asked) == 1
        moved.by(timedelta(seconds=29))
        assert fetching.observe(nasdaq(), DAY) == []
        moved.by(timedelta(seconds=1))
        assert len(fetching.observe(nasdaq(), DAY)) == 2
        assert len(server.asked) == 2
        assert len(fetching.observe(nasdaq(), BEFORE)) == 2  # another session is another question
    assert Asking.objects.using("staff").count() == 4


# --- In a round ----------------------------------------------------------------------------------------------------
def test_a_stale_answer_waits_and_a_fresh_one_settles(moved):
    stale = GOOD | {"close": 99.0, "at": "2026-03-04T20:59:59Z"}
    with serving(Reply(stale), Reply(GOOD)) as server:
        one = a_round(moved, server)
        ticking.tick()
        assert again(one).state == State.LOCKED
        moved.by(timedelta(seconds=30))
        ticking.tick()
    one = again(one)
    assert (one.state, one.close, one.close_is_final) == (State.SETTLED, Decimal("100.01"), True)
    assert list(
        Observation.objects.using("staff").of(one.instrument, DAY).values_list("value", flat=True)
    ) == [
        Decimal("99"),
        Decimal("100.01"),
    ]


def test_a_reference_is_asked_for_before_a_round_opens(moved):
    moved.to(utc("2026-03-04 01:00"))
    with serving(Reply(GOOD | {"at": "2026-03-03T21:00:05Z"})) as server:
        source("web", Adapter.HTTP_JSON, url=server.url, **READ)
        retire("market-data")
        assert ticking.tick() == []
        assert ticking.tick() == ["opened 20260304 against 100.01"]


def a_round(moved, server):
    """Locked and due, with the one source at this server."""
    moved.to(utc("2026-03-04 01:00"))
    told("100.00", day=BEFORE)
    moved.to(utc("2026-03-04 15:00"))
    one = opening.open_round(instrument=nasdaq())
    source("web", Adapter.HTTP_JSON, url=server.url, **READ)
    retire("market-data")
    moved.to(utc("2026-03-04 21:05"))
    locking.lock(one.pk)
    return one
