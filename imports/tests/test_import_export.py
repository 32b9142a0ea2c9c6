"""The command: one JSON object per file, the same way as the page, and files that are none."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from bets.models import Bet
from imports.models import Upload
from ledger.models import Movement
from treasury.models import StatementLine
from web.context import acting_as

pytestmark = pytest.mark.django_db

HEADER = "Time (AEST),Type,Summary,Transaction Id,Bet Id,Amount,Balance,Single,Multiple,Exotic,Pool\n"
ROWS = [
    '03/01/2024 12:00,Win,"Arsenal v Chelsea\n Win-Draw-Win\nArsenal @ 2.50 (Win)",3,11,25,115,true,false,false,false',
    '02/01/2024 12:00,Bet Stake,"Arsenal v Chelsea\n Win-Draw-Win\nArsenal @ 2.50 (Win)",2,11,-10,90,true,,,',
    "01/01/2024 12:00,Deposit,Deposit,1,,100,100,,,,",
]
GOOD = HEADER + "\n".join(ROWS) + "\n"


@pytest.fixture(autouse=True)
def _files_aside(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def run(tmp_path):
    """Write files and import them for alice@example.com; the objects printed and the exit code."""

    def imported(*contents, **options):
        paths = []
        for number, content in enumerate(contents):
            path = tmp_path / f"file {number}.csv"
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            paths.append(str(path))
        out, code = StringIO(), None
        try:
            call_command("import_export", *paths, user="alice@example.com", json=True, stdout=out, **options)
        except SystemExit as error:
            code = error.code
        return [json.loads(line) for line in out.getvalue().splitlines()], code or 0

    return imported


def counts():
    with acting_as(User.objects.get(email="alice@example.com")):
        return StatementLine.objects.count(), Bet.objects.count(), Movement.objects.count()


def test_it_works(run):
    (told,), code = run(GOOD)
    upload = told.pop("upload")
    assert told == {
        "file": told["file"],
        "state": "processed",
        "error": None,
        "format": "sportsbet",
        "rows_read": 3,
        "inserted": 3,
        "updated": 0,
        "unchanged": 0,
        "rejected": 0,
        "rejects": [],
        "bets": {"inserted": 1, "updated": 0},
        "balance_proof": {
            "status": "proved",
            "rows": 3,
            "opening": "0.00",
            "closing": "115.00",
            "breaks": [],
        },
    }
    assert code == 0
    assert counts() == (3, 1, 4)
    with acting_as(User.objects.get(email="alice@example.com")):
        assert Upload.objects.get(pk=upload).filename == "file 0.csv"


def test_the_same_file_again_is_unchanged(run):
    run(GOOD)
    before = counts()
    (told,), _ = run(GOOD)
    assert (told["inserted"], told["unchanged"], told["bets"]) == (0, 3, {"inserted": 0, "updated": 0})
    assert counts() == before


def test_a_row_that_is_not_understood_is_told_and_the_rest_goes_in(run):
    odd = "04/01/2024 12:00,Transmogrification,Hm,4,,1,116,,,,"
    (told,), code = run(HEADER + "\n".join([odd, *ROWS]) + "\n")
    assert (told["rows_read"], told["inserted"], told["rejected"], code) == (4, 3, 1, 0)
    assert told["rejects"][0]["line"] == 2
    assert "Transmogrification" in told["rejects"][0]["reason"]


def test_a_missing_row_is_told_as_a_break_with_money_as_text(run):
    (told,), _ = run(HEADER + "\n".join([ROWS[0], ROWS[2]]) + "\n")
    proof = told["balance_proof"]
    assert proof["status"] == "broken"
    assert proof["breaks"] == [
        {
            "line": 2,
            "expected": "125.00",
            "found": "115.00",
            "amount": "-10.00",
            "reason": "missing-window",
            "near": None,
        }
    ]


def test_a_refused_row_is_the_reason_of_the_break_behind_it(run):
    odd = ROWS[1].replace(",-10,", ",ten dollars,")
    (told,), _ = run(HEADER + "\n".join([ROWS[0], odd, ROWS[2]]) + "\n")
    assert [each["reason"] for each in told["balance_proof"]["breaks"]] == ["refused"]


UNREADABLE = {
    "empty": b"",
    "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
    "noise": bytes(range(256)) * 400,
    "zeros": b"\0" * 100_000,
    "unknown columns": b"Colour,Shape,Weight\nred,round,12\n",
    "one column": b"just\nsome\nlines\n",
    "a header alone": HEADER.encode(),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_an_unreadable_file_fails_with_a_sentence_and_leaves_nothing(name, run):
    (told,), code = run(UNREADABLE[name])
    assert (told["state"], code) == ("failed", 1)
    assert told["error"].endswith(".")
    assert counts() == (0, 0, 0)


def test_unknown_columns_are_named_and_so_are_the_formats(run):
    (told,), _ = run(UNREADABLE["unknown columns"])
    assert "“Colour”" in told["error"]
    assert "Sportsbet" in told["error"]


def test_a_bad_file_does_not_stop_the_next(run):
    told, code = run(b"", GOOD)
    assert [one["state"] for one in told] == ["failed", "processed"]
    assert code == 1


def test_a_file_over_the_limit_is_recorded_and_not_stored(run, settings):
    settings.UPLOAD_MAX_BYTES = 1_000
    (told,), code = run(b"x" * 5_000)
    assert (told["state"], code) == ("failed", 1)
    assert "MB" in told["error"]
    with acting_as(User.objects.get(email="alice@example.com")):
        assert Upload.objects.get().path == ""
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []


def test_the_settings_count(run):
    (told,), _ = run(GOOD, currency="NZD", timezone="UTC", bookmaker="My Book", format="sportsbet")
    assert told["inserted"] == 3
    with acting_as(User.objects.get(email="alice@example.com")):
        line = StatementLine.objects.select_related("account").get(key__endswith="1", kind="deposit")
        assert (line.currency, line.account.code) == ("NZD", "book:my-book")
        assert line.occurred_at.isoformat() == "2024-01-01T12:00:00+00:00"


def test_an_unknown_zone_or_format_is_refused(run):
    told, code = run(GOOD, timezone="Mars/Olympus")
    assert (told[0]["state"], code) == ("failed", 1)
    told, code = run(GOOD, format="nonsense")
    assert (told[0]["state"], code) == ("failed", 1)


def test_the_person_is_made_once_with_a_password_nobody_knows(run):
    run(GOOD)
    run(GOOD)
    assert User.objects.filter(email="alice@example.com").count() == 1


def test_an_address_that_is_none_is_refused(tmp_path):
    with pytest.raises(CommandError, match="not an e-mail"):
        call_command("import_export", str(tmp_path / "x.csv"), user="nobody")


def test_a_file_that_is_not_there_is_told(tmp_path):
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("import_export", str(tmp_path / "x.csv"), user="a@example.com", json=True, stdout=out)
    assert json.loads(out.getvalue())["state"] == "failed"
