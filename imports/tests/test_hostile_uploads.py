"""What can be sent beside an honest file: too many, too large, none at all, and names that want out of their place."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from imports import intake
from imports.errors import SettingInvalid
from imports.models import State, Upload
from imports.tests.factories import import_lines, import_parsed, line, parsed
from imports.views import findings
from imports.views.uploads import MOST_FILES
from web.context import acting_as

pytestmark = pytest.mark.django_db
NAMES = {
    "../../../etc/passwd": "passwd",
    "..\\..\\windows\\system32\\x.csv": "x.csv",
    "/etc/shadow": "shadow",
    "..": "..",
    "": "file",
    "   ": "file",
    "/": "file",
    "\x00\x00": "file",
    "a\x00b.csv": "ab.csv",
    "a\r\nX-Evil: 1.csv": "aX-Evil: 1.csv",
    "\u202egpj.exe": "gpj.exe",
    "\u2066x\u2069.csv": "x.csv",
    "\u200b\ufeff": "file",
    "bets 😀 für März.csv": "bets 😀 für März.csv",
    "x" * 300 + ".csv": "x" * 200 + "…" + "x" * 46 + ".csv",
    "e\u0301" * 200: ("e\u0301" * 200)[:200] + "…" + ("e\u0301" * 200)[-50:],
    "<img src=x onerror=alert(1)>.csv": "<img src=x onerror=alert(1)>.csv",
    '"; filename="evil.html': '"; filename="evil.html',
    "\ud800.csv": ".csv",
}


@pytest.fixture(autouse=True)
def _files_aside(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def sent(monkeypatch):
    queued = []
    monkeypatch.setattr("imports.tasks.process.apply_async", lambda args, **_: queued.append(args))
    return queued


@pytest.fixture
def page(client, alice):
    client.force_login(alice)
    return client


def rows_of(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))[1:]


@pytest.mark.thorough
@pytest.mark.parametrize(("name", "kept"), NAMES.items(), ids=range(len(NAMES)))
def test_a_name_is_kept_to_be_shown_and_nothing_else(alice, page, tmp_path, name, kept):
    upload = intake.receive(user=alice, filename=name, chunks=[b"a,b\n1,2\n"])
    assert upload.filename == kept
    assert [path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()] == [
        (tmp_path / "files" / upload.path).relative_to(tmp_path)
    ]
    for address in (reverse("imports:list"), reverse("imports:detail", args=[upload.pk])):
        text = page.get(address).text
        assert "<img src=x" not in text
        assert '"; filename=' not in text


def test_too_many_files_are_refused_aloud_and_none_is_taken(page, alice, sent):
    many = [SimpleUploadedFile(f"{place}.csv", b"a,b\n") for place in range(MOST_FILES + 1)]
    response = page.post(reverse("imports:list"), {"files": many}, headers={"Accept": "application/json"})
    assert response.status_code == 422
    assert str(MOST_FILES) in response.json()["detail"]
    with acting_as(alice):
        assert Upload.objects.count() == 0
    assert sent == []


def test_more_files_than_any_page_sends_are_refused(page):
    many = [SimpleUploadedFile(f"{place}.csv", b"a,b\n") for place in range(200)]
    assert page.post(reverse("imports:list"), {"files": many}).status_code == 400


def test_a_file_over_the_limit_is_recorded_but_not_stored(page, alice, sent, settings, tmp_path):
    settings.UPLOAD_MAX_BYTES = 1_000
    page.post(reverse("imports:list"), {"files": SimpleUploadedFile("x.csv", b"x" * 1_001)})
    with acting_as(alice):
        upload = Upload.objects.get()
    assert (upload.state, upload.path, sent) == (State.FAILED, "", [])
    assert "Export a shorter period" in upload.error
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "application/x-msdownload", "x/\r\ny", ""])
def test_what_a_browser_says_a_file_is_does_not_matter(page, alice, sent, kind):
    page.post(reverse("imports:list"), {"files": SimpleUploadedFile("x.csv", b"a,b\n", kind)})
    with acting_as(alice):
        assert Upload.objects.get().state == State.RECEIVED


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{}", "application/json"),
        (b"a,b\n1,2\n", "text/csv"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data"),
        (b"files=x", "application/x-www-form-urlencoded"),
        (b"\xff\xfe", "multipart/form-data; boundary=\xff"),
    ],
)
def test_a_body_that_is_no_form_is_refused(page, alice, sent, body, kind):
    response = page.post(
        reverse("imports:list"), body, content_type=kind, headers={"Accept": "application/json"}
    )
    assert response.status_code in (400, 422)
    with acting_as(alice):
        assert Upload.objects.count() == 0


@pytest.mark.parametrize(
    "options",
    [
        *({"bookmaker": name} for name in ("a\x00b", "a\nb", "\u202ex", "x" * 81, "\u200b")),
        *({"currency": code} for code in ("$$$", "A", "AUDAUDAUD", "＄ＡＢ")),
        *({"timezone": name} for name in ("../../etc/passwd", "Nowhere", "UTC\x00", "/etc/localtime")),
    ],
    ids=repr,
)
def test_settings_nobody_can_mean_are_refused(alice, options):
    with pytest.raises(SettingInvalid):
        intake.receive(user=alice, filename="x.csv", chunks=[b"a"], options=options)


def test_refused_rows_are_written_out_as_text(page, alice):
    told = [(2, "=cmd|x", "@SUM(A1)"), (3, "Odd", "\t=1"), (4, "Odd", "＝1"), (5, "Odd", "-5")]
    upload = import_parsed(alice, parsed([], rejects=told))
    rows = rows_of(page.get(reverse("imports:rejects", args=[upload.pk])))
    assert rows == [
        ["2", "'=cmd|x", "'@SUM(A1)"],
        ["3", "Odd", "'\t=1"],
        ["4", "Odd", "'＝1"],
        ["5", "Odd", "-5"],
    ]


def test_breaks_are_written_out_as_numbers(page, alice):
    upload = import_lines(alice, line("deposit", "5", balance="5"), line("deposit", "1", day=3, balance="-9"))
    ((number, _, expected, found, difference, reason, _),) = rows_of(
        page.get(reverse("imports:breaks", args=[upload.pk]))
    )
    assert (number, expected, found, difference, reason) == ("3", "6.00", "-9.00", "-15.00", "missing-window")


def test_a_list_that_is_too_long_says_how_much_is_missing(page, alice, monkeypatch):
    monkeypatch.setattr(findings, "MOST", 2)
    upload = import_parsed(alice, parsed([], rejects=[(number, "Odd", "x") for number in range(2, 7)]))
    rows = rows_of(page.get(reverse("imports:rejects", args=[upload.pk])))
    assert rows[-1] == ["", "and 3 more", ""]
    assert len(rows) == 3
