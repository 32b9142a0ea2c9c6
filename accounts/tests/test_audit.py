"""The audit log: written by the verbs, changed by nobody."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, connections, transaction

from accounts import audit
from accounts.models import AuditEntry, User
from web.context import acting_as

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff", "owner"])


def test_an_act_is_written_with_its_subject_its_reason_and_the_time_of_the_database(staff, alice):
    detail = {"from": Decimal("1.50"), "when": datetime(2026, 1, 2, tzinfo=UTC)}
    written = audit.record(
        actor=staff, act="user.close", subject=alice, detail=detail, reason="Asked by post"
    )
    entry = AuditEntry.objects.using("staff").get(pk=written.pk)
    assert (entry.actor, entry.act, entry.reason) == (staff, "user.close", "Asked by post")
    assert (entry.subject_type, entry.subject_id) == ("accounts.user", str(alice.pk))
    assert entry.detail == {"from": "1.50", "when": "2026-01-02T00:00:00Z"}
    assert abs((entry.acted_at - datetime.now(UTC)).total_seconds()) < 60


def test_a_list_or_nothing_may_be_the_subject_and_the_machine_the_actor(db):
    of_list = audit.record(actor=None, act="user.list", subject=User)
    of_nothing = audit.record(actor=None, act="keys.rotate", subject=None)
    assert (of_list.subject_type, of_list.subject_id) == ("accounts.user", "")
    assert (of_nothing.subject_type, of_nothing.subject_id) == ("", "")


@pytest.mark.parametrize("alias", ["default", "staff", "owner"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_auditentry SET reason = 'another'",
        "DELETE FROM accounts_auditentry",
        "TRUNCATE accounts_auditentry",
    ],
)
def test_no_role_changes_it(staff, alice, alias, statement):
    audit.record(actor=staff, act="user.close", subject=alice)
    with pytest.raises(DatabaseError), transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute(statement)
    assert AuditEntry.objects.using("staff").get().reason == ""


def test_nobody_says_when_it_was(staff):
    entry = AuditEntry(actor=staff, act="user.close", acted_at=datetime(2020, 1, 1, tzinfo=UTC))
    entry.save(using="staff")
    assert AuditEntry.objects.using("staff").get().acted_at.year > 2020


def test_the_application_writes_in_nobody_elses_name_and_reads_nobody_elses_acts(staff, alice, bob):
    audit.record(actor=staff, act="user.close", subject=alice)
    with acting_as(bob):
        assert not AuditEntry.objects.exists()
    with pytest.raises(DatabaseError, match="row-level security"), acting_as(bob):
        audit.record(actor=staff, act="user.open", subject=alice, using="default")
    with acting_as(bob):
        audit.record(actor=bob, act="user.look", subject=alice, using="default")
        assert AuditEntry.objects.get().act == "user.look"
