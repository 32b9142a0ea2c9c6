"""Somebody with all keys to the database changes rows, with every trigger off: it is found, and the row is named."""

import threading
import time

import psycopg
import pytest
from django.db import ProgrammingError, connections

from betsite.embedded import postgres
from ledger import chain
from ledger.chain import sealing, verifying
from ledger.chain.models import Block, Head, Leaf, Sort
from ledger.errors import LedgerError
from ledger.models import Account, Movement, Transaction
from ledger.posting import post_event, reverse
from ledger.tests.conftest import REAL
from ledger.tests.factories import MORNING, create_book, create_posting, deposit
from ledger.verification import run, verify
from web.context import acting_as

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "staff"])


@pytest.fixture
def book(alice):
    """Nine accounts, one header, twenty movements, all sealed."""
    with acting_as(alice):
        book = create_book(owner=alice)
        for n in range(1, 19):
            deposit(book, str(n), key=f"m{n}")
        reverse(deposit(book, "19", key="m19").id)
        post_event(
            kind="stake",
            key="event",
            effective_at=MORNING,
            postings=[create_posting(debit=book["open"], credit=book["book"], amount="20", key="event#1")],
        )
    chain.seal(patience=0)
    return book


@pytest.fixture
def superuser(cluster, book):
    """Past triggers, rights and constraints on foreign keys."""
    with postgres.connect(cluster.paths, database=cluster.database) as connection:
        connection.execute("SET session_replication_role = replica")
        yield connection


def movement(key: str) -> Movement:
    return Movement.objects.using("staff").get(key=key)


def number(row) -> int:
    """The row's number in the chain."""
    sorts = {Account: Sort.ACCOUNT, Transaction: Sort.TRANSACTION, Movement: Sort.MOVEMENT}
    return Leaf.objects.using("staff").get(sort=sorts[type(row)], row_id=row.pk).sequence


def found() -> dict[str, tuple[int, str]]:
    return {finding.check: (finding.rows, finding.first) for finding in chain.verify().findings}


def changed(row, name: str, rows: int = 1) -> dict[str, tuple[int, str]]:
    label = row._meta.model_name
    return {
        "sealed_rows": (rows, f"{label} {row.pk} ({name}) is not what was sealed as no. {number(row)}"),
    }


def test_an_untouched_journal_is_sound(book):
    report = chain.verify()

    assert report.findings == ()
    assert report.unsealed.total == 0
    assert report.sequence == 9 + 1 + 21 == Leaf.objects.using("staff").count()
    assert [block.sort for block in Block.objects.using("staff").order_by("number")] == [1, 2, 3]


@pytest.mark.thorough
@pytest.mark.parametrize(
    "column",
    [
        "amount_micro = amount_micro + 1",
        "effective_at = effective_at + interval '1 microsecond'",
        "posted_at = posted_at - interval '1 day'",
        "key = 'm7 '",
        "kind = 'withdrawal'",
        "currency = 'USD'",
        "debit_id = credit_id, credit_id = debit_id",
        "debit_id = debit_id + 1",
        "transaction_id = 1",
        "reverses_id = id - 1",
        "hold_id = id - 1",
        "expires_at = effective_at",
    ],
)
def test_every_column_of_a_movement_is_covered(superuser, column):
    row = movement("m7")
    superuser.execute(f"UPDATE ledger_movement SET {column} WHERE id = {row.pk}")

    assert found() == changed(row, movement_key(row.pk))


def movement_key(pk: int) -> str:
    return Movement.objects.using("staff").get(pk=pk).key


def test_every_column_is_named_or_known_to_be_free():
    """A column added to the journal must be put into the hash, or be said to be free."""
    from ledger.chain.encoding import COLUMNS

    free = {"name", "floor_micro"}
    for model, sort, more in (
        (Account, Sort.ACCOUNT, set()),
        (Transaction, Sort.TRANSACTION, {"xid"}),
        (Movement, Sort.MOVEMENT, set()),
    ):
        assert {field.column for field in model._meta.concrete_fields} | more == set(COLUMNS[sort]) | (
            free if model is Account else set()
        )


@pytest.mark.parametrize(
    "column",
    [
        "key = 'other'",
        "kind = 'x'",
        "effective_at = now()",
        "posted_at = now()",
        "owner_id = NULL",
        "xid = '9'",
    ],
)
def test_every_column_of_a_header_is_covered(superuser, column):
    row = Transaction.objects.using("staff").get()
    superuser.execute(f"UPDATE ledger_transaction SET {column}")

    assert found() == changed(row, "other" if column.startswith("key") else "event")


@pytest.mark.parametrize(
    "column",
    [
        "code = 'wallet'",
        "owner_id = owner_id + 1",
        "kind = 'income'",
        "currency = 'EUR'",
        "parent_id = 1",
        "created_at = now()",
    ],
)
def test_what_is_fixed_about_an_account_is_covered(superuser, book, column):
    superuser.execute(f"UPDATE ledger_account SET {column} WHERE id = {book['lost'].pk}")

    assert found() == changed(
        Account.objects.using("staff").get(pk=book["lost"].pk),
        "wallet" if column.startswith("code") else "lost:sportsbet",
    )


def test_the_owners_of_two_accounts_swapped_are_found(superuser, book, bob):
    with acting_as(bob):
        other = create_book(owner=bob)
    chain.seal(patience=0)
    ours, theirs = book["book"], other["book"]
    for account, owner in ((ours, "NULL"), (theirs, ours.owner_id), (ours, theirs.owner_id)):
        superuser.execute(f"UPDATE ledger_account SET owner_id = {owner} WHERE id = {account.pk}")

    rows, first = found()["sealed_rows"]
    assert rows == 2
    assert first.startswith(f"account {book['book'].pk} (book:sportsbet)")


def test_a_new_name_and_a_new_floor_break_nothing(superuser):
    """So that an erased person's accounts can be given another name."""
    superuser.execute("UPDATE ledger_account SET name = 'erased', floor_micro = -1")

    assert found() == {}


def test_a_deleted_movement_is_named(superuser):
    row = movement("m5")
    sequence = number(row)
    superuser.execute(f"DELETE FROM ledger_movement WHERE id = {row.pk}")

    assert found() == {
        "sealed_rows": (1, f"movement {row.pk}, sealed as no. {sequence}, is gone"),
    }


def test_two_movements_that_changed_places_are_both_found(superuser):
    one, two = movement("m3"), movement("m11")
    for old, new in ((one.pk, -1), (two.pk, one.pk), (-1, two.pk)):
        superuser.execute(f"UPDATE ledger_movement SET id = {new} WHERE id = {old}")

    one.refresh_from_db(using="staff")
    assert one.key == "m11"
    assert found() == changed(one, "m11", rows=2)


def test_of_several_changes_the_first_is_named(superuser):
    superuser.execute("UPDATE ledger_movement SET amount_micro = 1 WHERE key IN ('m4', 'm9', 'm14')")

    assert found() == changed(movement("m4"), "m4", rows=3)


FORGED = """
INSERT INTO ledger_movement (id, debit_id, credit_id, amount_micro, currency, kind, key, effective_at, posted_at)
SELECT {id}, debit_id, credit_id, 5, currency, kind, '{key}', effective_at, posted_at
  FROM ledger_movement WHERE key = 'm2'
"""


def test_a_row_forged_into_a_gap_is_named_and_never_sealed(superuser, book, alice):
    with acting_as(alice), pytest.raises(LedgerError):  # leaves a gap in the ids
        deposit(book, "1", key="gone", currency="EUR")
    with acting_as(alice):
        last = deposit(book, "1", key="after the gap")
    chain.seal(patience=0)
    gap = last.id - 1
    assert not Movement.objects.using("staff").filter(pk=gap).exists()
    superuser.execute(FORGED.format(id=gap, key="forged"))

    for _ in range(2):
        report = chain.verify()
        assert [(finding.check, finding.first) for finding in report.findings] == [
            ("row_order", f"movement {gap} came after higher ids had been sealed")
        ]
        assert report.unsealed.movements == 1
        assert chain.seal(patience=0) == 0


def test_a_row_forged_below_all_ids_is_named(superuser):
    superuser.execute(FORGED.format(id=-7, key="forged"))

    assert found() == {"row_order": (1, "movement -7 came after higher ids had been sealed")}
    assert chain.seal(patience=0) == 0


def test_a_forged_account_is_named(superuser):
    superuser.execute(
        "INSERT INTO ledger_account (id, owner_id, code, kind, name, currency, created_at)"
        " VALUES (0, NULL, 'fees', 'income', '', 'AUD', now())"
    )

    assert found() == {"row_order": (1, "account 0 came after higher ids had been sealed")}


def test_a_forged_row_with_a_leaf_of_its_own_is_found(superuser):
    superuser.execute(FORGED.format(id=0, key="forged"))
    superuser.execute("INSERT INTO ledger_leaf VALUES (1000, 3, 0, 4, '')")

    assert found() == {"chain_links": (1, "no. 1000 is in no block of the chain")}


def test_a_forged_row_without_its_balances_is_found_by_the_other_checks(superuser, book):
    superuser.execute(FORGED.format(id=10**6, key="forged"))

    assert [problem.check for problem in verify().problems] == ["balances", "day_balances"]
    assert verify().chain.unsealed.movements == 1


# --- The chain's own tables ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE ledger_block SET content = hash", "block 3: its hash is not that of what it says"),
        ("UPDATE ledger_block SET hash = content", "block 3: its hash is not that of what it says"),
        ("UPDATE ledger_block SET previous = hash", "block 3: it does not name the hash of the block before"),
        ("UPDATE ledger_block SET sealed_at = now()", "block 3: its hash is not that of what it says"),
        ("UPDATE ledger_block SET horizon = NULL", "block 3: its hash is not that of what it says"),
        ("UPDATE ledger_block SET high_id = 1", "block 3: its hash is not that of what it says"),
        ("UPDATE ledger_block SET last_sequence = 30", "block 3: its hash is not that of what it says"),
        ("DELETE FROM ledger_block", "the head names block 3 (no. 31), the chain ends with block 2 (no. 10)"),
    ],
)
def test_an_edited_block_is_found(superuser, statement, expected):
    superuser.execute(f"{statement} WHERE number = 3")

    assert found()["chain_links"] == (1, expected)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("DELETE FROM ledger_block WHERE number = 2", "block 3: block 2 is missing before it"),
        (
            "UPDATE ledger_head SET sequence = 30",
            "the head names block 3 (no. 30), the chain ends with block 3 (no. 31)",
        ),
    ],
)
def test_a_missing_block_and_an_edited_head_are_found(superuser, statement, expected):
    superuser.execute(statement)

    assert found()["chain_links"] == (1, expected)


def test_edited_leaves_are_found(superuser):
    row = movement("m6")
    superuser.execute(f"UPDATE ledger_leaf SET digest = '\\x00' WHERE sequence = {number(row)}")
    assert found() == changed(row, "m6")


def test_leaves_that_changed_places_are_found(superuser):
    row = movement("m2")
    sequence = number(row)
    for old, new in ((sequence, 1000), (sequence + 1, sequence), (1000, sequence + 1)):
        superuser.execute(f"UPDATE ledger_leaf SET sequence = {new} WHERE sequence = {old}")

    assert found()["sealed_rows"] == (
        2,
        f"movement {row.pk + 1} (m3) is not what was sealed as no. {sequence}",
    )


def test_a_deleted_leaf_is_found(superuser):
    sequence = number(movement("m6"))
    superuser.execute(f"DELETE FROM ledger_leaf WHERE sequence = {sequence}")

    assert found()["sealed_rows"] == (1, f"no. {sequence} of block 3 is missing in the chain")


def test_a_row_edited_with_its_leaf_is_found_as_its_block(superuser):
    from ledger.chain.encoding import digest

    row = movement("m6")
    superuser.execute(f"UPDATE ledger_movement SET amount_micro = 1 WHERE id = {row.pk}")
    superuser.execute(
        f"UPDATE ledger_leaf l SET digest = {digest(Sort.MOVEMENT, 'l.sequence')}"
        f" FROM ledger_movement r WHERE r.id = l.row_id AND r.id = {row.pk} AND l.sort = 3"
    )

    assert found()["sealed_rows"] == (
        1,
        "block 3 (no. 11 to 31) is not what was sealed, and its leaves were edited with it",
    )


def test_a_tail_that_was_cut_off_is_found_by_the_last_sound_verification(superuser, book, alice):
    with acting_as(alice):
        deposit(book, "1", key="tail")
    chain.seal(patience=0)
    assert run().is_sound
    cut_tail(superuser)

    assert found() == {}
    problems = {problem.check: problem.first for problem in verify().problems}
    assert problems.keys() == {"known_heads"}
    assert "knows block 4 (no. 32); the chain ends with block 3 (no. 31)" in problems["known_heads"]


def cut_tail(superuser) -> None:
    """The last movement, its balances, its block, its leaf and the head: nothing in the journal tells."""
    superuser.execute(
        "WITH gone AS (DELETE FROM ledger_movement WHERE key = 'tail' RETURNING *), days AS ("
        " UPDATE ledger_daybalance d SET entries = entries - 1,"
        "        debit_micro = d.debit_micro - amount_micro * (debit_id = account_id)::int,"
        "        credit_micro = d.credit_micro - amount_micro * (credit_id = account_id)::int"
        "   FROM gone WHERE account_id IN (debit_id, credit_id) AND day = (effective_at AT TIME ZONE 'UTC')::date)"
        " UPDATE ledger_balance b SET entries = entries - 1,"
        "        debit_micro = b.debit_micro - amount_micro * (debit_id = account_id)::int,"
        "        credit_micro = b.credit_micro - amount_micro * (credit_id = account_id)::int"
        "   FROM gone WHERE account_id IN (debit_id, credit_id)"
    )
    superuser.execute("DELETE FROM ledger_leaf WHERE block = 4")
    superuser.execute("DELETE FROM ledger_block WHERE number = 4")
    superuser.execute(
        "UPDATE ledger_head SET (number, sequence, hash) = (SELECT number, last_sequence, hash FROM ledger_block"
        " ORDER BY number DESC LIMIT 1)"
    )


# --- Out of order --------------------------------------------------------------------------------------------------
def session(alias: str) -> psycopg.Connection:
    """A second session beside the test's own."""
    parameters = connections[alias].get_connection_params()
    return psycopg.connect(
        **{name: value for name, value in parameters.items() if name not in {"cursor_factory", "context"}}
    )


POST = """
INSERT INTO ledger_movement (debit_id, credit_id, amount_micro, currency, kind, key, effective_at)
VALUES (%s, %s, 5, 'AUD', 'deposit', %s, %s) RETURNING id
"""


def test_the_server_itself_says_below_which_number_all_transactions_have_ended(book, alice, monkeypatch):
    """Without the help that keeps other processes out: an open transaction holds the block back, its end frees it."""
    for module in (sealing, verifying):
        monkeypatch.setattr(module, "SNAPSHOT", REAL)
    other = session("default")
    other.execute("SELECT pg_current_xact_id()")
    with acting_as(alice):
        deposit(book, "1", key="after")

    assert chain.seal(patience=0) == 0
    assert chain.verify().unsealed.total == 1
    other.rollback()
    other.close()
    until = time.monotonic() + 300  # another process may be at a long test
    while not (sealed := chain.seal(patience=0)) and time.monotonic() < until:
        time.sleep(0.2)
    assert sealed == 1
    assert found() == {}


@pytest.mark.parametrize("ends", ["commit", "rollback"])
def test_an_id_that_becomes_visible_late_is_sealed_late(book, alice, bob, ends):
    with acting_as(bob):
        others = create_book(owner=bob)
    chain.seal(patience=0)
    other = session("default")
    with other.cursor() as cursor:
        cursor.execute("SELECT set_config('betsite.uid', %s, true)", [str(alice.pk)])
        cursor.execute(POST, [book["book"].pk, book["outside"].pk, "early", MORNING])
        early = cursor.fetchone()[0]
    with acting_as(bob):
        late = deposit(others, "1", key="late").id
    assert early < late

    assert chain.seal(patience=0) == 0  # the one who holds the earlier number may still come
    getattr(other, ends)()
    other.close()
    assert chain.seal(patience=0) == (2 if ends == "commit" else 1)
    assert found() == {}
    assert chain.verify().unsealed.total == 0


def test_one_who_has_an_id_and_not_yet_a_transaction_number_may_come_late(book, bob):
    """An INSERT that waits for another with its key: it took its id before, and gets its number afterwards."""
    with acting_as(bob):
        others = create_book(owner=bob)
    chain.seal(patience=0)
    other = session("owner")
    other.execute("LOCK ledger_movement IN ROW EXCLUSIVE MODE")  # as every INSERT does before it takes its id
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('ledger_movement', 'id'))")
        early = cursor.fetchone()[0]
    with acting_as(bob):
        assert early < deposit(others, "1", key="late").id
    assert chain.seal(patience=0) == 1
    assert last_block().horizon is None
    with connections["owner"].cursor() as cursor:
        cursor.execute(FORGED.format(id=early, key="honest"))

    assert found() == {}
    other.rollback()  # ends the transaction before it answers, which closing does not
    other.close()
    assert chain.seal(patience=0) == 1
    assert last_block().horizon is not None


def test_a_seal_waits_a_moment_for_those_who_write(book, alice):
    other = session("owner")
    other.execute("LOCK ledger_movement IN ROW EXCLUSIVE MODE")
    with acting_as(alice):
        deposit(book, "1", key="meanwhile")
    threading.Timer(0.2, other.close).start()

    assert chain.seal(patience=20) == 1
    assert last_block().horizon is not None


def last_block() -> Block:
    return Block.objects.using("staff").latest("number")


def test_two_seals_at_once_number_every_row_once(book, alice):
    with acting_as(alice):
        for n in range(50):
            deposit(book, "1", key=f"more{n}")
    counts = []

    def work() -> None:
        counts.append(chain.seal(patience=0))
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(counts) == [0, 0, 0, 50]
    assert found() == {}


def test_a_seal_of_nothing_adds_no_block(book):
    before = chain.head()

    assert chain.seal(patience=0) == 0
    assert (chain.head().number, bytes(chain.head().hash)) == (before.number, bytes(before.hash))


def test_many_rows_are_many_blocks_and_several_transactions(book, alice, monkeypatch):
    monkeypatch.setattr(sealing, "ROWS_IN_BLOCK", 4)
    monkeypatch.setattr(sealing, "ROWS_AT_ONCE", 10)
    with acting_as(alice):
        for n in range(33):
            deposit(book, "1", key=f"more{n}")

    assert chain.seal(patience=0) == 33
    sizes = [
        block.last_sequence - block.first_sequence + 1
        for block in Block.objects.using("staff").order_by("number")
    ]
    assert sizes == [9, 1, 21, 4, 4, 2, 4, 4, 2, 4, 4, 2, 3]
    assert found() == {}


# --- Rights --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("model", [Block, Leaf, Head])
def test_the_application_has_no_rights_on_the_chain(book, model):
    with pytest.raises(ProgrammingError, match="permission denied"):
        list(model.objects.using("default").all())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_block SET content = ''",
        "DELETE FROM ledger_block",
        "UPDATE ledger_leaf SET digest = ''",
        "DELETE FROM ledger_leaf",
        "TRUNCATE ledger_verification",
        "DELETE FROM ledger_head",
        "UPDATE ledger_head SET number = 1, sequence = 9",
        "UPDATE ledger_head SET number = 7",
    ],
)
def test_nobody_changes_the_chain_not_even_its_owner(book, statement):
    with connections["owner"].cursor() as cursor, pytest.raises(Exception, match="append-only|cannot move"):
        cursor.execute(statement)


# --- By itself and by hand -----------------------------------------------------------------------------------------
def test_beat_seals_and_verifies():
    from celery import current_app

    from betsite.celery import app

    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert {"ledger.seal", "ledger.verify"} <= scheduled & set(current_app.tasks)


def test_the_task_and_the_command_seal_what_is_there(book, alice, capsys):
    from django.core.management import call_command

    from ledger import tasks

    with acting_as(alice):
        deposit(book, "1", key="more")
    tasks.seal()
    assert chain.head().sequence == 32
    with acting_as(alice):
        deposit(book, "1", key="even more")
    call_command("seal_ledger")

    end = bytes(chain.head().hash).hex()
    assert capsys.readouterr().out == f"Sealed 1 rows. The chain ends with block 5, no. 33, hash {end}.\n"
