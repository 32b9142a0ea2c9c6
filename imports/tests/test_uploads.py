"""The drop zone and the list: files go in with and without script."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from imports.models import State, Upload
from imports.tests.factories import create_upload, import_lines, line
from web.context import acting_as

pytestmark = pytest.mark.django_db
CSV = b"Time (AEST),Type,Summary,Transaction Id,Bet Id,Amount,Balance,Single,Multiple,Exotic,Pool\n"


@pytest.fixture(autouse=True)
def _files_aside(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def sent(monkeypatch):
    """What was put into the queue."""
    queued = []
    monkeypatch.setattr("imports.tasks.process.apply_async", lambda args, **_: queued.append(args))
    return queued


@pytest.fixture
def page(client, alice):
    client.force_login(alice)
    return client


def file(name="history.csv", content=CSV):
    return SimpleUploadedFile(name, content, "text/csv")


def uploads(owner):
    with acting_as(owner):
        return list(Upload.objects.order_by("id"))


def test_an_empty_list_teaches(page):
    text = page.get(reverse("imports:list")).text
    assert "Nothing imported yet" in text
    assert reverse("imports:help") in text
    assert 'enctype="multipart/form-data"' in text


def test_one_file_goes_to_its_page(page, alice, sent):
    response = page.post(reverse("imports:list"), {"files": file()})
    (upload,) = uploads(alice)
    assert response.headers["Location"] == reverse("imports:detail", args=[upload.pk])
    assert sent == [(upload.pk, alice.pk, 0)]
    assert (upload.filename, upload.state, upload.size) == ("history.csv", State.RECEIVED, len(CSV))


def test_several_files_go_in_together(page, alice, sent):
    response = page.post(reverse("imports:list"), {"files": [file("a.csv"), file("b.csv")]})
    assert response.headers["Location"] == reverse("imports:list")
    assert [upload.filename for upload in uploads(alice)] == ["a.csv", "b.csv"]
    assert len(sent) == 2


def test_a_script_gets_addresses(page, alice, sent):
    response = page.post(reverse("imports:list"), {"files": file()}, headers={"Accept": "application/json"})
    (upload,) = uploads(alice)
    assert response.status_code == 201
    assert response.json()["uploads"][0]["url"] == reverse("imports:detail", args=[upload.pk])


def test_settings_go_with_the_file(page, alice, sent):
    page.post(reverse("imports:list"), {"files": file(), "timezone": "Europe/London", "currency": "GBP"})
    assert uploads(alice)[0].options == {"timezone": "Europe/London", "currency": "GBP"}


@pytest.mark.parametrize("data", [{}, {"timezone": "Nowhere"}])
def test_nothing_or_nonsense_is_refused(page, alice, sent, data):
    response = page.post(reverse("imports:list"), data, headers={"Accept": "application/json"})
    assert response.status_code == 422
    assert uploads(alice) == []


def test_a_queue_that_is_down_is_no_failure(page, alice, monkeypatch):
    def broken(*args, **more):
        raise ConnectionRefusedError("nobody listens")

    monkeypatch.setattr("imports.tasks.process.apply_async", broken)
    assert page.post(reverse("imports:list"), {"files": file()}).status_code == 302
    assert uploads(alice)[0].state == State.RECEIVED


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\bets.csv", "bets.csv"),
        ("<script>alert(1)</script>.csv", "script&gt;.csv"),
        ("bets\u202evsc.exe", "betsvsc.exe"),
    ],
)
def test_a_files_name_is_only_a_name(page, alice, sent, tmp_path, name, shown):
    from imports.intake import receive

    upload = receive(user=alice, filename=name, chunks=[CSV])
    assert shown in page.get(reverse("imports:detail", args=[upload.pk])).text
    stored = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.name for path in stored] == [upload.sha256]


def test_the_list_refreshes_itself_while_something_runs(page, alice):
    import_lines(alice, line("deposit", "1"))
    assert 'hx-trigger="every' not in page.get(reverse("imports:list")).text
    create_upload(owner=alice)
    assert 'hx-trigger="every 2s"' in page.get(reverse("imports:list")).text


def test_a_part_is_served_to_htmx(page, alice):
    create_upload(owner=alice)
    response = page.get(reverse("imports:list"), headers={"HX-Request": "true", "HX-Target": "upload-list"})
    assert "<html" not in response.text
    assert 'id="upload-list"' in response.text


def test_the_list_asks_the_database_little(page, alice, django_assert_max_num_queries):
    for _ in range(30):
        create_upload(owner=alice)
    with django_assert_max_num_queries(12):
        page.get(reverse("imports:list"))
