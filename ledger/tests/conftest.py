"""The chain takes what every transaction of the server has left behind; beside a test, other processes test too."""

from collections.abc import Iterator

import pytest

from ledger.chain import sealing, verifying

OURS = """
SELECT coalesce(min(a.backend_xid::text::bigint), x.following), x.following
  FROM (SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS following) x
  LEFT JOIN pg_stat_activity a
    ON a.datname = current_database() AND a.pid <> pg_backend_pid() AND a.backend_xid IS NOT NULL
 GROUP BY x.following
"""
REAL = sealing.SNAPSHOT


@pytest.fixture(scope="session", autouse=True)
def _transactions_of_this_database() -> Iterator[None]:
    """What other test processes do in their databases would hold back every block of ours for as long as it takes."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (sealing, verifying):
            patch.setattr(module, "SNAPSHOT", OURS)
        yield
