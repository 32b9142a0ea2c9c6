"""The admin shows everybody's journal and changes none of it."""

import pytest
from django.urls import reverse as url

from accounts.tests.factories import create_user
from ledger import holds
from ledger.models import Movement
from ledger.tests.factories import MORNING, aud, create_book, deposit
from web.context import acting_as

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff"])


@pytest.fixture
def journal(alice):
    with acting_as(alice):
        book = create_book(owner=alice)
        deposit(book, "1234.5", key="shown")
        holds.place(account_id=book["bonus"].pk, amount_micro=aud("77"), key="h", effective_at=MORNING)


@pytest.fixture
def admin_client(client):
    client.force_login(create_user(email="root@example.com", is_staff=True, is_superuser=True))
    return client


@pytest.mark.parametrize(
    ("model", "shown"),
    [
        ("account", "book:sportsbet"),
        ("movement", "1234.50"),
        ("balance", "-1234.50"),
        ("hold", "77.00"),
        ("transaction", "0 transactions"),
    ],
)
def test_staff_see_the_rows_of_everybody(journal, admin_client, model, shown):
    answer = admin_client.get(url(f"admin:ledger_{model}_changelist"))

    assert answer.status_code == 200
    assert shown in answer.content.decode()


def test_nothing_can_be_added_changed_or_deleted(journal, admin_client):
    movement = Movement.objects.using("staff").get(key="shown")
    address = url("admin:ledger_movement_change", args=[movement.pk])

    assert admin_client.get(address).status_code == 200
    assert admin_client.post(address, {"amount_micro": 1}).status_code == 403
    assert admin_client.get(url("admin:ledger_movement_add")).status_code == 403
    assert admin_client.post(url("admin:ledger_movement_delete", args=[movement.pk])).status_code == 403
