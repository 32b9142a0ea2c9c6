"""One clock for the database: movements are written at its time, wherever it was moved to."""

from datetime import timedelta

import pytest
from django.db import connections

from ledger.models import Account, Movement
from ledger.posting import post_many
from ledger.tests.factories import create_book, create_posting, deposit
from web.context import acting_as


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "staff"])
@pytest.mark.parametrize("ahead", ["0", "400 days", "-30 days"])
def test_what_is_written_carries_the_time_of_the_moved_clock(alice, ahead):
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE betsite_clock SET ahead = %s", [ahead])
        cursor.execute("SELECT clock_timestamp() + %s::interval", [ahead])
        (expected,) = cursor.fetchone()

    with acting_as(alice):
        book = create_book(owner=alice)
        deposit(book)
        post_many([create_posting(debit=book["book"], credit=book["outside"])])

    written = [*Movement.objects.using("staff").values_list("posted_at", flat=True)]
    written += Account.objects.using("staff").values_list("created_at", flat=True)
    assert len(written) == 11
    assert all(timedelta(0) <= moment - expected < timedelta(seconds=30) for moment in written)
