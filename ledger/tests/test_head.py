"""The head of the chain, signed and kept elsewhere, tells what the database alone cannot."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as real_settings
from django.core.management import CommandError, call_command

from betsite.embedded import postgres
from ledger import chain
from ledger.chain import signing
from ledger.chain.exporting import journal_lines
from ledger.errors import HeadNotTrusted, SigningKeyUnusable
from ledger.posting import post_event, reverse
from ledger.tests.factories import MORNING, create_book, create_posting, deposit
from web.context import acting_as

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "staff"])
SCRIPT = Path(real_settings.BASE_DIR) / "scripts" / "verify_journal.py"


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    settings.VAR = tmp_path
    settings.LEDGER_SIGNING_KEY = ""
    return tmp_path


@pytest.fixture
def book(alice):
    with acting_as(alice):
        book = create_book(owner=alice, slug="zürich-1")
        for n in range(1, 6):
            deposit(book, str(n), key=f"m{n} é")
        reverse(deposit(book, "7", key="m7").id)
        post_event(
            kind="stake",
            key="event",
            effective_at=MORNING,
            postings=[create_posting(debit=book["open"], credit=book["book"], amount="2", key="event#1")],
        )
    chain.seal(patience=0)
    return book


@pytest.fixture
def superuser(cluster, book):
    with postgres.connect(cluster.paths, database=cluster.database) as connection:
        connection.execute("SET session_replication_role = replica")
        yield connection


@pytest.fixture
def head(book, tmp_path, capsys):
    """An exported head, in a file."""
    call_command("export_head")
    path = tmp_path / "head.json"
    path.write_text(capsys.readouterr().out)
    return path


@pytest.fixture
def journal(head, tmp_path):
    path = tmp_path / "journal.jsonl"
    call_command("export_journal", str(path))
    return path


# --- Key and signature ---------------------------------------------------------------------------------------------
def test_the_head_says_where_the_chain_ends(head):
    said = json.loads(head.read_text())
    end = chain.head()

    assert (said["number"], said["sequence"], said["hash"]) == (3, 18, bytes(end.hash).hex())
    assert (said["accounts"], said["transactions"], said["movements"]) == (9, 1, 8)
    assert signing.read_signed_head(head.read_text(), source="it").hash == bytes(end.hash)


def test_the_key_is_made_once_for_its_owner_only(head, var):
    key = var / signing.FILE

    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert signing.public_key() == signing.public_key() == json.loads(head.read_text())["public_key"]
    assert [path.name for path in var.iterdir()] == [signing.FILE, "head.json"] or len(
        list(var.iterdir())
    ) == 2


def test_a_key_that_others_may_read_is_not_used(head, var):
    (var / signing.FILE).chmod(0o640)

    with pytest.raises(SigningKeyUnusable, match="0600"):
        signing.signed_head()
    with pytest.raises(CommandError, match="0600"):
        call_command("export_head")


def test_the_key_of_the_environment_comes_first(book, settings, var):
    settings.LEDGER_SIGNING_KEY = "ab" * 32

    assert signing.signed_head()["public_key"] == signing.public_key()
    assert not (var / signing.FILE).exists()
    settings.LEDGER_SIGNING_KEY = "ab"
    with pytest.raises(SigningKeyUnusable, match="32 bytes"):
        signing.signed_head()


@pytest.mark.parametrize("name", ["number", "sequence", "hash", "movements", "signed_at", "public_key"])
def test_a_head_that_was_changed_is_refused(head, name):
    said = json.loads(head.read_text())
    said[name] = (
        said[name] + 1 if isinstance(said[name], int) else said[name].replace("2", "3").replace("a", "b")
    )

    with pytest.raises(HeadNotTrusted):
        signing.read_signed_head(json.dumps(said), source="head.json")


@pytest.mark.parametrize("text", ["", "{}", "[]", '"x"', '{"signature": 1}'])
def test_what_is_no_head_is_refused(book, text):
    with pytest.raises(HeadNotTrusted):
        signing.read_signed_head(text, source="head.json")


def test_a_head_of_another_key_is_refused(head, settings):
    settings.LEDGER_SIGNING_KEY = "cd" * 32

    with pytest.raises(HeadNotTrusted, match="another key"):
        signing.read_signed_head(head.read_text(), source="head.json")


def test_the_head_of_an_empty_chain_is_signed_too(db):
    said = signing.signed_head()

    assert (said["number"], said["sequence"], said["hash"], said["movements"]) == (0, 0, "00" * 32, 0)
    assert signing.read_signed_head(json.dumps(said), source="it").number == 0


# --- verify_ledger --head ------------------------------------------------------------------------------------------
def verified(head: Path, capsys):
    try:
        call_command("verify_ledger", "--head", str(head))
    except SystemExit as ended:
        return ended.code, capsys.readouterr().out
    return 0, capsys.readouterr().out


def test_a_chain_that_went_on_is_sound(head, book, alice, capsys):
    with acting_as(alice):
        deposit(book, "1", key="more")
    chain.seal(patience=0)

    assert verified(head, capsys)[0] == 0


def test_a_cut_tail_shows_against_the_head(book, alice, superuser, tmp_path, capsys):
    with acting_as(alice):
        deposit(book, "1", key="tail")
    chain.seal(patience=0)
    later = tmp_path / "later.json"
    later.write_text(json.dumps(signing.signed_head()))
    superuser.execute("DELETE FROM ledger_leaf WHERE block = 4; DELETE FROM ledger_block WHERE number = 4")
    superuser.execute(
        "UPDATE ledger_head SET (number, sequence, hash) = (SELECT number, last_sequence, hash FROM ledger_block"
        " ORDER BY number DESC LIMIT 1)"
    )

    code, said = verified(later, capsys)
    assert code == 1
    assert "later.json knows block 4 (no. 19); the chain ends with block 3 (no. 18)" in said
    assert chain.seal(patience=0) == 1  # sealed anew, at another time: another block
    code, said = verified(later, capsys)
    assert code == 1
    assert "later.json knows another block 4: the chain was written anew" in said


def test_a_forged_head_is_no_help(head, capsys):
    head.write_text(head.read_text().replace('"sequence": 18', '"sequence": 17'))

    with pytest.raises(CommandError, match="changed after it was signed"):
        call_command("verify_ledger", "--head", str(head))


# --- The stand-alone verifier --------------------------------------------------------------------------------------
PROBE = """
import runpy, sys
sys.path[:] = [path for path in sys.path if path not in ("", {root!r})]
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {{"django", "ledger", "betsite", "web", "psycopg"}}:
            raise ImportError(name)
sys.meta_path.insert(0, Refuse())
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def checked(journal: Path, head: Path, *more: str) -> tuple[int, str]:
    """Run the script as a program of its own, where neither Django nor Betsite can be imported."""
    probe = PROBE.format(root=str(real_settings.BASE_DIR))
    done = subprocess.run(
        [sys.executable, "-c", probe, str(SCRIPT), str(journal), "--head", str(head), *more],
        capture_output=True,
        text=True,
        cwd=journal.parent,
        env={"PATH": os.environ["PATH"]},
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_the_exported_journal_is_found_right(journal, head):
    code, said = checked(journal, head, "--public-key", signing.public_key())

    assert code == 0, said
    assert "9 accounts, 1 transactions, 8 movements in 3 blocks are what was sealed" in said
    assert "note" not in said


def test_rows_sealed_after_the_head_are_checked_and_said(head, book, alice, tmp_path):
    with acting_as(alice):
        deposit(book, "1", key="more")
    chain.seal(patience=0)
    path = tmp_path / "longer.jsonl"
    path.write_text("\n".join(journal_lines()) + "\n")

    code, said = checked(path, head)
    assert code == 0
    assert "1 rows were sealed later" in said
    assert f"Signed with the key {signing.public_key()}" in said


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda lines: swap(lines, '"m3 é"', '"m3 e"'), "line 17: movement 3, no. 13 is not what was sealed"),
        (lambda lines: swap(lines, "4000000", "4000001"), "line 18: movement 4, no. 14 is not what was sealed"),
        (lambda lines: swap(lines, "book:zürich-1", "book:other"), "line 3: account 1, no. 1 is not what"),
        (lambda lines: lines[:16] + lines[17:], "line 17: no. 13 should come here, but movement 4, no. 14 does"),
        (lambda lines: [*lines[:15], lines[16], lines[15], *lines[17:]], "line 16: no. 12 should come here"),
        (lambda lines: [*lines[:16], lines[15], *lines[16:]], "line 17: no. 13 should come here"),
        (lambda lines: lines[:-1], "no. 18 of block 3 (no. 11 to 18) is missing"),
        (lambda lines: lines[:13], "the head was signed at block 3 (no. 18), the journal ends with block 2"),
        (lambda lines: lines[:11] + lines[13:], "block 3 does not follow block 1"),
        (lambda lines: lines[:1], "the journal ends with block 0"),
        (lambda lines: [], "the journal is empty"),
        (lambda lines: [*lines[:5], "{", *lines[5:]], "line 6 cannot be read"),
    ],
)  # fmt: skip
def test_a_changed_file_is_found_and_the_row_named(journal, head, change, expected):
    lines = journal.read_text(encoding="utf-8").splitlines()
    journal.write_text("".join(f"{line}\n" for line in change(lines)), encoding="utf-8")

    code, said = checked(journal, head)
    assert code == 1
    assert expected in said


def swap(lines: list[str], old: str, new: str) -> list[str]:
    assert sum(old in line for line in lines) >= 1
    return [line.replace(old, new) for line in lines]


def test_a_row_changed_in_the_database_shows_in_the_exported_file(superuser, head, tmp_path):
    superuser.execute("UPDATE ledger_movement SET amount_micro = 1 WHERE id = 2")
    path = tmp_path / "after.jsonl"
    call_command("export_journal", str(path))

    assert checked(path, head) == (1, "BROKEN  line 16: movement 2, no. 12 is not what was sealed.\n")


def test_a_chain_written_anew_over_a_changed_row_does_not_have_the_signed_head(superuser, head, tmp_path):
    superuser.execute("UPDATE ledger_movement SET amount_micro = 1 WHERE id = 2")
    superuser.execute("TRUNCATE ledger_leaf, ledger_block")
    superuser.execute(
        "UPDATE ledger_head SET number = 0, sequence = 0, settled = 0, hash = decode(repeat('00', 32), 'hex')"
    )
    chain.seal(patience=0)
    path = tmp_path / "after.jsonl"
    call_command("export_journal", str(path))

    code, said = checked(path, head)
    assert code == 1
    assert "is not the one that was signed: the chain was written anew" in said


def test_a_head_of_another_key_or_changed_is_refused_by_the_script(journal, head):
    assert "signed with another key" in checked(journal, head, "--public-key", "00" * 32)[1]
    head.write_text(head.read_text().replace('"movements": 8', '"movements": 9'))
    code, said = checked(journal, head)
    assert code == 1
    assert "was changed after it was signed" in said
