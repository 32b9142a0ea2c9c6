"""The same adjustment confirmed in many windows at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from ledger.verification import verify
from treasury.errors import RecordedAlready
from treasury.tests.factories import create_account
from treasury.tests.test_adjusting import found, last_span, record

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff"])


def test_eight_at_once_record_one(alice):
    account = create_account(owner=alice, deposits=[50, 30, 20], stated=115)
    line = last_span(alice, account).first_line_id

    def one(_: int) -> str:
        try:
            record(alice, account, before_line=line)
        except RecordedAlready:
            return "already"
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(one, range(8)))
    assert sorted(said) == ["already"] * 7 + ["done"]
    assert found(alice, account).is_settled
    assert verify().is_sound
