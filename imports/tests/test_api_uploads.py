"""Uploads over the API: a file goes in once, is imported by a worker, followed, undone and brought back."""

import json
import time
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.tests.calling import Api
from analytics.tests.factories import import_file
from bets.models import Bet
from imports import tasks
from imports.models import State, Upload
from imports.progress import STEPS
from imports.tests.exports import statement
from imports.tests.factories import create_upload, import_parsed, line, parsed
from web.context import acting_as

CSV = statement(6, first=0, last=9)


@pytest.fixture(autouse=True)
def _files_aside(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def sent(monkeypatch):
    """What was put into the queue."""
    queued = []
    monkeypatch.setattr("imports.tasks.process.apply_async", lambda args, **_: queued.append(args))
    monkeypatch.setattr("imports.tasks.grant_wish.apply_async", lambda args, **_: queued.append(args))
    return queued


@pytest.fixture
def api(client, alice):
    return Api(client, alice, "bets:read", "bets:write")


def send(api, *, content=CSV, name="history.csv", key="k", status=201, **settings):
    data = {"file": SimpleUploadedFile(name, content, "text/csv"), **settings}
    response = api.call("post", "uploads", key=key, data=data)
    assert response.status_code == status, response.content
    return response


def uploads(owner):
    with acting_as(owner):
        return list(Upload.objects.order_by("pk"))


def test_a_file_goes_in_once_however_often_it_is_sent(api, alice, sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first = send(api, timezone="Europe/London", currency="GBP")
        again = send(api, timezone="Europe/London", currency="GBP")
    assert first.json() == again.json()
    assert (again["Idempotent-Replay"], "Idempotent-Replay" in first) == ("true", False)
    (upload,) = uploads(alice)
    assert sent == [(upload.pk, alice.pk, 0)]
    told = api.get(f"uploads/{upload.pk}")
    assert told == first.json()
    assert (told["filename"], told["size"], told["state"]) == ("history.csv", len(CSV), "received")
    assert told["options"] == {"timezone": "Europe/London", "currency": "GBP"}
    assert told["is_finished"] is False
    assert (told["progress"]["percent"], told["progress"]["step"]) == (None, "")


def test_another_file_or_setting_under_the_same_key_is_refused(api, alice, sent):
    send(api)
    for change in ({"content": CSV + b"\n"}, {"name": "other.csv"}, {"currency": "GBP"}):
        send(api, status=409, **change)
    send(api, key="l")
    assert len(uploads(alice)) == 2


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"timezone": "Nowhere"}, "timezone"),
        ({"format": "none"}, "format"),
        ({"currency": "XXXX"}, "currency"),
    ],
)
def test_nonsense_is_refused_with_the_reason(api, alice, sent, chosen, said):
    answer = send(api, status=422, **chosen).json()
    assert said in answer["detail"]
    assert uploads(alice) == []


def test_a_file_and_a_key_are_needed(api, alice, sent):
    assert "file" in api.call("post", "uploads", key="k", data={"currency": "AUD"}).json()["detail"]
    assert "Idempotency-Key" in send(api, key="", status=400).json()["detail"]
    api.post("uploads", {"file": "x"}, key="k", status=422)
    assert uploads(alice) == []


def test_a_file_that_is_too_large_is_recorded_with_the_reason(api, alice, sent, settings):
    settings.UPLOAD_MAX_BYTES = 10
    told = send(api).json()
    assert (told["state"], told["is_finished"]) == ("failed", True)
    assert "MB" in told["error"]
    assert sent == []


def test_sending_is_limited_as_on_the_page(api, alice, sent, settings):
    settings.RATE_LIMITS = {"upload": "1/h"}
    send(api)
    assert int(send(api, key="l", status=429)["Retry-After"]) > 0
    assert len(uploads(alice)) == 1


def test_an_import_is_told_with_its_counts_and_its_proof(api, alice):
    upload = import_file(alice, CSV)
    told = api.get(f"uploads/{upload.pk}")
    assert (told["state"], told["format"], told["is_finished"]) == ("processed", "sportsbet", True)
    rows = told["rows"]
    assert rows["read"] == rows["inserted"] + rows["updated"] + rows["unchanged"] + rows["rejected"] > 0
    assert rows["bets_inserted"] == 6
    assert told["proof"] | {"rows": 0} == {
        "status": "proved",
        "rows": 0,
        "opening": "0.00",
        "closing": "120.00",
        "currency": "AUD",
    }
    assert told["first_at"] == "2026-03-01T01:00:00Z"


@pytest.mark.parametrize("step", list(STEPS))
def test_how_far_an_import_is(api, alice, step):
    upload = create_upload(owner=alice, state=State.IMPORTING, step=step, done=5, total=10)
    progress = api.get(f"uploads/{upload.pk}")["progress"]
    assert (progress["step"], progress["title"], progress["done"], progress["total"]) == (
        step,
        STEPS[step],
        5,
        10,
    )
    assert 0 <= progress["percent"] < 100


def test_refused_rows_are_walked_once_each(api, alice):
    refused = [(number, f"Reason {number}", f"raw {number}") for number in range(9, 2, -1)]
    upload = import_parsed(alice, parsed([line("deposit", "5")], rejects=refused))
    items = list(api.walk(f"uploads/{upload.pk}/rejects", 3))
    assert [each["line"] for each in items] == list(range(3, 10))
    assert items[0] == {"line": 3, "reason": "Reason 3", "raw": "raw 3"}


def test_uploads_are_walked_once_each_though_others_come_meanwhile(api, alice):
    first = {create_upload(owner=alice).pk for _ in range(7)}
    for sort in ("", "file", "-rows"):
        met = []
        for each in api.walk(f"uploads?sort={sort}", 2):
            met.append(each["id"])
            if len(met) < 6:
                create_upload(owner=alice)
        assert len(met) == len(set(met))
        assert first <= set(met)


def test_questions_do_not_grow_with_the_uploads(api, alice):
    for number in range(4):
        import_file(alice, CSV + b"\r\n" * number)
    assert api.questions("uploads?limit=1") == api.questions("uploads?limit=4") <= 20


def test_an_upload_is_undone_and_brought_back_by_a_worker(
    api, alice, sent, django_capture_on_commit_callbacks
):
    upload = import_file(alice, CSV)
    for verb, left in (("undo", 0), ("redo", 6)):
        with django_capture_on_commit_callbacks(execute=True):
            assert api.post(f"uploads/{upload.pk}/{verb}", status=202)["wish"] == verb
        assert "Only a finished import" in api.post(f"uploads/{upload.pk}/{verb}", status=422)["detail"]
        tasks.grant_wish(*sent.pop())
        told = api.get(f"uploads/{upload.pk}")
        assert (told["wish"], told["undone_at"] is None) == ("", verb == "redo")
        with acting_as(alice):
            assert Bet.objects.count() == left


def test_an_import_is_stopped_until_it_is_over(api, alice):
    upload = create_upload(owner=alice)
    assert api.post(f"uploads/{upload.pk}/cancel", status=202)["state"] == "cancelled"
    assert "not running" in api.post(f"uploads/{upload.pk}/cancel", status=422)["detail"]


def test_nobody_elses_uploads_exist(client, alice, bob):
    upload = import_parsed(
        alice, parsed([line("deposit", "5")], rejects=[(3, "Secret reason", "Secret row")])
    )
    api = Api(client, bob, "bets:read", "bets:write")
    assert api.get("uploads") == {"items": [], "next": None}
    for path in ("", "/rejects"):
        assert "Secret" not in json.dumps(api.get(f"uploads/{upload.pk}{path}", status=404))
    for verb in ("undo", "redo", "cancel"):
        api.post(f"uploads/{upload.pk}/{verb}", status=404)
    with acting_as(alice):
        assert Upload.objects.get().wish == ""


def test_a_token_that_may_read_may_not_send(client, alice, sent):
    send(Api(client, alice, "bets:read"), status=403)
    assert uploads(alice) == []


@pytest.mark.django_db(transaction=True, databases=["default", "staff"])
def test_a_program_sends_a_file_and_waits_until_a_real_worker_has_imported_it(client, worker, alice):
    api = Api(client, alice, "bets:read", "bets:write")
    sent = send(api).json()
    told = _until(lambda told: told["is_finished"], partial(api.get, f"uploads/{sent['id']}"))
    assert (told["state"], told["rows"]["bets_inserted"]) == ("processed", 6)
    assert len(api.get("bets")["items"]) == 6
    api.post(f"uploads/{sent['id']}/undo", status=202)
    assert _until(lambda told: told["undone_at"], partial(api.get, f"uploads/{sent['id']}"))["wish"] == ""
    assert api.get("bets")["items"] == []


def _until(is_so, ask):
    for _ in range(200):
        if is_so(told := ask()):
            return told
        time.sleep(0.1)
    raise AssertionError(told)
