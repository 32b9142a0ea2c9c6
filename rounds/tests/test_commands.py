"""The operators' commands: what they do, say, print as JSON, and refuse."""

import io
import json
import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command

from accounts.models import AuditEntry, User
from markets import calendar
from rounds.models import Forced, Round, Wager
from rounds.tests.desk import operator
from rounds.tests.factories import fund, nasdaq, open_now, publish, wager
from web import clock

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff", "owner"])


def run(name, *args, **more):
    """The JSON object a command prints."""
    out = io.StringIO()
    call_command(name, *args, json=True, stdout=out, **more)
    return json.loads(out.getvalue())


def refused(name, *args, match=None, **more):
    """The JSON object of a refusal, which is also an error with exit code 1."""
    out = io.StringIO()
    with pytest.raises(CommandError, match=match) as error:
        call_command(name, *args, json=True, stdout=out, **more)
    assert error.value.returncode == 1
    told = json.loads(out.getvalue())
    assert told["ok"] is False
    assert told["message"] == str(error.value)
    return told


@pytest.fixture
def ann(db):
    return operator("ann")


@pytest.fixture
def ben(db):
    return operator("ben", "compliance")


@pytest.fixture
def opened(moved):
    return open_now()


def after_close(moved, one):
    moved.to(one.closes_at + timedelta(minutes=6))
    call_command("lock_round", code=one.code, stdout=io.StringIO())


def test_a_round_is_opened_by_its_code_against_a_close_somebody_vouches_for(moved, ann):
    session = calendar.session_closing_after(nasdaq(), clock.now() + timedelta(days=3))
    code = f"{session.day:%Y%m%d}"
    told = run("open_round", "--code", code, "--reference", "23639.08", "--by", ann.email)
    assert (told["ok"], told["code"], told["state"], told["reference_close"]) == (
        True,
        code,
        "open",
        "23639.08",
    )
    assert (told["up"], told["down"], told["wagers"]) == ("0.00", "0.00", 0)
    run("open_round", "--code", code)  # finds it
    assert Round.objects.using("staff").count() == 1
    entry = AuditEntry.objects.using("staff").get(act="round.open")
    assert (entry.actor_id, entry.detail["given"]) == (ann.pk, True)


def test_no_round_opens_without_a_reference(moved):
    told = refused("open_round")
    assert told["error"] == "NoReference"
    assert not Round.objects.using("staff").exists()


@pytest.mark.parametrize(
    ("args", "match"),
    [
        (["--reference", "23639.08"], "vouched for"),
        (["--reference", "nan", "--by", "ann@example.com"], "no close"),
        (["--reference", "-1", "--by", "ann@example.com"], "no close"),
        (["--reference", "1e999999", "--by", "ann@example.com"], "no close"),
        (["--reference", "1.00000001", "--by", "ann@example.com"], "no close"),
        (["--reference", "5", "--by", "nobody@example.com"], "Nobody has the address"),
        (["--reference", "5", "--by", "alice@example.com"], "may not do this"),
        (["--code", "2026"], "day of the session"),
        (["--code", "20261399"], "no day"),
        (["--code", "20261225"], "no session"),
        (["--instrument", "moon"], "There is no instrument moon"),
    ],
)
def test_what_is_said_wrongly_opens_nothing(moved, ann, alice, args, match):
    refused("open_round", *args, match=match)
    assert not Round.objects.using("staff").exists()


def test_wagers_by_micro_units_and_by_decimals(opened, alice):
    fund(alice, 10_000_000)
    first = run("bet", user=alice.email, side="UP".lower(), micro="1")
    assert (first["amount_micro"], first["side"], first["round"]) == (1, "up", opened.code)
    second = run("bet", "--user", str(alice.pk), "--side", "DOWN", "--usdc", "1.25", "--code", opened.code)
    assert (second["amount"], second["amount_micro"]) == ("1.25", 1_250_000)
    assert Wager.objects.using("staff").filter(owner=alice).count() == 2


def test_the_same_token_is_the_same_wager(opened, alice):
    fund(alice, 10)
    asked = ["--user", alice.email, "--side", "up", "--amount", "3"]
    token = "12345678-1234-5678-1234-567812345678"
    first, again = (run("bet", *asked, "--token", token) for _ in range(2))
    assert first == again | {"placed_at": first["placed_at"]}
    refused("bet", *asked[:-1], "4", "--token", token, match="sent before")
    assert Wager.objects.using("staff").count() == 1


@pytest.mark.parametrize(
    ("args", "match"),
    [
        (["--amount", "1.5"], "whole micro-units"),
        (["--amount", "-1"], "whole micro-units"),
        (["--amount", "0"], "above zero"),
        (["--amount", "9" * 30], "no more than a wallet"),
        (["--usdc", "0"], "above zero"),
        (["--usdc", "0.0000001"], "decimal places"),
        (["--usdc", "lots"], "not an amount"),
        ([], "Say how much"),
        (["--amount", "11"], "not so much in your wallet"),
    ],
)
def test_a_wager_that_is_said_wrongly_or_not_covered_is_refused(opened, alice, args, match):
    fund(alice, 10)
    refused("bet", "--user", alice.email, "--side", "up", *args, match=match)
    assert not Wager.objects.using("staff").exists()


def test_without_an_open_round_nothing_is_taken(moved, alice):
    fund(alice, 10)
    refused("bet", "--user", alice.email, "--side", "up", "--amount", "5", match="No round")


def test_both_kinds_of_amount_at_once_are_a_wrong_call(opened, alice):
    with pytest.raises(CommandError, match="not allowed with"):
        call_command("bet", "--user", alice.email, "--side", "up", "--amount", "5", "--usdc", "5")
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("bet", "--user", alice.email, "--side", "sideways", "--amount", "5")


def test_a_lock_now_and_a_lock_earlier(opened, ann, alice):
    at = clock.now() + timedelta(hours=1)
    told = run("lock_round", "--code", opened.code, "--at", at.isoformat(), "--by", ann.email)
    assert (told["state"], told["locked_now"]) == ("open", False)
    assert told["locks_at"][:19] == at.isoformat()[:19]
    refused("lock_round", "--code", opened.code, "--at", at.isoformat(), match="by EMAIL")
    refused(
        "lock_round", "--code", opened.code, "--at", "2026-01-05T15:00:00", "--by", ann.email, match="offset"
    )
    later = (at + timedelta(hours=1)).isoformat()
    refused("lock_round", "--code", opened.code, "--at", later, "--by", ann.email, match="never to a later")
    assert run("lock_round", "--code", opened.code)["locked_now"] is True
    assert run("lock_round", "--code", opened.code)["locked_now"] is False
    refused("lock_round", "--code", "20200102", match="There is no round")
    entry = AuditEntry.objects.using("staff").get(act="round.lock")
    assert (entry.actor_id, entry.detail) == (None, {"code": opened.code, "command": True})


def test_auto_settles_by_what_the_sources_say(moved, opened, alice):
    fund(alice, 5)
    wager(alice, opened, "up", 5)
    after_close(moved, opened)
    publish(opened.session, "24000.00")
    told = run("settle_round", "--code", opened.code, "--result", "AUTO")
    assert (told["state"], told["outcome"], told["close"], told["is_forced"]) == (
        "settled",
        "up",
        "24000.00",
        False,
    )
    assert AuditEntry.objects.using("staff").filter(act="round.settle", actor=None).count() == 1


def test_auto_without_a_close_settles_nothing(moved, opened):
    after_close(moved, opened)
    assert refused("settle_round", "--code", opened.code, "--result", "AUTO")["error"] == "NoResult"
    assert Round.objects.using("staff").get().state == "locked"


def test_a_forced_result_needs_two_and_a_reason(moved, opened, ann, ben, alice, bob):
    for person, side in ((alice, "up"), (bob, "down")):
        fund(person, 1_000_000)
        wager(person, opened, side, 1_000_000)
    after_close(moved, opened)
    asked = ["--code", opened.code, "--result", "UP"]
    refused("settle_round", *asked, match="two of the staff")
    refused("settle_round", *asked, "--by", ann.email, "--confirmed-by", ann.email, match="two different")
    two = ["--by", ann.email, "--confirmed-by", ben.email]
    refused("settle_round", *asked, *two, match="Say why")
    told = run("settle_round", *asked, *two, "--reason", "No source answered.")
    assert (told["state"], told["outcome"], told["is_forced"], told["settled_now"]) == (
        "settled",
        "up",
        True,
        True,
    )
    assert (told["fee"], told["up_micro"], told["down_micro"]) == ("0.01", 1_000_000, 1_000_000)
    again = run("settle_round", "--code", opened.code, "--result", "DOWN")
    assert (again["outcome"], again["settled_now"]) == ("up", False)


def test_a_close_that_two_vouch_for_decides_the_direction_itself(moved, opened, ann, ben, alice):
    fund(alice, 5)
    wager(alice, opened, "down", 5)
    after_close(moved, opened)
    asked = [
        "--code",
        opened.code,
        "--reason",
        "From the newspaper.",
        "--by",
        ann.email,
        "--confirmed-by",
        ben.email,
    ]
    refused("settle_round", *asked, "--result", "UP", "--close", "23639.08", match="is not up")
    told = run("settle_round", *asked, "--result", "AUTO", "--close", "23639.08")  # a tie is down
    assert (told["outcome"], told["close"]) == ("down", "23639.08")
    assert Forced.objects.using("staff").filter(confirmed_by=ben).count() == 1


def test_a_void_alone_while_open_and_by_two_afterwards(moved, opened, ann, ben):
    asked = ["--code", opened.code, "--result", "VOID", "--reason", "Opened by mistake."]
    refused("settle_round", *asked, match="--by EMAIL")
    after_close(moved, opened)
    refused("settle_round", *asked, "--by", ann.email, match="two of the staff")
    told = run("settle_round", *asked, "--by", ann.email, "--confirmed-by", ben.email)
    assert (told["state"], told["void_reason"]) == ("void", "Opened by mistake.")


def test_a_tick_says_what_it_did(moved, opened):
    moved.to(opened.locks_at)
    assert run("round_tick") == {"ok": True, "done": [f"locked {opened.code}"]}
    assert run("round_tick")["done"] == []


def test_people_with_money_are_seeded_once(moved):
    told = run("seed", users=3, usdc="20")
    assert (told["made"], told["amount_micro"], told["last"]) == (3, 20_000_000, "seed-00003@example.com")
    assert run("seed", users=4, usdc="20")["made"] == 1
    one = open_now()
    assert run("bet", "--user", "seed-00004@example.com", "--side", "up", "--usdc", "20")["round"] == one.code
    assert not User.objects.get(email="seed-00001@example.com").has_usable_password()
    refused("seed", "--users", "0", match="Between 1")
    refused("seed", "--users", "1000000", match="Between 1")


def test_nobody_is_seeded_in_production(moved, settings):
    settings.DEBUG, settings.SIMULATED_CHAIN_ALLOWED = False, False
    refused("seed", "--users", "2", match="production")
    assert not User.objects.filter(email__startswith="seed-").exists()


def test_deposits_and_withdrawals_by_name(moved, alice):
    told = run("deposit", "--user", alice.email, "--amount", "2500000", "--confirm")
    assert (told["state"], told["amount"], told["currency"]) == ("credited", "2.50", "USDC")
    asked = ["--user", alice.email, "--usdc", "1.5"]
    told = run("withdraw", *asked, "--to", "0x00000000000000000000000000000000000000bb")
    assert (told["amount_micro"], told["state"]) == (1_500_000, "approved")
    refused("withdraw", *asked, match="where to")
    refused("withdraw", *asked, "--to", "nowhere", match="no address")
    refused("deposit", "--usdc", "5", match="Say whose")


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["open-round", "open_round"])
@pytest.mark.parametrize("before", [[], ["help"]])
def test_names_are_taken_with_hyphens_too(cluster, name, before):
    after = [] if before else ["--help"]
    done = subprocess.run(
        [sys.executable, "manage.py", *before, name, *after],
        env={**os.environ, **cluster.environment()},
        cwd=configured.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "--reference" in done.stdout


@pytest.mark.thorough
def test_a_program_reads_the_refusal_and_the_exit_code(cluster, moved):
    def called(*words):
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            env={**os.environ, **cluster.environment()},
            cwd=configured.BASE_DIR,
            capture_output=True,
            text=True,
            timeout=120,
        )

    done = called("lock-round", "--code", "20200102", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["ok"] is False
    assert "There is no round" in done.stderr
    assert called("lock-round", "--json").returncode == 2
