"""How an upload ended is told once, to its owner and to their programs."""

from datetime import timedelta

import pytest
from django.db import transaction

from accounts.models import Notification, WebhookDelivery, WebhookEndpoint
from accounts.webhooks import secrets
from imports import lifecycle
from imports.models import BalanceBreak, ProofStatus, State
from imports.tests.factories import create_upload
from web.clock import now
from web.context import acting_as

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff"])
NUMBERS = {"rows_read": 3, "inserted": 2, "updated": 0, "unchanged": 0, "rejected": 1}


@pytest.fixture(autouse=True)
def endpoint(alice):
    with acting_as(alice):
        return WebhookEndpoint.objects.create(
            owner=alice, url="https://example.com/", secret=secrets.encrypt("whsec_x")
        )


def events():
    return list(WebhookDelivery.objects.using("staff").order_by("pk").values_list("event", flat=True))


def told(user):
    rows = Notification.objects.using("staff").filter(owner=user).order_by("pk")
    return list(rows.values_list("kind", "title"))


def importing(owner):
    return create_upload(owner=owner, filename="bets.csv", state=State.IMPORTING)


def test_an_import_that_is_done_is_told_once(alice):
    upload = importing(alice)
    with acting_as(alice):
        assert lifecycle.finish(upload, **NUMBERS)
        assert not lifecycle.finish(upload, **NUMBERS)
    assert told(alice) == [("import", "bets.csv: 3 rows read")]
    assert events() == ["import.finished.v1"]


def test_a_balance_that_does_not_add_up_is_told_besides(alice):
    upload = importing(alice)
    with acting_as(alice):
        BalanceBreak.objects.create(upload=upload, owner=alice, number=2, expected_micro=1, found_micro=2)
        assert lifecycle.finish(upload, proof_status=str(ProofStatus.BROKEN), **NUMBERS)
    assert told(alice)[1] == ("break", "bets.csv: the balance does not add up in 1 place")
    assert events() == ["import.finished.v1", "import.balance_broken.v1"]


def test_an_import_that_is_rolled_back_tells_nobody(alice):
    upload = importing(alice)
    with acting_as(alice):
        assert lifecycle.finish(upload, **NUMBERS)
        transaction.set_rollback(True)
    assert (told(alice), events()) == ([], [])


def test_a_file_that_failed_is_told_with_the_reason(alice):
    upload = importing(alice)
    assert lifecycle.end(upload, state=State.FAILED, error="This is a picture.")
    assert not lifecycle.end(upload, state=State.FAILED, error="This is a picture.")
    found = Notification.objects.using("staff").get(owner=alice)
    assert (found.title, found.body) == ("bets.csv was not imported", "This is a picture.")
    assert events() == ["import.failed.v1"]


def test_one_that_lost_all_its_workers_is_told(alice):
    upload = create_upload(
        owner=alice, state=State.IMPORTING, attempt=lifecycle.MOST_ATTEMPTS - 1, started_at=now(),
        lease_until=now() - timedelta(hours=1),
    )  # fmt: skip
    assert lifecycle.release(upload, using="staff") is None
    assert events() == ["import.failed.v1"]


def test_who_calls_it_off_themselves_is_not_told(alice):
    assert lifecycle.end(importing(alice), state=State.CANCELLED, error="")
    assert told(alice) == []
