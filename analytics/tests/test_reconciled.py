"""A bookmaker account's page: what the difference is made of, why, and what can be done about it."""

import json
import re
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from imports import generator
from imports.tests.books import part, records, take
from ledger.balances import balance
from ledger.models import Account
from treasury.models import Adjustment
from web.context import acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files_aside(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def page(client, alice):
    client.force_login(alice)
    return client


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


def book_of(alice):
    with acting_as(alice):
        return Account.objects.get(code__startswith="book:")


def hidden(response):
    return dict(re.findall(r'type="hidden" name="(token|amount_micro)" value="([^"]+)"', response.text))


CONTENT = generator.make("sportsbet", 120, 11)


def test_one_whole_file_is_proved_and_nothing_is_to_be_done(page, alice):
    take(alice, CONTENT)
    said = words(page.get(f"/money/{book_of(alice).pk}/"))
    assert "Proved to the cent" in said
    assert "120 rows, each balance follows" in said
    assert "What the difference is made of" not in said


def test_time_that_no_file_covers_is_named_with_the_files_around_it(page, alice):
    take(alice, part(CONTENT, "sportsbet", 0, 0.4), filename="newer.csv")
    take(alice, part(CONTENT, "sportsbet", 0.6, 1), filename="older.csv")
    said = words(page.get(f"/money/{book_of(alice).pk}/"))
    assert "1 gap" in said
    assert "Rows missing" in said
    assert "older.csv ends before it, newer.csv begins after it" in said
    take(alice, part(CONTENT, "sportsbet", 0.3, 0.7))
    assert "120 rows, each balance follows" in words(page.get(f"/money/{book_of(alice).pk}/"))


def test_a_row_told_twice_breaks_the_file_but_not_the_account(page, alice):
    rows = records(CONTENT.decode("utf-8-sig"))
    upload = take(alice, "".join([*rows[:30], rows[29], *rows[30:]]).encode())
    assert "Told twice" in words(page.get(f"/import/{upload.pk}/"))
    assert "120 rows, each balance follows" in words(page.get(f"/money/{book_of(alice).pk}/"))


def test_a_row_that_a_file_lacks_is_missing_in_that_file(page, alice):
    rows = records(CONTENT.decode("utf-8-sig"))
    take(alice, "".join([*rows[:30], *rows[31:]]).encode(), filename="lacking.csv")
    said = words(page.get(f"/money/{book_of(alice).pk}/"))
    assert "Rows missing" in said
    assert "In lacking.csv , line" in said


def test_a_refused_row_is_why_its_money_is_missing(page, alice):
    rows = records(CONTENT.decode("utf-8-sig"))
    rows[30] = (
        rows[30].replace('"Bet Stake"', '"Odd"').replace('"Win"', '"Odd"').replace('"Deposit"', '"Odd"')
    )
    assert take(alice, "".join(rows).encode()).rejected == 1
    assert "Refused rows" in words(page.get(f"/money/{book_of(alice).pk}/"))


def test_the_opening_balance_is_recorded_after_it_was_shown_and_taken_back(page, alice):
    take(alice, part(CONTENT, "sportsbet", 0, 0.5))
    account = book_of(alice)
    here = page.get(f"/money/{account.pk}/")
    assert "Opening balance" in words(here)
    form = re.search(r'href="(/money/\d+/adjust/\?before=\d+)"', here.text)[1]
    shown = page.get(form)
    assert "Record the opening balance" in words(shown)
    done = page.post(form, hidden(shown) | {"note": "from last year"}, follow=True)
    assert "Recorded in your journal" in words(done)
    assert "with what you recorded, every cent is explained" in words(done)
    with acting_as(alice):
        made = Adjustment.objects.get()
        held = balance(account)
    back = page.post(f"/money/{account.pk}/adjustments/{made.pk}/take-back/", follow=True)
    assert "1 adjustment taken back" in words(back)
    assert "from last year" in words(back)
    with acting_as(alice):
        assert balance(account) == held - made.amount_micro


def test_what_changed_meanwhile_is_not_recorded(page, alice):
    take(alice, part(CONTENT, "sportsbet", 0, 0.5))
    here = page.get(f"/money/{book_of(alice).pk}/")
    form = re.search(r'href="(/money/\d+/adjust/\?before=\d+)"', here.text)[1]
    said = hidden(page.get(form))
    refused = page.post(form, said | {"amount_micro": "1"}, follow=True)
    assert "not what it was when you looked" in words(refused)
    take(alice, CONTENT)
    assert page.post(form, said).status_code == 404


def test_an_amount_of_ones_own(page, alice):
    take(alice, CONTENT)
    path = f"/money/{book_of(alice).pk}/adjust/"
    said = hidden(page.get(path)) | {"day": "2026-03-01", "note": "A fee"}
    for wrong in ("", "ten", "0", "9" * 30):
        assert page.post(path, said | {"amount": wrong}).status_code == 422
    assert page.post(path, said | {"amount": "1", "day": "9999-01-01"}).status_code == 422
    assert "A fee" in words(page.post(path, said | {"amount": "-2.50"}, follow=True))
    with acting_as(alice):
        assert Adjustment.objects.get().amount_micro == -2_500_000


@pytest.mark.parametrize("before", ["x", "9", "9" * 40, "-1"])
def test_a_gap_that_is_not_there(page, alice, before):
    take(alice, CONTENT)
    assert page.get(f"/money/{book_of(alice).pk}/adjust/?before={before}").status_code == 404


def test_the_command_tells_the_same(alice):
    take(alice, part(CONTENT, "sportsbet", 0, 0.4), filename="newer.csv")
    take(alice, part(CONTENT, "sportsbet", 0.6, 1), filename="older.csv")
    out = StringIO()
    call_command("balance_proof", user="alice@example.com", json=True, stdout=out)
    (account,) = json.loads(out.getvalue())["accounts"]
    assert (account["proved_rows"], len(account["spans"])) == (96, 2)
    (gap,) = account["gaps"]
    assert (gap["reason"], gap["file"], gap["recorded"]) == ("missing-window", None, False)
    total = Decimal(account["opening"]) + Decimal(gap["amount"])
    assert total == Decimal(account["difference"]) == Decimal(account["stated"]) - Decimal(account["journal"])
    with pytest.raises(CommandError):
        call_command("balance_proof", user="nobody@example.com")
