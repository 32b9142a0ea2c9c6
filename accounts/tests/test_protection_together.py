"""Two movements at the same moment do not both use up what is left."""

import pytest
from django.db import connection

from accounts import protection
from accounts.protection import usage
from accounts.protection.limits import set_limit
from ledger.tests.test_concurrency import together
from web.clock import now
from web.context import acting_as

DOLLAR = 1_000_000


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_of_many_at_once_only_so_many_pass_as_the_limit_holds(alice, monkeypatch):
    """The table stands for a room above: what it holds counts, and whoever passes the gate adds to it."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE room (amount bigint); GRANT SELECT, INSERT ON room TO PUBLIC")

    def used(*_):
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(sum(amount), 0) FROM room")
            return int(cursor.fetchone()[0])

    monkeypatch.setattr(usage, "_registered", [used])
    set_limit(user=alice, kind="deposit", period="month", currency="AUD", amount_micro=50 * DOLLAR)

    def deposit(_):
        passed = 0
        for _ in range(10):
            with acting_as(alice):
                if not protection.problems(alice, "deposit", amount_micro=DOLLAR, currency="AUD", at=now()):
                    with connection.cursor() as cursor:
                        cursor.execute("INSERT INTO room VALUES (%s)", [DOLLAR])
                    passed += 1
        return passed

    outcomes = together(deposit, threads=8)
    assert sum(outcomes) == 50
