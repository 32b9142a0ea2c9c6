"""Files that are known and hold no bets: told exactly what they are, on the page and by the command."""

import codecs
import json
import random
import time
from html import unescape
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from imports import formats, intake, not_bets, pipeline, sniff
from imports.formats import FileError
from imports.models import State, Upload
from imports.tests import files
from imports.tests.books import book
from web.context import acting_as

FIXTURES = Path(__file__).parent / "fixtures_not_bets"
FILES = sorted(FIXTURES.glob("*/*"))
ODDS = Path(__file__).resolve().parents[3] / "shared" / "data" / "odds"
STORE = " It belongs to the odds store and not into your book."

TOLD = {
    "season_1993.csv": "This is a football-data.co.uk results file of league E0, season 1993/94, 3 matches: "
    "results, not bets." + STORE,
    "season_2001_ht.csv": "This is a football-data.co.uk results file of league G1, season 2001/02, 2 matches: "
    "results, not bets." + STORE,
    "season_2012_betbrain.csv": "This is a football-data.co.uk results file of league E1, season 2012/13, 2 matches: "
    "prices, not bets." + STORE,
    "season_2019_closing.csv": "This is a football-data.co.uk results file of league SP1, season 2019/20, 2 matches, "
    "with closing odds: prices, not bets." + STORE,
    "season_2024_two_leagues.csv": "This is a football-data.co.uk results file of leagues D1 and D2, season 2024/25, 2 "
    "matches: prices, not bets." + STORE,
    "fixtures.csv": "This is a football-data.co.uk fixtures file of league B1, season 2025/26, 1 match: prices,"
    " not bets." + STORE,
    "new_league.csv": "This is a football-data.co.uk results file of league Argentina Liga Profesional, seasons "
    "2012/2013 to 2024, 2 matches, with closing odds: prices, not bets." + STORE,
    "upcoming.json": "This is a reply of The Odds API saved as a file, 2 events of soccer_epl, from 2026-03-07 "
    "to 2026-03-08, with the prices of 2 bookmakers: prices, not bets." + STORE,
    "historical.json": "This is a reply of The Odds API saved as a file, 1 event of americanfootball_nfl, on "
    "2025-10-19, with the prices of 1 bookmaker: prices, not bets." + STORE,
    "march.ofx": "This is a bank statement (OFX) with 2 transactions, not bets.",
    "march_xml.ofx": "This is a bank statement (OFX) with 1 transaction, not bets.",
    "march.qif": "This is a bank statement (QIF) with 2 transactions, not bets.",
    "march.sta": "This is a bank statement (MT940) with 1 transaction, not bets.",
    "march.xml": "This is a bank statement (CAMT) with 2 transactions, not bets.",
    "british.csv": "This looks like a bank statement of 2 rows, not bets: banks have columns such as Account "
    "Number, Credit Amount, Debit Amount and Sort Code.",
    "german.csv": "This looks like a bank statement of 1 row, not bets: banks have columns such as "
    "Auftragskonto, BIC, Betrag and IBAN.",
}  # fmt: skip
TABLES = [path for path in FILES if path.suffix == ".csv"]
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
each_table = pytest.mark.parametrize("path", TABLES, ids=lambda path: f"{path.parent.name}/{path.name}")


@pytest.fixture(autouse=True)
def _files_aside(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def told(path):
    """What is said of a file: (slug, sentence), or None."""
    try:
        table = not_bets.read(path, path.name)
    except not_bets.NotBets as known:
        return known.kind.slug, known.message
    seems = not_bets.likely(table)
    return seems and (seems.kind.slug, seems.message)


def written(tmp_path, data):
    path = tmp_path / "file"
    path.write_bytes(data)
    return path


@each_file
def test_a_file_is_told_exactly_what_it_is(path):
    assert told(path) == (path.parent.name, TOLD[path.name])


def test_every_kind_has_a_fixture_and_words_for_its_page():
    assert {path.parent.name for path in FILES} == {kind.slug for kind in not_bets.all_kinds()}
    for kind in not_bets.all_kinds():
        assert kind.name
        assert "not bets" in kind.title
        assert kind.instead.endswith(".")
        assert kind.slug not in {found.slug for found in formats.all_formats()}


@each_table
def test_no_format_claims_such_a_file(path):
    scores = formats.detect(sniff.read(path).sample).scores
    assert [found.slug for found, match in scores if match.score > 0] == []


@pytest.mark.parametrize(
    "path", files.fixtures(), ids=[f"{path.parent.name}/{path.stem}" for path in files.fixtures()]
)
def test_no_export_is_taken_for_such_a_file(path):
    assert told(path) is None


@each_table
@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", b""), ("utf-8", codecs.BOM_UTF8), ("utf-16-le", codecs.BOM_UTF16_LE), ("cp1252", b"")],
    ids=["utf-8", "mark", "utf-16", "windows-1252"],
)
def test_encodings_line_ends_order_and_workbooks_change_nothing(path, encoding, mark, tmp_path):
    export = files.taken_apart(path.read_bytes())
    rows = [row for row in export.rows if any(row)]
    random.Random(str(path)).shuffle(rows)
    shuffled = export.with_rows(rows)
    text = ("\r\n".join(export.delimiter.join(row) for row in [export.header, *rows]) + "\r\n").encode(
        encoding
    )
    name = path.parent.name
    found = told(written(tmp_path, mark + text))
    assert found is not None
    assert found[0] == name
    assert same(found[1]) == same(TOLD[path.name])
    found = told(written(tmp_path, files.workbook(shuffled, days=files.DAY_FIRST)))
    assert found is not None
    assert found[0] == name
    assert same(found[1]) == same(TOLD[path.name])


def same(text):
    """Leagues are listed as they come."""
    return text.replace("D2 and D1", "D1 and D2")


def test_dates_in_a_workbook_tell_the_season(tmp_path):
    from datetime import datetime
    from io import BytesIO

    import openpyxl

    workbook, out = openpyxl.Workbook(), BytesIO()
    workbook.active.append(["Div", "Date", "HomeTeam", "AwayTeam", "FTHG", "FTAG", "FTR", "AvgH"])
    workbook.active.append(["E0", datetime(2023, 8, 11), "Northton", "Easthaven", 0, 3, "A", 1.5])
    workbook.save(out)
    assert "league E0, season 2023/24, 1 match:" in told(written(tmp_path, out.getvalue()))[1]


def test_a_whole_season_and_many_years_in_one_file(tmp_path):
    head = "Div,Date,HomeTeam,AwayTeam,FTHG,FTAG,FTR,B365H\n"
    season = "".join(
        f"E0,{1 + n % 28:02}/{8 + n // 76:02}/2023,T{n % 20},T{(n + 1) % 20},1,0,H,2\n" for n in range(380)
    )
    assert "season 2023/24, 380 matches:" in told(written(tmp_path, (head + season).encode()))[1]
    years = "".join(f"E0,20/08/{year:02},A,B,1,0,H,2\n" for year in (93, 99, 0, 25))
    assert "seasons 1993/94 to 2025/26, 4 matches" in told(written(tmp_path, (head + years).encode()))[1]


def test_a_file_with_a_persons_own_stakes_is_not_refused(tmp_path):
    text = "Div,Date,HomeTeam,AwayTeam,FTHG,FTAG,FTR,B365H,Stake\nE0,20/08/2025,A,B,1,0,H,2,10\n"
    assert told(written(tmp_path, text.encode())) is None


@pytest.mark.parametrize(
    "text",
    [
        "Country,League,Date,Home,Away,Pick,Price\nEngland,Premier,01/03/2026,A,B,A,2.5\n",
        "Date,Type,Description,Amount,Balance\n01/03/2026,Bet,A v B,-5,95\n",
        "Date,Account Number,Event,Stake,Amount\n01/03/2026,1,A v B,5,5\n",
        "Div,Date,Player,Stake,Odds,Result\nA,01/03/2026,Ruud,5,2.5,won\n",
    ],
)
def test_lists_of_bets_are_not_taken_for_something_else(text, tmp_path):
    assert told(written(tmp_path, text.encode())) is None


@pytest.mark.parametrize(
    "data",
    [
        b'[{"sport_key": "x", "commence_time": 3, "bookmakers": 7}, 5, null]',
        b'[{"sport_key": null, "commence_time": [[]], "bookmakers": [null, {"key": {}}]}]',
        b'[{"sport_key": "x", "commence_time": ' + b"[" * 200_000,
        b'{"data": {"sport_key": 1, "commence_time": 2}}',
        b'{"sport_key": "x", "commence_time": "2026-01-01"}\x00',
        json.dumps([{"sport_key": "x" * 5_000, "commence_time": "y" * 5_000}] * 40).encode(),
    ],
    ids=["numbers", "nothings", "deep", "no list", "cut", "long"],
)
def test_odd_replies_are_still_told_in_a_sentence(data, tmp_path):
    slug, sentence = told(written(tmp_path, data))
    assert slug == "odds-api"
    assert sentence.endswith(STORE)
    assert len(sentence) < 500


@pytest.mark.parametrize(
    "data",
    [
        b":20:x\n" * 20_000,
        b"{1:}" + b":20:\n" * 20_000,
        b"<?x?>" * 20_000,
        b"<? ?" * 20_000,
        b"<Document " * 10_000,
        b"!" * 100_000,
        b'{"sport_key"' * 10_000,
    ],
    ids=["statements", "envelopes", "instructions", "torn", "documents", "marks", "replies"],
)
def test_what_only_begins_so_takes_no_time(data, tmp_path):
    started = time.perf_counter()
    with pytest.raises(FileError) as refused:
        not_bets.read(written(tmp_path, data))
    assert not isinstance(refused.value, not_bets.NotBets)
    assert time.perf_counter() - started < 2


def test_other_json_stays_what_it_was(tmp_path):
    with pytest.raises(FileError, match="JSON"):
        not_bets.read(written(tmp_path, b'[{"bet": 1}]'))


@pytest.mark.parametrize("name", ["football-data-E0-2024-25.csv", "football-data-fixtures.csv"])
def test_the_published_files_are_known(name):
    if not (ODDS / name).is_file():
        pytest.skip("the published files are not beside this checkout (../shared/data/odds)")
    slug, sentence = told(ODDS / name)
    assert slug == "football-data"
    assert ("season 2024/25, 380 matches, with closing odds" if "E0" in name else "fixtures file") in sentence


# --- On the page and by the command ----------------------------------------------------------------------------------
def sent(person, path, **options):
    upload = intake.receive(user=person, filename=path.name, chunks=[path.read_bytes()], options=options)
    pipeline.run(upload_id=upload.pk, user_id=person.pk, attempt=0)
    with acting_as(person):
        return Upload.objects.get(pk=upload.pk)


@pytest.mark.thorough
@pytest.mark.django_db
@each_file
def test_the_page_says_what_the_file_is_and_what_to_bring_instead(path, alice, client):
    upload = sent(alice, path)
    assert (upload.state, upload.error, upload.format) == (State.FAILED, TOLD[path.name], path.parent.name)
    assert not book(alice)["bets"]
    kind = not_bets.find(upload.format)
    client.force_login(alice)
    page = unescape(client.get(f"/import/{upload.pk}/").content.decode())
    assert kind.title in page
    assert kind.instead in page
    assert "Tell us what its columns mean" not in page
    assert ("These are bets" in page) == (not kind.is_certain)
    assert "Not bets" in client.get("/import/").content.decode()


@pytest.mark.django_db
def test_neither_a_format_nor_a_mapping_makes_bets_of_prices(alice, client):
    path = FIXTURES / "football-data" / "season_2019_closing.csv"
    assert sent(alice, path, format="pikkit").error == TOLD[path.name]
    mapping = json.dumps({"columns": {"placed": "Date", "stake": "FTHG", "result": "FTR"}})
    upload = sent(alice, path, mapping=mapping)
    assert upload.error == TOLD[path.name]
    client.force_login(alice)
    answer = client.get(f"/import/{upload.pk}/mapping/", follow=True)
    assert answer.redirect_chain == [(f"/import/{upload.pk}/", 302)]
    assert TOLD[path.name] in answer.content.decode()


@pytest.mark.django_db
def test_what_only_looks_like_a_bank_statement_may_be_mapped(alice, client):
    upload = sent(alice, FIXTURES / "bank-table" / "british.csv")
    client.force_login(alice)
    assert "What do the columns mean?" in client.get(f"/import/{upload.pk}/mapping/").content.decode()


@pytest.mark.django_db
def test_the_command_says_it_too(alice, capsys):
    path = FIXTURES / "football-data" / "new_league.csv"
    with pytest.raises(SystemExit):
        call_command("import_export", str(path), "--user", alice.email)
    assert TOLD[path.name] in capsys.readouterr().out
    with pytest.raises(CommandError, match="prices, not bets"):
        call_command("import_export", str(path), "--user", alice.email, "--guess-mapping")
