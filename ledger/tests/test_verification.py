"""Whoever goes around the database's checks is found out, with the first bad row by name."""

import json

import pytest
from django.core.management import call_command
from django.db import connections

from ledger.models import Balance, Movement, Verification
from ledger.posting import post_event, reverse
from ledger.tests.factories import MORNING, create_book, create_posting, deposit
from ledger.verification import promises, verify
from web.context import acting_as

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "staff"])


@pytest.fixture
def book(alice):
    with acting_as(alice):
        book = create_book(owner=alice)
        deposit(book, "100", key="first")
        reverse(deposit(book, "5", key="second").id)
        post_event(
            kind="stake",
            key="event",
            effective_at=MORNING,
            postings=[create_posting(debit=book["open"], credit=book["book"], amount="20", key="event#1")],
        )
        return book


def go_around(*statements: str) -> None:
    """As the owner with the triggers off: what a person with the keys to the database could do."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "ALTER TABLE ledger_movement DISABLE TRIGGER USER; ALTER TABLE ledger_account DISABLE TRIGGER USER"
        )
        cursor.execute("ALTER TABLE ledger_transaction DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)


def found() -> dict[str, str]:
    return {problem.check: problem.first for problem in verify().problems}


def test_a_sound_ledger_has_no_problems(book):
    report = verify()

    assert report.is_sound
    assert (report.accounts, report.movements) == (9, 4)


def test_a_changed_balance_is_found(book):
    go_around(f"UPDATE ledger_balance SET debit_micro = debit_micro + 1 WHERE account_id = {book['book'].pk}")

    problems = found()
    assert problems.keys() == {"balances", "zero_sum"}
    assert f"account {book['book'].pk}: kept 105000001" in problems["balances"]
    assert problems["zero_sum"] == "AUD: the balances sum to 1"


def test_a_missing_balance_row_is_found(book):
    go_around(f"DELETE FROM ledger_balance WHERE account_id = {book['open'].pk}")

    assert f"account {book['open'].pk}: kept nothing" in found()["balances"]


def test_a_changed_day_is_found(book):
    go_around(f"UPDATE ledger_daybalance SET day = day + 1 WHERE account_id = {book['open'].pk}")

    problems = found()
    assert problems.keys() == {"day_balances"}
    assert (
        f"account {book['open'].pk} on 2026-03-01: kept nothing, entries 20000000" in problems["day_balances"]
    )


def test_a_changed_amount_is_found(book):
    go_around("UPDATE ledger_movement SET amount_micro = amount_micro + 1 WHERE key = 'first'")

    assert found().keys() == {"balances", "day_balances"}


def test_a_deleted_movement_is_found(book):
    go_around("DELETE FROM ledger_movement WHERE key = 'event#1'")

    problems = found()
    assert problems.keys() == {"balances", "day_balances", "headers"}
    assert "(event) has no movement" in problems["headers"]


def test_a_movement_of_a_header_that_is_gone_is_found(book):
    go_around("DELETE FROM ledger_transaction")

    assert "(event#1) names transaction" in found()["headers"]


def test_a_changed_currency_is_found(book):
    go_around(f"UPDATE ledger_account SET currency = 'EUR' WHERE id = {book['open'].pk}")

    problems = found()
    assert "accounts" in problems
    assert "(event#1) in AUD" in problems["accounts"]


def test_an_unknown_account_is_found(book):
    go_around("UPDATE ledger_movement SET debit_id = 999999999 WHERE key = 'event#1'")

    assert "it does not exist" in found()["accounts"]


def test_a_broken_floor_is_found(book):
    go_around(f"UPDATE ledger_account SET floor_micro = 0 WHERE id = {book['outside'].pk}")

    assert f"account {book['outside'].pk} (outside:sportsbet): has -100000000" in found()["floors"]


def test_a_reversal_that_mirrors_nothing_is_found(book):
    second = Movement.objects.using("staff").get(key="second")
    go_around(f"UPDATE ledger_movement SET amount_micro = amount_micro - 1 WHERE reverses_id = {second.pk}")

    assert f"(reverse:{second.pk}) does not mirror movement {second.pk}" in found()["reversals"]


def test_a_role_that_sees_only_some_rows_vouches_for_nothing(book):
    with pytest.raises(PermissionError, match="only some rows"):
        verify(using="default")


# --- The command ---------------------------------------------------------------------------------------------------
def test_the_command_says_what_holds(book, capsys):
    call_command("verify_ledger")

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "4 movements over 9 accounts."
    assert lines[1] == "Sealed: 0 rows in 0 blocks; not yet sealed: 14."
    assert [line.partition(" ")[0] for line in lines[2:]] == ["holds"] * len(promises())


def test_every_run_of_the_command_is_kept(book):
    call_command("verify_ledger")

    kept = Verification.objects.using("staff").get()
    assert (kept.is_sound, kept.movements, kept.sealed, kept.unsealed, kept.problems) == (True, 4, 0, 14, [])


def test_the_command_ends_with_one_and_names_the_first_bad_row(book, capsys):
    go_around("UPDATE ledger_balance SET entries = 0")
    with pytest.raises(SystemExit) as ended:
        call_command("verify_ledger", "--json")

    said = json.loads(capsys.readouterr().out)
    assert ended.value.code == 1
    assert (said["sound"], [problem["check"] for problem in said["problems"]]) == (False, ["balances"])
    assert said["problems"][0]["rows"] == 3
    assert said["problems"][0]["first"].startswith(
        f"account {Balance.objects.using('staff').earliest('pk').pk}:"
    )
