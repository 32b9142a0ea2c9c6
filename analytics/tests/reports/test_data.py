"""CSV, Excel and Parquet read back: the same rows, sums that equal the journal to the cent, no cell a formula."""

import csv
import io
import tempfile
import zipfile
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import openpyxl
import pyarrow.parquet as pq
import pytest
from django.db.models import Sum

from analytics.filters import Filter
from analytics.reports import making
from analytics.reports.data import workbook
from analytics.reports.errors import Cancelled
from analytics.reports.progress import Heartbeat
from analytics.tests.reports.factories import ask, fresh, made
from bets.models import Bet
from bets.tests.factories import START, create_bet
from imports.tests.books import take
from imports.tests.exports import statement
from ledger.models import Account, Movement
from web.context import acting_as

pytestmark = pytest.mark.django_db
HOSTILE = [
    "=HYPERLINK(1)",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    " =1",
    "\t=1",
    "\uff1d1",
    "Žalgiris 北京\x0b",
    "=" * 3,
]
TABLES = ["bets", "legs", "movements", "statement_lines", "accounts"]


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def from_csv(path):
    found = {}
    with zipfile.ZipFile(path) as archive:
        for name in TABLES:
            text = archive.read(f"{name}.csv").decode("utf-8-sig")
            found[name] = list(csv.DictReader(io.StringIO(text)))
    return found


def from_parquet(path):
    with zipfile.ZipFile(path) as archive:
        return {
            name: pq.read_table(io.BytesIO(archive.read(f"{name}.parquet"))).to_pylist() for name in TABLES
        }


def from_xlsx(path):
    book = openpyxl.load_workbook(path)
    found = {}
    for name in TABLES:
        head, *rows = book[name].values
        found[name] = [dict(zip(head, row, strict=True)) for row in rows]
    return found


READ = {"csv": from_csv, "parquet": from_parquet, "xlsx": from_xlsx}


def total(rows, name, **only):
    kept = [row for row in rows if all(row[key] == value for key, value in only.items())]
    return sum((Decimal(str(row[name] or 0)) for row in kept), Decimal(0))


@pytest.mark.parametrize("form", READ)
def test_sums_equal_the_journal_to_the_cent(alice, form):
    take(alice, statement(5, first=0, last=30))
    told = READ[form](made(alice, form)[1])
    with acting_as(alice):
        profit = Bet.objects.aggregate(micro=Sum("profit_micro"))["micro"]
        moved = Movement.objects.visible_to(alice).aggregate(micro=Sum("amount_micro"))["micro"]
        balances = (
            dict(Account.objects.visible_to(alice).values_list("code", "balance__debit_micro")),
            dict(Account.objects.visible_to(alice).values_list("code", "balance__credit_micro")),
        )
        counts = [Bet.objects.count(), Movement.objects.visible_to(alice).count()]
    assert profit
    assert moved
    assert counts[0] == 5
    assert [len(told["bets"]), len(told["movements"])] == counts
    assert total(told["bets"], "profit") == Decimal(profit).scaleb(-6)
    assert total(told["movements"], "amount") == Decimal(moved).scaleb(-6)
    for row in told["accounts"]:
        debits, credits_ = (Decimal(side[row["account"]]).scaleb(-6) for side in balances)
        assert Decimal(str(row["debits"])) == debits
        assert Decimal(str(row["closing"])) == debits - credits_
        assert total(told["movements"], "amount", debit=row["account"]) == debits
    assert sum(Decimal(str(row["closing"])) for row in told["accounts"]) == 0


def test_days_split_the_journal_without_a_gap(alice):
    take(alice, statement(5, first=0, last=30))
    whole = from_csv(made(alice)[1])
    days = sorted({datetime.fromisoformat(row["effective_at"]).date() for row in whole["movements"]})
    middle = days[len(days) // 2]
    early = from_csv(made(alice, asked=Filter(date_to=middle))[1])
    late = from_csv(made(alice, asked=Filter(date_from=middle + timedelta(days=1)))[1])
    assert early["movements"]
    assert late["movements"]
    for name in ("movements", "statement_lines", "bets"):
        assert len(early[name]) + len(late[name]) == len(whole[name])
    closing = {row["account"]: row["closing"] for row in early["accounts"]}
    assert {row["account"]: row["opening"] for row in late["accounts"]} == closing
    assert {row["account"]: row["closing"] for row in late["accounts"]} == {
        row["account"]: row["closing"] for row in whole["accounts"]
    }


@pytest.mark.parametrize("form", READ)
def test_names_arrive_as_they_are_and_none_is_a_formula(alice, form):
    for name in HOSTILE:
        create_bet(owner=alice, selection=name, event_name=name)
    path = made(alice, form)[1]
    told = [row["selection"] for row in READ[form](path)["bets"]]
    if form == "csv":
        assert told[:8] == [*(f"'{name}" for name in HOSTILE[:7]), HOSTILE[7]]
        assert not any(text.lstrip().startswith(("=", "+", "-", "@", "\uff1d")) for text in told)
    elif form == "parquet":
        assert told == HOSTILE
    else:
        assert told == [name.replace("\x0b", "\N{REPLACEMENT CHARACTER}") for name in HOSTILE]
        cells = [cell for row in openpyxl.load_workbook(path)["bets"].iter_rows() for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f"]
        assert all(cell.quotePrefix for cell in cells if str(cell.value).startswith("="))


def test_amounts_are_exact_in_every_format(alice):
    create_bet(
        owner=alice, stake="90071992547.409931", profit="-90071992547.409931", odds=Decimal("1.909091")
    )
    create_bet(owner=alice, stake="0.000001")
    exact = Decimal("90071992547.409931")
    for form in ("csv", "parquet"):
        bets = READ[form](made(alice, form)[1])["bets"]
        assert sorted(Decimal(bet["stake"]) for bet in bets) == [Decimal("0.000001"), exact]
        assert Decimal(next(bet["odds"] for bet in bets if bet["odds"])) == Decimal("1.909091")
    schema = pq.read_schema(io.BytesIO(zipfile.ZipFile(made(alice, "parquet")[1]).read("bets.parquet")))
    assert str(schema.field("stake").type) == "decimal128(19, 6)"
    book = openpyxl.load_workbook(made(alice, "xlsx")[1])
    stakes = {cell.value: cell.data_type for cell in [row[18] for row in book["bets"].rows]}
    assert stakes == {"stake": "s", "90071992547.409931": "s", 0.000001: "n"}  # more digits than Excel has


def test_moments_are_told_in_the_persons_zone(alice):
    create_bet(owner=alice)
    sydney = ZoneInfo("Australia/Sydney")
    assert from_csv(made(alice)[1])["bets"][0]["placed_at"] == "2026-03-02T14:00:00+11:00"
    parquet = from_parquet(made(alice, "parquet")[1])["bets"][0]["placed_at"]
    assert parquet == START
    assert parquet.utcoffset() == START.astimezone(sydney).utcoffset()
    excel = from_xlsx(made(alice, "xlsx")[1])["bets"][0]
    assert excel["placed_at (Australia/Sydney)"] == datetime(2026, 3, 2, 14, 0)


def test_the_filter_narrows_bets_and_leaves_the_journal_its_days(alice):
    take(alice, statement(3, first=0, last=9))
    create_bet(owner=alice, sport="tennis", competition="Cup")
    asked = Filter(sport="tennis", date_from=date(2000, 1, 1))
    told = from_csv(made(alice, asked=asked)[1])
    assert [bet["competition"] for bet in told["bets"]] == ["Cup"]
    assert told["movements"]
    said = zipfile.ZipFile(made(alice, asked=asked)[1]).read("READ ME.txt").decode()
    assert all(words in said for words in ("sport: tennis", "Australia/Sydney", "bets: 1 rows"))


def test_a_full_sheet_goes_on_in_the_next(alice, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 4)
    for number in range(7):
        create_bet(owner=alice, ref=f"n{number}", placed_at=START + timedelta(hours=number))
    book = openpyxl.load_workbook(made(alice, "xlsx")[1])
    sheets = [name for name in book.sheetnames if name.startswith("bets")]
    assert sheets == ["bets", "bets 2", "bets 3"]
    told = [list(book[name].values) for name in sheets]
    assert [len(rows) for rows in told] == [4, 4, 2]
    assert [row[3] for rows in told for row in rows[1:]] == [f"n{number}" for number in range(7)]
    assert all(rows[0] == told[0][0] for rows in told)


def test_notes_are_left_out_unless_asked_for(alice):
    create_bet(owner=alice, note="my private words")
    assert "note" not in from_csv(made(alice)[1])["bets"][0]
    assert from_csv(made(alice, has_notes=True)[1])["bets"][0]["note"] == "my private words"


@pytest.mark.parametrize("form", READ)
def test_an_empty_book_has_tables_with_heads_and_no_rows(alice, form):
    told = READ[form](made(alice, form)[1])
    assert told == dict.fromkeys(TABLES, [])


def test_a_stranger_s_rows_are_in_nobody_elses_file(alice, charlie):
    create_bet(owner=alice, selection="Carlton by 12")
    create_bet(owner=charlie, selection="Essendon by 3")
    told = from_csv(made(charlie)[1])
    assert [bet["selection"] for bet in told["bets"]] == ["Essendon by 3"]


def test_a_workbook_that_is_not_finished_leaves_nothing_aside(alice, tmp_path, monkeypatch):
    create_bet(owner=alice)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    report = ask(alice, "xlsx")

    def refuse(self, rows):
        assert list(tmp_path.glob("openpyxl.*"))
        raise Cancelled

    monkeypatch.setattr(Heartbeat, "advance", refuse)
    making.run(report_id=report.pk, user_id=alice.pk, attempt=0)
    assert fresh(report).state == "cancelled"
    assert list(tmp_path.glob("openpyxl.*")) == []
