"""The commands print what is there and say by their exit code whether all is well."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from treasury.models import StatementLine
from treasury.tests.house import bank, money_in, statement_csv

pytestmark = pytest.mark.django_db(databases=["default", "staff"], transaction=True)


def run(*args):
    out, code = StringIO(), 0
    try:
        call_command(*args, stdout=out)
    except SystemExit as end:
        code = end.code
    return code, out.getvalue()


@pytest.fixture
def file(tmp_path):
    def write(content):
        path = tmp_path / "march.csv"
        path.write_bytes(content)
        return str(path)

    return write


def test_a_file_is_imported_and_reconciled(alice, file):
    money_in(alice, bank(), 50, day=1)
    code, told = run(
        "import_bank_statement", file(statement_csv((1, 50), (2, 3))), "--currency", "aud", "--json"
    )
    assert code == 0
    assert json.loads(told) == {
        "imported": True,
        "is_known": False,
        "rows": 2,
        "new": 2,
        "known": 0,
        "matched": 1,
        "breaks_opened": 1,
    }
    code, told = run("reconcile", "--json")
    assert code == 1
    (found,) = json.loads(told)["breaks"]
    assert (found["kind"], found["amount"], found["age_days"]) == ("line", "3.00", 0)
    assert "BREAK" in run("reconcile")[1]


def test_a_wrong_file_is_refused_with_its_lines(file):
    code, told = run(
        "import_bank_statement",
        file(b"date,amount,currency,balance\nx,5,AUD,5\n"),
        "--currency",
        "AUD",
        "--create",
    )
    assert code == 1
    assert "Line 2" in told
    assert not StatementLine.objects.using("staff").exists()


def test_an_account_is_made_only_when_asked(file):
    with pytest.raises(CommandError, match="--create"):
        run("import_bank_statement", file(statement_csv((1, 5))), "--currency", "NZD")
    with pytest.raises(CommandError, match="no account with a bank"):
        run("import_bank_statement", file(b""), "--currency", "NZD", "--account", "wallet")


def test_nothing_to_do_is_well(db):
    code, told = run("reconcile")
    assert code == 0
    assert "0 breaks open" in told
