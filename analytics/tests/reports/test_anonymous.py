"""Somebody's bets as a file by which nobody can tell whose they are."""

import csv
import io
import re
import zipfile
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
import pypdfium2 as pdfium
import pytest
from django.core.management import call_command
from django.urls import reverse
from pypdf import PdfReader

from accounts.tests.factories import create_user
from analytics.filters import Filter
from analytics.harm.models import Circumstances
from analytics.reports.pdf.unnamed import Calendar
from analytics.tests.factories import create_transfer
from analytics.tests.reports.factories import ask, made
from bets.models import Bet, Leg, Status
from bets.tests.factories import START, create_bet
from web.context import acting_as

pytestmark = pytest.mark.django_db
SYDNEY = ZoneInfo("Australia/Sydney")
TABLES = ("bets", "legs", "cash")
NAMES = (
    "zelda", "Zelda", "Quartz", "Xylophone", "Ultramarine", "Wombat", "REF-77123", "Betfair", "betfair", "Smarkets",
    "smarkets", "AUD", "GBP", "Australia/", "Lord_Howe", "Lord Howe", "secret note", "Noodle racing", "noodle",
    "Corner",
)  # fmt: skip
AMOUNTS = ("137.31", "1098.48", "1,098.48", "843.77", "9171.23", "9,171", "55.51", "$", "£")
DAYS = re.compile(r"2026|2025-1[12]|Mar(ch)? |Apr(il)? |1[0-9]:0[0-9] UTC")


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def bob(db):
    """A coach without a client, in another country."""
    return create_user(email="bob@example.com", time_zone="America/Toronto", currency="CAD")


@pytest.fixture
def zelda(db):
    """A month of bets with everything that must not be seen, at two bookmakers in two currencies."""
    user = create_user(
        email="zelda.quartz@quartz-mail.example", name="Zelda Quartz", time_zone="Australia/Lord_Howe"
    )
    names = {
        "event_name": "Xylophone Rovers v Wombats",
        "selection": "Wombat to win",
        "market_name": "Corner race",
    }
    for day in range(30):
        at = START + timedelta(days=day, hours=day % 5)
        create_bet(
            owner=user, ref=f"REF-77123-{day}", placed_at=at, settled_at=at + timedelta(hours=1), stake="137.31",
            bookmaker="betfair", sport="afl", competition="Ultramarine Cup", note="my secret note", **names,
        )  # fmt: skip
        bet = create_bet(
            owner=user, ref=f"REF-77123-{day}b", placed_at=at + timedelta(minutes=9), stake="1098.48",
            status=Status.WON, profit="843.77", bookmaker="smarkets", structure="multi", legs_count=2,
        )  # fmt: skip
        with acting_as(user):
            Leg.objects.create(
                owner=user, bet=bet, position=1, event_name=names["event_name"], selection=names["selection"]
            )
    create_bet(owner=user, currency="GBP", stake="55.51", ref="REF-77123-g")
    create_transfer(owner=user, amount="9171.23", bookmaker="betfair")
    with acting_as(user):
        from bets.models import Sport

        own = Sport.objects.create(owner=user, slug="noodle-racing", name="Noodle racing")
        Bet.objects.filter(ref="REF-77123-4").update(sport=own)
    return user


def rows(path, table):
    with zipfile.ZipFile(path) as archive:
        return list(csv.DictReader(io.StringIO(archive.read(f"{table}.csv").decode("utf-8-sig"))))


def everything(form, path):
    """All text that a file holds anywhere, unpacked."""
    with zipfile.ZipFile(path) as archive:
        said = [str([entry.date_time for entry in archive.infolist()])]
        for name in archive.namelist():
            content = archive.read(name)
            if form == "parquet" and name.endswith(".parquet"):
                table = pq.read_table(io.BytesIO(content))
                said += [
                    str(table.to_pylist()),
                    str(table.schema),
                    str(pq.read_metadata(io.BytesIO(content))),
                ]
            said.append(
                content.decode("utf-8", "replace") if form != "parquet" or name.endswith(".txt") else ""
            )
    return "\n".join(said)


# --- What must not be seen -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_no_name_amount_or_day_stands_anywhere_in_a_table(zelda, form, monkeypatch):
    monkeypatch.setattr(
        "secrets.token_hex", lambda size: "ab" * size
    )  # which by chance may have a year's digits
    told = everything(form, made(zelda, form, is_anonymous=True, has_notes=True)[1])
    assert [word for word in (*NAMES, *AMOUNTS) if word in told] == []
    assert DAYS.findall(told) == []
    assert all(word in told for word in ("Bookmaker A", "XXA", "Event 1", "Competition A", "Sport A"))


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_the_same_words_do_stand_in_an_ordinary_one(zelda, form):
    told = everything(form, made(zelda, form, has_notes=True)[1])
    assert [
        word
        for word in ("Xylophone", "REF-77123", "Betfair", "secret note", "Noodle racing")
        if word not in told
    ] == []
    assert DAYS.search(told)


def test_the_download_is_called_nothing_but_anonymous(client, zelda):
    client.force_login(zelda)
    filled = {
        "kind": "month",
        "month": "2026-03",
        "format": "csv",
        "key": "5a7bd9d4-9be4-4b0c-9b37-2f6c94f7bf11",
    }
    page = client.post(reverse("reports:list"), filled | {"is_anonymous": "on"}, follow=True).text
    assert "Nobody can tell from the file whose it is" in page
    found = client.get(re.search(r'href="(/reports/\d+/file/)"', page)[1])
    assert found["Content-Disposition"] == 'attachment; filename="betsite_anonymous.csv.zip"'
    assert "anonymous" in client.get(reverse("reports:list")).text


def test_an_anonymous_report_is_another_than_the_same_with_names(zelda):
    first, second = ask(zelda), ask(zelda, is_anonymous=True)
    assert first.digest != second.digest
    assert (second.has_name, second.is_masked) == (False, True)


PDF_DAYS = re.compile(
    r"20[12]\d|\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d|\b\d{1,2} (Mar|Apr)|UTC"
)


def paper(path):
    """The text of the paper, and everything it says of itself."""
    found = PdfReader(path)
    said = [page.extract_text() for page in found.pages]
    said += [page.get_textpage().get_text_bounded() for page in pdfium.PdfDocument(path)]
    said += [
        str(found.metadata),
        *headings(found.outline),
        str(found.xmp_metadata and found.xmp_metadata.stream.get_data()),
    ]
    return " ".join(" ".join(said).split())


def headings(outline):
    """The titles alone: pypdf's own words for an entry hold addresses in memory, whose digits may be a year."""
    for entry in outline:
        yield from headings(entry) if isinstance(entry, list) else (entry.title,)


@pytest.mark.thorough
def test_no_name_amount_or_day_stands_in_the_paper(zelda):
    march = Filter(date_from=date(2026, 3, 1), date_to=date(2026, 3, 31))
    for asked in (Filter(), march, Filter(bookmaker="betfair")):
        made_of = made(zelda, "pdf", asked=asked, is_anonymous=True, has_name=True)
        told = paper(made_of[1])
        assert [word for word in (*NAMES, *AMOUNTS) if word in told] == []
        assert PDF_DAYS.findall(told.replace("2000", "")) == []
        assert made_of[0].created_at.strftime("%Y") not in told
        assert all(word in told for word in ("Anonymous", "Bookmaker A", "Week 1", "Day 1", "Sport A", "•••"))
        assert "Best bets" not in told
    assert b"zelda" not in made_of[1].read_bytes()


def test_the_patterns_in_it_tell_no_day_either(zelda):
    with acting_as(zelda):
        Circumstances.objects.create(owner=zelda, income_micro=5_551_000_000, currency="AUD", country="AU")
    told = paper(made(zelda, "pdf", is_anonymous=True, has_harm=True)[1])
    assert "A pattern, not a diagnosis" in told
    assert "2026" not in told
    assert [word for word in (*NAMES, *AMOUNTS[:-2], "5,551") if word in told] == []


def test_an_ordinary_paper_has_all_of_it(zelda):
    told = paper(made(zelda, "pdf", has_name=True)[1])
    seen = ("Betfair", "Xylophone", "AUD", "Lord Howe", "zelda", "Noodle racing", "9,171", "Mar 2026")
    assert [word for word in seen if word not in told] == []


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("From 4 March 2026 to 12 May 2026 you settled 3 bets", "From week 1 to week 11 you settled 3 bets"),
        ("2 Mar 2026 to 8 Mar 2026", "Week 1"),
        ("6 Mar 26", "Day 3"),
        ("May 2026", "Month 3"),
        ("Since March 2026 you", "From the beginning you"),
        ("2027", "Year 2"),
        ("•••, 3 May 2026", "•••, day 61"),
        ("Feb 2026", "Month 1"),
        ("the Commission, 1 May 2009", "the Commission, 1 May 2009"),
        ("1984", "1984"),
        ("+2026%", "+2026%"),
    ],
)
def test_days_are_counted_from_the_first_and_research_keeps_its_year(said, told):
    assert Calendar(date(2026, 3, 4), date(2026, 3, 1), date(2027, 6, 1)).without_days(said) == told


# --- What stays true ---------------------------------------------------------------------------------------------
def test_weekdays_hours_and_pauses_are_true_and_days_are_not(alice):
    moments = [START + timedelta(days=n, hours=7 * n, minutes=n) for n in range(20)]
    for number, at in enumerate(moments):
        create_bet(owner=alice, ref=f"n{number}", placed_at=at)
    told = [
        datetime.fromisoformat(row["placed_on_clock"])
        for row in rows(made(alice, is_anonymous=True)[1], "bets")
    ]
    local = [at.astimezone(SYDNEY).replace(tzinfo=None) for at in moments]
    (shift,) = {true - moved for true, moved in zip(local, told, strict=True)}
    assert shift.days % 7 == shift.seconds == 0
    assert 30 <= shift.days / 7 <= 300


def test_two_reports_of_one_book_share_neither_shift_nor_references(alice):
    """Ten of them: that all draw the same of 271 weeks happens once in 10^21 runs of this test."""
    create_bet(owner=alice)
    told = [rows(made(alice, is_anonymous=True)[1], "bets")[0] for _ in range(10)]
    assert len({row["placed_on_clock"] for row in told}) > 1
    assert len({row["reference"] for row in told}) == 10


def test_an_hour_that_comes_twice_does_not_turn_a_bet_round(alice):
    first = datetime(2026, 4, 4, 15, 50, tzinfo=ZoneInfo("UTC"))  # 02:50 in Sydney, for the first time
    create_bet(owner=alice, placed_at=first, settled_at=first + timedelta(minutes=20))
    (row,) = rows(made(alice, is_anonymous=True)[1], "bets")
    assert row["placed_on_clock"] == row["settled_on_clock"]


def test_the_usual_stake_is_a_hundred_in_each_currency_and_the_scale_cannot_be_told(alice, bob):
    """A book and that book times 7.31 make the same file but for what is drawn."""
    for owner, factor in ((alice, 100), (bob, 731)):
        for number in range(21):
            stake = f"{factor * (10 + number % 7) / 100:.2f}"
            create_bet(owner=owner, ref=f"n{number}", stake=stake, placed_at=START + timedelta(days=number))
        create_bet(owner=owner, ref="pounds", currency="GBP", stake=f"{factor / 20:.2f}", placed_at=START)
    files = [rows(made(owner, is_anonymous=True)[1], "bets") for owner in (alice, bob)]
    amounts = [[(row["currency"], row["stake"], row["profit"]) for row in told] for told in files]
    assert amounts[0] == amounts[1]
    assert sorted(Decimal(stake) for currency, stake, _ in amounts[0] if currency == "XXA")[10] == 100
    assert [stake for currency, stake, _ in amounts[0] if currency == "XXB"] == ["100.00"]


def test_legs_name_their_bets_and_events_keep_their_number(zelda):
    path = made(zelda, is_anonymous=True)[1]
    bets, legs = rows(path, "bets"), rows(path, "legs")
    multis = [bet["id"] for bet in bets if bet["structure"] == "multi"]
    assert [leg["bet"] for leg in legs] == multis
    assert [bet["id"] for bet in bets] == [str(number + 1) for number in range(61)]
    assert {bet["event"] for bet in bets if bet["event"]} == {leg["event"] for leg in legs} == {"Event 1"}


def test_a_filter_narrows_all_of_it_and_is_not_told(zelda):
    asked = Filter(date_from=date(2026, 3, 1), date_to=date(2026, 3, 20), sport="afl", weekday="tuesday")
    path = made(zelda, asked=asked, is_anonymous=True)[1]
    bets = rows(path, "bets")
    assert {datetime.fromisoformat(bet["placed_on_clock"]).isoweekday() for bet in bets} == {2}
    assert (len(bets), rows(path, "legs")) == (3, [])
    said = zipfile.ZipFile(path).read("READ ME.txt").decode()
    assert "weekday" not in said.replace("weekdays", "").replace("weekday and hour", "")
    assert "afl" not in said


def test_an_empty_book_makes_heads_without_rows(alice):
    path = made(alice, is_anonymous=True)[1]
    assert [rows(path, table) for table in TABLES] == [[], [], []]


def test_the_command_makes_one_too(zelda, tmp_path):
    out = tmp_path / "for kim.zip"
    call_command("report", "--user", zelda.email, "--format", "csv", "--anonymous", "--out", str(out))
    assert rows(out, "bets")[0]["bookmaker"] == "Bookmaker A"
