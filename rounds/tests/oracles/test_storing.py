"""What the database itself refuses of sources, observations and disputes; who reads and who writes."""

import hashlib
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connections, transaction

from rounds import locking, opening, settlement
from rounds.models import Adapter, Dispute, Observation, Source
from rounds.oracles import disputes, manual
from rounds.oracles.told import Told, keep
from rounds.tests.factories import nasdaq, utc
from rounds.tests.oracles.factories import DAY, again, sayer, source

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "staff"])
STAFF = "staff"
EMPTY = hashlib.sha256(b"").hexdigest()


@pytest.fixture(autouse=True)
def after_the_close(moved):
    moved.to(utc("2026-03-04 21:05"))


def refused(name, sql, values=(), *, using=STAFF):
    """The statement is refused under this name."""
    with (
        pytest.raises(DatabaseError) as error,
        transaction.atomic(using=using),
        connections[using].cursor() as cursor,
    ):
        cursor.execute(sql, values)
    assert name in (error.value.__cause__.diag.constraint_name or str(error.value)), str(error.value)


def observed(text="100.01", **more):
    made = Source.objects.using(STAFF).get(name="market-data")
    return keep(Told(Decimal(text), text, is_dated=True, raw=b"{}", **more), source=made, instrument=nasdaq(),
                session=DAY)  # fmt: skip


def insert(**more):
    """A row of observations as a staff job might write it."""
    made = Source.objects.using(STAFF).get(name="market-data")
    known = {"instrument": nasdaq(), "session": DAY, "source": made, "value": Decimal("1"), "value_text": "1"}
    row = Observation(**(known | {"raw_sha256": EMPTY} | more))
    with transaction.atomic(using=STAFF):
        row.save(using=STAFF, force_insert=True)


# --- Sources -------------------------------------------------------------------------------------------------------
def test_the_price_table_is_there_from_the_beginning():
    (made,) = Source.objects.using(STAFF).all()
    assert (made.instrument.slug, made.name, made.adapter, made.rank) == (
        "nasdaq-composite", "market-data", "market-data", 1
    )  # fmt: skip
    assert made.added_at == datetime(2000, 1, 1, tzinfo=UTC)


def test_a_source_is_never_changed_only_taken_out_of_use():
    made = source("web", Adapter.HTTP_JSON, url="https://example.com/")
    for what in ("rank = 5", "name = 'other'", "settings = '{}'", "adapter = 'manual'", "added_at = now()"):
        refused("", f"UPDATE rounds_source SET {what} WHERE id = %s", [made.pk])
        refused("source_stays", f"UPDATE rounds_source SET {what} WHERE id = %s", [made.pk], using="owner")
    refused("", "DELETE FROM rounds_source")
    refused("ledger_append_only", "DELETE FROM rounds_source", using="owner")
    with connections[STAFF].cursor() as cursor:
        cursor.execute("UPDATE rounds_source SET disabled_at = '2001-01-01' WHERE id = %s", [made.pk])
    made.refresh_from_db(using=STAFF)
    assert utc("2026-03-04 21:04") < made.disabled_at < utc("2026-03-04 21:06")
    refused("source_stays", "UPDATE rounds_source SET disabled_at = NULL WHERE id = %s", [made.pk])
    source("web", Adapter.HTTP_JSON, url="https://example.com/")  # its name and rank are free again


def test_a_source_is_added_now_and_not_before():
    made = Source.objects.using(STAFF).create(
        instrument=nasdaq(), name="web", adapter="manual", rank=2, added_at=utc("2001-01-01 00:00"),
        disabled_at=utc("2001-01-01 00:00"),
    )  # fmt: skip
    made.refresh_from_db(using=STAFF)
    assert made.added_at > utc("2026-03-04 21:04")
    assert made.disabled_at is None


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("source_name_once", {"name": "market-data"}),
        ("source_rank_once", {"rank": 1}),
        ("source_rank_from_one", {"rank": 0}),
        ("source_name_plain", {"name": "Nasdaq <b>"}),
        ("source_adapter_known", {"adapter": "carrier-dove"}),
    ],
)
def test_names_ranks_and_kinds_are_checked(name, more):
    known = {"instrument": nasdaq(), "name": "web", "adapter": "manual", "rank": 2}
    with pytest.raises(IntegrityError, match=name), transaction.atomic(using=STAFF):
        Source.objects.using(STAFF).create(**(known | more))


# --- Observations --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("using", ["staff", "owner"])
def test_observations_stay_as_they_were_told(using):
    observed()
    name = "ledger_append_only" if using == "owner" else ""
    refused(name, "UPDATE rounds_observation SET value = 2", using=using)
    refused(name, "DELETE FROM rounds_observation", using=using)
    refused(name, "TRUNCATE rounds_observation CASCADE", using=using)


def test_the_database_says_when_it_came():
    insert(fetched_at=utc("2026-03-04 21:00"), is_dated=True)
    row = Observation.objects.using(STAFF).get()
    assert row.fetched_at > utc("2026-03-04 21:04")


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("observation_value_or_problem", {"value": None, "value_text": ""}),
        ("observation_value_or_problem", {"problem": "but"}),
        ("observation_value_or_problem", {"value": Decimal("0")}),
        ("observation_value_or_problem", {"value": Decimal("-1")}),
        ("observation_value_or_problem", {"value_text": ""}),
        ("observation_value_or_problem", {"value": None, "problem": "x", "is_final": True}),
        ("observation_raw_is_told", {"raw": b"other"}),
        (
            "observation_raw_size",
            {"raw": b"x" * 262_145, "raw_sha256": hashlib.sha256(b"x" * 262_145).hexdigest()},
        ),
    ],
)
def test_an_observation_is_a_close_or_a_problem_with_its_raw_answer(name, more):
    with pytest.raises(IntegrityError, match=name):
        insert(**more)


def test_a_manual_source_speaks_by_a_person_and_no_other_does():
    ann = sayer("ann")
    with pytest.raises(IntegrityError, match="speaks by a member of staff"):
        insert(by_id=ann.pk)
    staff = source("staff")
    with pytest.raises(IntegrityError, match="speaks by a member of staff"):
        insert(source=staff)


def test_a_source_speaks_of_its_own_instrument():
    other = nasdaq().__class__.objects.using(STAFF).get(slug="nasdaq-100")
    with pytest.raises(IntegrityError, match="another instrument"):
        insert(instrument=other)


# --- Disputes ------------------------------------------------------------------------------------------------------
@pytest.fixture
def ended(moved):
    """A round that settled at 100.01."""
    moved.to(utc("2026-03-04 15:00"))
    one = opening.open_round(instrument=nasdaq(), reference=Decimal("100"))
    source("staff")
    moved.to(utc("2026-03-04 21:05"))
    locking.lock(one.pk)
    return settlement.settle(one.pk, close=Decimal("100.01"))


def test_a_dispute_is_about_what_was_said_after_the_end(ended, moved):
    late = observed("99")
    (made,) = disputes.record(again(ended))
    assert made.observation_id == late.pk
    assert disputes.record(again(ended)) == []
    observed("99.004")  # the same at the round's places: said before
    assert disputes.record(again(ended)) == []
    observed("100.02")  # within the tolerance
    assert disputes.record(again(ended)) == []
    refused("", "UPDATE rounds_dispute SET value = 1")
    refused("dispute_stays", "UPDATE rounds_dispute SET value = 1", using="owner")
    refused("ledger_append_only", "DELETE FROM rounds_dispute", using="owner")


def test_no_dispute_is_made_of_what_was_known_before_the_end(moved):
    moved.to(utc("2026-03-04 15:00"))
    one = opening.open_round(instrument=nasdaq(), reference=Decimal("100"))
    moved.to(utc("2026-03-04 21:05"))
    locking.lock(one.pk)
    early = observed("99")
    one = settlement.settle(one.pk, close=Decimal("100.01"))
    assert disputes.record(again(one)) == []
    with pytest.raises(IntegrityError, match="had ended"), transaction.atomic(using=STAFF):
        Dispute.objects.using(STAFF).create(
            round_id=one.pk, source_id=early.source_id, observation_id=early.pk, value=99
        )


def test_a_dispute_is_answered_once_with_a_reason_and_noted(ended):
    observed("99")
    (made,) = disputes.record(again(ended))
    ann = sayer("ann")
    with pytest.raises(disputes.AnswerMissing):
        disputes.answer(made.pk, by=ann, text="  ")
    disputes.answer(made.pk, by=ann, text="The vendor corrected a typing error.")
    with pytest.raises(disputes.AnsweredBefore):
        disputes.answer(made.pk, by=ann, text="Again.")
    made.refresh_from_db(using=STAFF)
    assert (made.answered_by_id, made.answer) == (ann.pk, "The vendor corrected a typing error.")
    from accounts.models import AuditEntry

    assert AuditEntry.objects.using(STAFF).filter(act="round.answer_dispute", actor=ann).count() == 1
    refused("dispute_stays", "UPDATE rounds_dispute SET answer = 'other'")


def test_members_answer_no_disputes(ended, alice):
    observed("99")
    (made,) = disputes.record(again(ended))
    with pytest.raises(disputes.MayNotSay):
        disputes.answer(made.pk, by=alice, text="Pay me.")


# --- Who reads -----------------------------------------------------------------------------------------------------
def test_the_application_reads_what_was_said_of_ended_rounds_without_names(moved):
    moved.to(utc("2026-03-04 15:00"))
    source("staff")
    one = opening.open_round(instrument=nasdaq(), reference=Decimal("100"))
    moved.to(utc("2026-03-04 21:05"))
    locking.lock(one.pk)
    manual.say(staff=sayer("ann"), instrument=nasdaq(), session=DAY, value="100.01", note="from the ticker")
    observed("100.01")
    told = Observation.objects.using("default").of(one.instrument_id, DAY).public()
    assert list(told) == []
    settlement.settle(one.pk, close=Decimal("100.01"))
    assert [each.value_text for each in told.all()] == ["100.01", "100.01"]
    assert list(Source.objects.using("default").values_list("name", flat=True)) == ["market-data", "staff"]
    for column in ("by_id", "note", "raw"):
        refused("", f"SELECT {column} FROM rounds_observation", using="default")
    refused("", "SELECT settings FROM rounds_source", using="default")
    refused("", "SELECT answered_by_id FROM rounds_dispute", using="default")
    refused("", "SELECT * FROM rounds_asking", using="default")


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO rounds_source (instrument_id, name, adapter, settings, rank) VALUES (1, 'x', 'manual', '{}', 9)",
        "UPDATE rounds_source SET disabled_at = now()",
        "INSERT INTO rounds_observation (instrument_id, session, source_id, value, value_text, raw, raw_sha256)"
        " VALUES (1, '2026-03-04', 1, 1, '1', '', '')",
        "UPDATE rounds_dispute SET answer = 'x'",
        "INSERT INTO rounds_dispute (round_id, source_id, observation_id, value) VALUES (1, 1, 1, 1)",
        "INSERT INTO rounds_asking (source_id, session, asked_at) VALUES (1, '2026-03-04', now())",
    ],
)
def test_the_application_writes_nothing_of_it(sql):
    with pytest.raises(DatabaseError) as error, connections["default"].cursor() as cursor:
        cursor.execute(sql)
    assert error.value.__cause__.sqlstate == "42501"
