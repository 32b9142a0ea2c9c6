"""Beancount and hledger, programs that are not ours, add the journal up and come to the same balances."""

import json
import random
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from ledger.balances import balances
from ledger.chart import ensure_account, ensure_house_account
from ledger.models import Account, Kind
from ledger.money import MICRO
from ledger.plaintext import beancount_lines, hledger_lines
from ledger.plaintext.names import account_names, commodity_names, elsewhere
from ledger.posting import post, post_event, post_many, reverse
from ledger.tests.factories import MORNING, create_book, create_posting, deposit
from web.context import acting_as

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "staff"])

SUMS = """
import collections, json, sys
from beancount import loader
from beancount.core.data import Transaction
entries, errors, _ = loader.load_file(sys.argv[1])
sums = collections.defaultdict(int)
for entry in entries:
    if isinstance(entry, Transaction):
        for posting in entry.postings:
            sums[posting.account, posting.units.currency] += posting.units.number
print(json.dumps({
    "errors": [error.message for error in errors],
    "transactions": sum(isinstance(entry, Transaction) for entry in entries),
    "keys": [entry.meta["key"] for entry in entries if isinstance(entry, Transaction)],
    "sums": [[account, currency, str(number)] for (account, currency), number in sums.items()],
}))
"""
Balances = dict[tuple[str, str], int]


def kept(user) -> Balances:
    """What Betsite says, by the names of the export: the balances of ledger.balances, zeros left out."""
    with acting_as(user):
        accounts = list(Account.objects.visible_to(user))
        found = balances(accounts)
    names = account_names((account.kind, account.code) for account in accounts)
    commodities = commodity_names(account.currency for account in accounts)
    return {
        (names[account.kind, account.code], commodities[account.currency]): found[account.pk]
        for account in accounts
        if found[account.pk]
    }


def of_beancount(lines, tmp_path) -> tuple[Balances, dict]:
    """What Beancount adds up, run as a program of its own."""
    path = tmp_path / "book.beancount"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    checked = subprocess.run(
        [sys.executable, "-m", "beancount.scripts.check", str(path)], capture_output=True, text=True
    )
    done = subprocess.run([sys.executable, "-c", SUMS, str(path)], capture_output=True, text=True, check=True)
    said = json.loads(done.stdout)
    assert (checked.returncode == 0) == (said["errors"] == []), checked.stderr
    sums = {(account, currency): micro(number) for account, currency, number in said["sums"]}
    return {key: number for key, number in sums.items() if number}, said


def micro(number: str) -> int:
    exact = Decimal(number) * MICRO
    assert exact == int(exact)
    return int(exact)


def visible(sums: Balances) -> Balances:
    """Without the other side of dealings with the house, of which a person has no balance."""
    return {key: number for key, number in sums.items() if not key[0].startswith("Equity:Elsewhere")}


def of_hledger_text(lines) -> tuple[Balances, Balances]:
    """The same by ten lines of our own: sums of the postings, and the balances asserted at the end."""
    posting = re.compile(r'    (\S+)  (-?[0-9.]+) ("[^"]+"|[A-Za-z]+)(?: = (-?[0-9.]+) \3)?')
    sums: Balances = defaultdict(int)
    asserted: Balances = {}
    for line in lines:
        if found := posting.fullmatch(line):
            account, number, symbol, balance = found.groups()
            sums[account, symbol.strip('"')] += micro(number)
            if balance is not None:
                asserted[account, symbol.strip('"')] = micro(balance)
        else:
            assert not line.startswith("    ") or line.startswith("    ; "), line
    return {key: number for key, number in sums.items() if number}, asserted


@pytest.fixture
def strange(alice):
    """A small book of everything that is strange."""
    house = ensure_house_account(code="fees", currency="AUD", kind=Kind.INCOME)
    with acting_as(alice):
        book = create_book(owner=alice)
        euros = create_book(owner=alice, currency="EUR")
        deposit(book, "100.10", key='quotes " and \\ and\nlines')
        deposit(euros, "0.000001", key="smallest", currency="EUR")
        reverse(deposit(book, "5", key="back").id)
        odd = {}
        for code in (
            "book:über",
            "book:bet_365",
            "book:bet-365",
            "book:365",
            "book:日本",
            "wallet",
            "book:- -",
        ):
            odd[code] = ensure_account(owner=alice, code=code, currency="AUD")
        for account in odd.values():
            post(create_posting(debit=account, credit=book["book"], amount="1.5", key=f"to {account.code}"))
        for currency in ("usdt", "USDT", "US", "x", "€", "BTC2", "¥en", "a much too long name of a currency"):
            one = ensure_account(owner=alice, code="wallet", currency=currency)
            two = ensure_account(owner=alice, code="outside:purse", currency=currency)
            post(create_posting(debit=one, credit=two, currency=currency, key=currency, kind="; (odd)"))
        post_event(
            kind="fee",
            key="event",
            effective_at=MORNING,
            postings=[
                create_posting(debit=house, credit=book["book"], amount="2", key="event#1"),
                create_posting(debit=book["open"], credit=book["book"], amount="3", key="event#2", day=-9000),
            ],
        )
    return house


def test_beancount_comes_to_the_same_balances(alice, strange, tmp_path):
    found, said = of_beancount(beancount_lines(alice), tmp_path)

    assert said["errors"] == []
    assert visible(found) == kept(alice)
    assert found[elsewhere(strange.pk), "AUD"] == 2 * MICRO
    assert said["transactions"] == 21
    assert 'quotes " and \\ and lines' in said["keys"]
    assert len(kept(alice)) >= 20


def test_hledger_is_told_the_same_balances(alice, strange):
    sums, asserted = of_hledger_text(hledger_lines(alice))

    assert visible(sums) == kept(alice) == {key: number for key, number in asserted.items() if number}
    assert len(asserted) == Account.objects.using("staff").filter(owner=alice).count()


def hledger(*arguments: str) -> subprocess.CompletedProcess:
    if shutil.which("hledger") is None:
        pytest.skip("hledger is not installed: its text was only read by the test itself")
    return subprocess.run(["hledger", *arguments], capture_output=True, text=True)


def test_hledger_itself_comes_to_the_same_balances(alice, strange, tmp_path):
    path = tmp_path / "book.journal"
    path.write_text("".join(f"{line}\n" for line in hledger_lines(alice)), encoding="utf-8")

    checked = hledger("check", "-f", str(path))
    assert checked.returncode == 0, checked.stderr
    said = hledger("balance", "-f", str(path), "--flat", "--no-total", "--layout=tidy", "-O", "csv")
    rows = [line.replace('"', "").split(",") for line in said.stdout.splitlines()[1:]]
    found = {(row[0], row[-2]): micro(row[-1]) for row in rows}
    assert visible({key: number for key, number in found.items() if number}) == kept(alice)


def random_book(user, seed: int, movements: int) -> None:
    chance = random.Random(seed)
    with acting_as(user):
        books = [
            create_book(owner=user, slug=f"book{n}", currency=chance.choice(["AUD", "GBP", "USDC"]))
            for n in range(6)
        ]
        post_many(
            create_posting(
                debit=debit,
                credit=credit,
                amount=str(Decimal(chance.randrange(1, 10 ** chance.randrange(1, 14))) / MICRO),
                currency=debit.currency,
                key=f"random:{n}",
                at=datetime(2019, 1, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(3_000_000)),
            )
            for n in range(movements)
            for debit, credit in [chance.sample(list(chance.choice(books).values()), 2)]
        )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_random_book_comes_out_the_same(alice, tmp_path, seed):
    random_book(alice, seed, 400)

    found, said = of_beancount(beancount_lines(alice, zone=ZoneInfo("Australia/Sydney")), tmp_path)
    assert said["errors"] == []
    assert said["transactions"] == 400
    assert found == kept(alice)
    sums, asserted = of_hledger_text(hledger_lines(alice))
    assert sums == {key: number for key, number in asserted.items() if number} == kept(alice)


@pytest.mark.thorough
def test_the_demo_book_comes_out_the_same(db, tmp_path):
    call_command("load_demo", verbosity=0)
    demo = get_user_model().objects.get(email=settings.DEMO_LOGIN[0])

    found, said = of_beancount(beancount_lines(demo), tmp_path)
    assert said["errors"] == []
    assert said["transactions"] > 5000
    assert found == kept(demo)
    sums, _ = of_hledger_text(hledger_lines(demo))
    assert sums == kept(demo)


@pytest.mark.parametrize("both_sides", [False, True], ids=["one side", "both sides"])
def test_one_changed_amount_makes_beancount_complain(alice, tmp_path, both_sides):
    """By one micro-unit, in one line of an entry or in both: a balance at the end is missed."""
    random_book(alice, 7, 30)
    lines = list(beancount_lines(alice))
    side = next(n for n, line in enumerate(lines) if re.match(r"  \S+  [0-9]", line))
    for n in (side, side + 1) if both_sides else (side,):
        account, number, commodity = lines[n].split()
        more = Decimal(number) + Decimal("0.000001").copy_sign(Decimal(number))
        lines[n] = f"  {account}  {more} {commodity}"

    _, said = of_beancount(lines, tmp_path)
    missed = [error for error in said["errors"] if error.startswith("Balance failed")]
    assert len(missed) == (2 if both_sides else 1)
    assert "(0.000001 too" in missed[0]


def test_entries_fall_on_the_days_of_the_zone(alice):
    with acting_as(alice):
        late = datetime(2026, 3, 1, 20, tzinfo=UTC)
        deposit(create_book(owner=alice), "1", at=late)

    assert any(line.startswith("2026-03-01 *") for line in beancount_lines(alice))
    sydney = list(beancount_lines(alice, zone=ZoneInfo("Australia/Sydney")))
    assert any(line.startswith("2026-03-02 *") for line in sydney)
    assert any(
        line.startswith("2026-03-03 balance Assets:Book:Sportsbet  1.000000 ~ 0 AUD") for line in sydney
    )


def test_an_empty_book_is_a_valid_file(alice, tmp_path):
    found, said = of_beancount(beancount_lines(alice), tmp_path)

    assert (found, said["errors"]) == ({}, [])


def test_a_stranger_gets_nothing_of_another(alice, bob, strange):
    assert [line for line in beancount_lines(bob) if "Assets" in line or "key:" in line] == []


# --- Names ---------------------------------------------------------------------------------------------------------
@given(st.lists(st.tuples(st.sampled_from(Kind.values), st.text(min_size=1)), max_size=20))
def test_every_code_has_a_valid_name_of_its_own(codes):
    names = account_names(codes)

    assert len(set(names.values())) == len(set(codes))
    for name in names.values():
        root, *parts = name.split(":")
        assert root in {"Assets", "Liabilities", "Income", "Expenses", "Equity"}
        assert parts
        assert all(part and (part[0].isupper() or part[0].isdecimal()) for part in parts)
        assert all(
            letter.isalpha() or letter.isdecimal() or letter == "-" for part in parts for letter in part
        )


@given(st.lists(st.text(min_size=1), max_size=20))
def test_every_currency_has_a_valid_commodity_of_its_own(currencies):
    names = commodity_names(currencies)

    assert len(set(names.values())) == len(set(currencies))
    for currency, name in names.items():
        assert re.fullmatch(r"[A-Z][A-Z0-9'._-]{0,22}[A-Z0-9]", name)
        assert name == currency or not re.fullmatch(r"[A-Z][A-Z0-9'._-]{0,22}[A-Z0-9]", currency)


def test_names_are_readable():
    codes = [("asset", "book:sportsbet"), ("asset", "book:über"), ("income", "won:365"), ("asset", "wallet")]

    assert list(account_names(codes).values()) == [
        "Assets:Book:Sportsbet",
        "Assets:Book:Über",
        "Assets:Wallet",
        "Income:Won:365",
    ]
    assert commodity_names(["AUD", "usdc", "USDC", "€"]) == {
        "AUD": "AUD",
        "USDC": "USDC",
        "usdc": "USDC-2",
        "€": "X-20AC",
    }


# --- The commands --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("command", "lines"), [("beancount", beancount_lines), ("hledger", hledger_lines)])
def test_the_commands_print_the_same(alice, strange, capsys, command, lines):
    call_command(f"export_{command}", "--user", "Alice@Example.com")

    assert capsys.readouterr().out.splitlines() == list(lines(alice))


def test_a_command_for_nobody_says_so(db):
    with pytest.raises(CommandError, match="nobody with the address"):
        call_command("export_beancount", "--user", "nobody@example.com")
