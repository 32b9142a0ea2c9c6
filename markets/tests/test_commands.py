"""What the commands say and do."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from markets.models import Close, SpecialSession
from markets.tests.factories import database_time, utc
from markets.tests.test_ingest import FRED

pytestmark = pytest.mark.django_db(databases=["default", "staff", "owner"], transaction=True)
CLOSES = {"--instrument": "nasdaq-composite", "--source": "fred"}
CLOSURE = {"--exchange": "XNAS", "--day": "2026-12-09", "--reason": "A storm", "--by": "staff@example.com"}


def said(name: str, *arguments: object, **options: str) -> str:
    out = StringIO()
    words = [word for pair in options.items() for word in pair]
    call_command(name, *map(str, arguments), *words, stdout=out, stderr=out)
    return out.getvalue()


def closure(*arguments: str, **more: str) -> str:
    with database_time("2026-12-09 12:00"):
        return said("market_closure", *arguments, **CLOSURE | more)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "NASDAQCOM.csv"
    path.write_text(FRED + "2025-01-11,5\n")
    return path


def test_a_file_is_taken_in(db, file):
    told = json.loads(said("closes_ingest", file, "--json", **CLOSES))
    assert (told["new"], told["missing"], told["rejected"]) == (2, 1, 1)
    assert told["rejects"] == [
        {"line": 5, "column": "", "cell": "2025-01-11", "reason": "no session of the exchange"}
    ]
    assert not Close.objects.filter(is_final=True).exists()
    text = said("closes_ingest", file, "--provisional", **CLOSES)
    assert "new 0, revised 0, unchanged 2, missing 1, rejected 1" in text
    assert "line 5: no session of the exchange (2025-01-11)" in text


def test_final_closes_and_when_they_were_published(db, file):
    said("closes_ingest", file, "--final", **CLOSES, **{"--published-at": "2025-01-10T17:15:00-05:00"})
    newest = Close.objects.latest("session")
    assert newest.is_final
    assert newest.published_at == utc("2025-01-10 22:15")


def test_many_rejects_are_told_in_part(db, tmp_path):
    file = tmp_path / "many.csv"
    file.write_text("date,close\n" + "2025-01-11,5\n" * 25)
    text = said("closes_ingest", file, **CLOSES)
    assert text.count("no session") == 20
    assert "and 5 more" in text


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"--instrument": "dow"}, "There is no instrument dow; there are: nasdaq-100, nasdaq-composite."),
        ({"--source": "Fred!"}, "small letters"),
        ({"--column": "x"}, "no one column"),
        ({"--published-at": "now"}, "no time like"),
        ({"--published-at": "2025-01-10T17:15"}, "no zone"),
    ],
)
def test_what_cannot_be_taken_is_said(db, file, more, why):
    with pytest.raises(CommandError, match=why):
        said("closes_ingest", file, **CLOSES | more)
    assert not Close.objects.exists()


def test_a_file_that_is_not_there(db, tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        said("closes_ingest", tmp_path / "gone.csv", **CLOSES)
    with pytest.raises(CommandError, match="not allowed with"):
        said("closes_ingest", tmp_path, "--final", "--provisional", **CLOSES)


def test_a_closure_an_early_close_and_back(staff):
    assert "closed all day" in closure("--closed")
    told = json.loads(closure("--json", **{"--closes-at": "13:00"}))
    assert (told["says"], told["closes_at"]) == ("closes at 18:00 UTC", "2026-12-09T18:00:00+00:00")
    assert "as scheduled" in closure("--as-scheduled")
    assert SpecialSession.objects.count() == 3


@pytest.mark.parametrize(
    ("arguments", "more", "why"),
    [
        (["--closed"], {"--by": "nobody@example.com"}, "nobody with the address"),
        (["--closed"], {"--by": "alice@example.com"}, "entered by staff"),
        (["--closed"], {"--day": "2026-12-08"}, "has closed"),
        (["--closed"], {"--day": "tomorrow"}, "invalid _day value"),
        (["--closed"], {"--exchange": "NOPE"}, "no trading calendar"),
        (["--closed"], {"--closes-at": "13:00"}, "not allowed with"),
        ([], {}, "is required"),
        ([], {"--closes-at": "25:00"}, "invalid _time value"),
    ],
)
def test_a_closure_that_is_refused(staff, alice, arguments, more, why):
    with pytest.raises(CommandError, match=why):
        closure(*arguments, **more)
    assert not SpecialSession.objects.exists()
