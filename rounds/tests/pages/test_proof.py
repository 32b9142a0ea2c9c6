"""What anybody can download, and the stand-alone script that re-computes it: on real files, and on every tampering."""

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from ledger import chain
from rounds import forcing, locking, proof
from rounds.models import Round
from rounds.tests.factories import CURRENCY
from rounds.tests.oracles.factories import sayer
from rounds.tests.playing import UNITS, body, ended, opened, plain, voided

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "staff"])
HERE = "/rounds/nasdaq-composite/20261118/"
SCRIPT = finders.find("rounds/recompute_round.py")
FILES = ("facts.csv", "wagers.csv", "journal.csv")


def run(*sources):
    """The script as anybody runs it: another process, no site packages, no environment."""
    command = [sys.executable, "-I", "-S", SCRIPT, *map(str, sources)]
    return subprocess.run(command, capture_output=True, text=True, env={}, check=False, timeout=60)


def download(client, folder: Path, *names):
    """These files of the round, as they are served."""
    paths = []
    for name in names:
        response = client.get(HERE + name)
        assert response.status_code == 200, name
        path = folder / name
        path.write_bytes(body(response).encode())
        paths.append(path)
    return paths


@pytest.fixture
def played(moved, alice, bob, charlie):
    """A settled round with remainders: three on the right side, two on the wrong one, a fee that is cut off."""
    one = opened(
        moved,
        (alice, "up", 1_000_001),
        (bob, "up", 1_000_001),
        (charlie, "up", 3),
        (bob, "down", 7_777_777),
        (alice, "down", 1),
    )
    return ended(moved, one)


# --- Files -------------------------------------------------------------------------------------------------------
def test_the_files_hold_every_wager_and_movement_and_nobody(client, played, alice, bob, charlie):
    found = json.loads(body(client.get(HERE + "round.json")))

    assert found["round"]["fee_micro"] == 77_777
    assert found["round"]["close"] == "23700.100000"
    # 7,700,001 are shared by 2,000,005: floors of 3,849,994, 3,849,994 and 11, and two more to the largest fractions
    assert [row[1:4] for row in found["wagers"]] == [
        ["up", 1_000_001, 4_849_996],
        ["up", 1_000_001, 4_849_996],
        ["up", 3, 14],
        ["down", 7_777_777, 0],
        ["down", 1, 0],
    ]
    assert [row[2] for row in found["journal"]] == ["wager"] * 5 + ["round_lost", "round_fee"] + [
        "round_win"
    ] * 3
    whole = json.dumps(found) + "".join(body(client.get(HERE + name)) for name in FILES)
    for person in (alice, bob, charlie):
        assert person.email not in whole
    assert "owner" not in whole
    assert "account" not in whole


def test_csv_and_json_say_the_same(client, played):
    found = json.loads(body(client.get(HERE + "round.json")))
    rows = {
        name: list(csv.reader(io.StringIO(body(client.get(HERE + name)).lstrip("\ufeff")))) for name in FILES
    }

    facts = dict(row for row in rows["facts.csv"][1:])
    assert facts["journal_head"] == found["journal_head"]
    assert facts["up_micro"] == str(found["round"]["up_micro"])
    assert [row[:4] for row in rows["wagers.csv"][1:]] == [
        [str(each) for each in row[:4]] for row in found["wagers"]
    ]
    assert [row[:8] for row in rows["journal.csv"][1:]] == [
        [str(each) for each in row[:8]] for row in found["journal"]
    ]


def test_a_round_that_has_not_ended_has_no_files(client, alice, moved):
    opened(moved, (alice, "up", UNITS))

    for name in ("round.json", *FILES):
        assert client.get(HERE + name).status_code == 404


def test_what_the_sites_chain_has_sealed_is_told_and_changes_no_head(client, played):
    before = json.loads(body(client.get(HERE + "round.json")))
    assert "not sealed yet" in plain(client.get(HERE))
    chain.seal()
    after = json.loads(body(client.get(HERE + "round.json")))

    assert before["journal_head"] == after["journal_head"]
    assert {row[8] for row in before["journal"]} == {None}
    leaves = [row[8] for row in after["journal"]]
    assert sorted(leaves) == leaves
    assert None not in leaves
    assert "10 of 10 movements sealed" in plain(client.get(HERE))


# --- The script --------------------------------------------------------------------------------------------------
def test_the_script_confirms_json_and_csv(client, played, tmp_path):
    (everything,) = download(client, tmp_path, "round.json")
    for sources in (
        [everything],
        download(client, tmp_path, *FILES),
        download(client, tmp_path, *reversed(FILES)),
    ):
        done = run(*sources)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.splitlines()[-1] == "OK"
        assert "5 wagers of 9777783 micro-units; 9700006 paid, 77777 fee" in done.stdout


def test_the_script_reads_from_the_rounds_own_address(live, client, played):
    done = run(live.url + HERE)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "OK"


@pytest.mark.parametrize(
    ("wagers", "close"),
    [
        ([], "23700.10"),  # nobody wagered
        ([("up", 5)], "23700.10"),  # nobody was wrong
        ([("up", 5)], "23639.08"),  # nobody was right: a tie is down
        ([("up", 5), ("down", 5)], "23639.08"),
        ([("up", 1), ("down", 10**15)], "23639.09"),  # one micro-unit wins it all
        ([("up", 10**15), ("down", 1)], "23639.09"),  # a prize that nobody can share
        ([("up", 3), ("up", 3), ("up", 3), ("down", 100)], "23639.09"),  # equal fractions
    ],
)
def test_the_script_confirms_every_kind_of_end(client, alice, moved, tmp_path, wagers, close):
    one = opened(moved, *[(alice, side, micro) for side, micro in wagers])
    ended(moved, one, close)

    assert run(*download(client, tmp_path, "round.json")).stdout.splitlines()[-1] == "OK"
    assert run(*download(client, tmp_path, *FILES)).stdout.splitlines()[-1] == "OK"


def test_the_script_confirms_a_void_round(client, alice, bob, moved, tmp_path):
    one = opened(moved, (alice, "up", 5), (bob, "down", 7))
    voided(moved, one, '=No, "source"\nagreed.')

    assert run(*download(client, tmp_path, "round.json")).stdout.splitlines()[-1] == "OK"
    assert run(*download(client, tmp_path, *FILES)).stdout.splitlines()[-1] == "OK"


def test_the_script_confirms_a_forced_result_and_says_that_it_is(client, alice, bob, moved, tmp_path):
    one = opened(moved, (alice, "up", 5), (bob, "down", 7))
    moved.to(one.locks_at)
    locking.lock(one.pk)
    moved.to(one.settle_due_at)
    proposed = forcing.propose(round_id=one.pk, outcome="down", reason="No source speaks.", by=sayer("ann"))
    forcing.confirm(forced_id=proposed.pk, by=sayer("ben"))
    (path,) = download(client, tmp_path, "round.json")
    done = run(path)

    assert done.stdout.splitlines()[-1] == "OK"
    assert "settled down, forced by two of the staff" in done.stdout
    assert "forced: two of the staff vouch for it" in plain(client.get(HERE))
    assert run(*download(client, tmp_path, *FILES)).returncode == 0


def test_every_version_of_python_here_runs_the_script(client, played, tmp_path):
    (path,) = download(client, tmp_path, "round.json")
    programs = [each for each in map(shutil.which, (f"python3.{minor}" for minor in range(9, 15))) if each]
    versions = {
        each: subprocess.run([each, "-V"], capture_output=True, check=False).returncode for each in programs
    }
    for program in [sys.executable, *(each for each, code in versions.items() if code == 0)]:
        done = subprocess.run(
            [program, "-I", "-S", SCRIPT, path], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "OK"), program


def put(*path):
    """Change what stands at this place of the document to the last of `path`."""
    *way, last, value = path

    def tamper(document):
        place = document
        for step in way:
            place = place[step]
        place[last] = value

    return tamper


def drop(name, index):
    return lambda document: document[name].pop(index)


def twice(name, index):
    return lambda document: document[name].append(document[name][index])


def more_wagers(document):
    document["wagers"].append([10**9, "up", 5, 5, document["wagers"][0][4]])


def swapped(document):
    journal = document["journal"]
    journal[0], journal[1] = journal[1], journal[0]


TAMPERINGS = {
    "paid more": put("wagers", 0, 3, 4_849_997),
    "paid to who was wrong": put("wagers", 3, 3, 1),
    "another stake": put("wagers", 0, 2, 1_000_002),
    "another side": put("wagers", 0, 1, "down"),
    "no side": put("wagers", 0, 1, "sideways"),
    "placed after the lock": put("wagers", 0, 4, "2026-11-18T20:59:59.000000+00:00"),
    "placed before the opening": put("wagers", 0, 4, "2026-11-17T20:59:59.000000+00:00"),
    "placed at another moment": put("wagers", 0, 4, "2026-11-18T15:00:00.000000+00:00"),
    "a wager left out": drop("wagers", 4),
    "a wager twice": twice("wagers", 0),
    "a wager more": more_wagers,
    "another fee rate": put("round", "fee_bps", 200),
    "another fee": put("round", "fee_micro", 77_778),
    "the other outcome": put("round", "outcome", "down"),
    "another close": put("round", "close", "23639.08"),
    "another reference": put("round", "reference_close", "23700.10"),
    "fewer places": put("round", "decimals", -3),
    "void": put("round", "state", "void"),
    "still open": put("round", "state", "open"),
    "another pool": put("round", "up_micro", 1),
    "another number of wagers": put("round", "wager_count", 4),
    "another currency": put("round", "currency", "USD"),
    "another round": put("round", "code", "20261119"),
    "another lock": put("round", "locks_at", "2026-11-18T14:00:00.000000+00:00"),
    "another head": put("journal_head", "0" * 64),
    "a movement of more": put("journal", 0, 3, 1_000_002),
    "a movement from elsewhere": put("journal", 5, 6, "up"),
    "a movement into the other pool": put("journal", 0, 7, "down"),
    "a movement of another kind": put("journal", 0, 2, "gift"),
    "a movement at another moment": put("journal", 0, 5, "2026-11-18T15:00:00.000000+00:00"),
    "a movement with another number": put("journal", 0, 0, 1),
    "a movement of another key": put("journal", 0, 1, "wager:0"),
    "a movement left out": drop("journal", 7),
    "a movement twice": twice("journal", 7),
    "movements in another order": swapped,
}


@pytest.mark.thorough
def test_the_script_finds_every_tampering(client, played, tmp_path):
    (path,) = download(client, tmp_path, "round.json")
    document = path.read_text()
    assert run(path).returncode == 0
    for name, tamper in TAMPERINGS.items():
        changed = json.loads(document)
        tamper(changed)
        path.write_text(json.dumps(changed))
        done = run(path)
        assert done.returncode == 1, f"{name}: {done.stdout}{done.stderr}"
        assert "DIFFERENCE in nasdaq-composite/2026111" in done.stdout, name
        assert "OK" not in done.stdout.split(), name


def test_the_script_finds_a_tampered_csv(client, played, tmp_path):
    paths = download(client, tmp_path, *FILES)
    paths[1].write_text(paths[1].read_text().replace("7777777,0", "7777777,9"))
    done = run(*paths)

    assert done.returncode == 1
    assert "is due 0, it was paid 9" in done.stdout


def test_the_script_says_when_there_is_nothing_to_compare(client, played, tmp_path):
    facts, wagers, journal = download(client, tmp_path, *FILES)
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    broken = tmp_path / "broken.json"
    broken.write_text('{"round": {}}')
    for sources in ([], [facts], [facts, wagers], [facts, wagers, other], [broken], [tmp_path / "gone"]):
        assert run(*sources).returncode == 2, sources
    assert run("--help").returncode == 0


def test_files_are_read_some_rows_at_a_time(client, played, tmp_path, monkeypatch):
    whole = body(client.get(HERE + "round.json"))
    monkeypatch.setattr(proof, "AT_ONCE", 2)

    assert body(client.get(HERE + "round.json")) == whole
    assert run(*download(client, tmp_path, *FILES)).returncode == 0


# --- The page ----------------------------------------------------------------------------------------------------
def test_the_page_tells_how_it_ended_and_what_was_paid(client, played):
    text = plain(client.get(HERE))

    assert "The NASDAQ Composite closed at 23,700.10, above 23,639.08: up was right." in text
    assert "The losing pool USDC 7.777778" in text
    assert "Fee of 1% rounded down to the millionth −USDC 0.077777" in text
    assert "Shared by who was right in proportion to the stakes USDC 7.700001" in text
    assert "Paid in all USDC 9.700006" in text
    assert f"python3 recompute_round.py http://testserver{HERE}" in text
    assert json.loads(body(client.get(HERE + "round.json")))["journal_head"] in text
    assert CURRENCY in text


def test_of_a_large_round_the_head_is_not_waited_for(client, played, monkeypatch):
    monkeypatch.setattr(proof, "SHOWN_UP_TO", 4)
    assert "at the end of the JSON file: this round is large" in plain(client.get(HERE))

    head = json.loads(body(client.get(HERE + "round.json")))["journal_head"]
    assert head in plain(client.get(HERE))  # whoever took the file has worked it out for everybody


def test_the_page_of_a_void_round_says_why(client, alice, moved):
    one = opened(moved, (alice, "up", 5))
    voided(moved, one, "The exchange did not open.")
    text = plain(client.get(HERE))

    assert "This round is void: everybody got the whole stake back." in text
    assert "void: The exchange did not open." in text
    assert "every stake, whole; no fee USDC 0.000005" in text


def test_the_page_of_an_open_round_has_no_proof_yet(client, alice, moved):
    one = opened(moved, (alice, "up", 5))
    text = plain(client.get(HERE))

    assert "Will it close above 23,639.08?" in text
    assert "Check it yourself" not in text
    assert Round.objects.get(pk=one.pk).state == "open"
