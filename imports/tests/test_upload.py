"""One upload's page: live while it runs, a report in the end, again with other settings, cancelled."""

import pytest
from django.urls import reverse

from imports.models import State, Upload
from imports.tests.factories import create_upload, import_lines, import_parsed, line, parsed
from web.context import acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, alice):
    client.force_login(alice)
    return client


@pytest.fixture
def sent(monkeypatch):
    queued = []
    monkeypatch.setattr("imports.tasks.process.apply_async", lambda args, **_: queued.append(args))
    return queued


def shown(page, upload, **headers):
    return page.get(reverse("imports:detail", args=[upload.pk]), headers=headers).text


def change(owner, upload, **values):
    with acting_as(owner):
        Upload.objects.filter(pk=upload.pk).update(**values)


def test_a_running_import_shows_its_step_and_asks_again(page, alice):
    upload = create_upload(owner=alice, state=State.IMPORTING, step="lines", done=500, total=2000)
    text = shown(page, upload)
    assert 'hx-trigger="every 1s"' in text
    assert "500 of 2,000 rows" in text
    assert 'value="34"' in text  # 25 + 1 + 5 before, a quarter of 15
    assert 'aria-current="step">Compare and store lines' in text


def test_it_stops_asking_when_it_is_over(page, alice):
    upload = import_lines(alice, line("deposit", "1"))
    text = shown(page, upload, **{"HX-Request": "true", "HX-Target": "upload-live"})
    assert "<html" not in text
    assert "hx-trigger" not in text
    assert "Rows read" in text


def test_the_proof_is_told_in_words(page, alice):
    upload = import_lines(
        alice, line("deposit", "5", balance="5"), line("deposit", "7.50", day=3, balance="12.50")
    )
    text = shown(page, upload)
    assert "Proved to the cent" in text
    assert "2 rows from" in text
    assert "$12.50" in text


def test_each_break_is_told_with_its_line(page, alice):
    upload = import_lines(alice, line("deposit", "5", balance="5"), line("deposit", "1", day=3, balance="9"))
    text = shown(page, upload)
    assert "1 break in the running balance" in text
    for part in ("Line 3", "$6.00", "$9.00", "+$3.00", "Rows that brought money"):
        assert part in text


def test_refused_rows_are_listed(page, alice):
    upload = import_parsed(alice, parsed([line("deposit", "1")], rejects=[(9, "Unknown type", "a,b")]))
    assert (upload.rows_read, upload.rejected) == (2, 1)
    text = shown(page, upload)
    assert "Line 9" in text
    assert "Unknown type" in text


def test_refused_rows_as_csv_are_no_formulas(page, alice):
    upload = import_parsed(alice, parsed([], rejects=[(2, "Odd", "=HYPERLINK(1)"), (3, "Odd", "-1+2")]))
    response = page.get(reverse("imports:rejects", args=[upload.pk]))
    text = b"".join(response.streaming_content).decode()
    assert "'=HYPERLINK(1)" in text
    assert "'-1+2" in text
    assert response.headers["Content-Disposition"].startswith("attachment")


def test_a_repeated_file_says_that_nothing_changed(page, alice):
    told = [line("deposit", "1", key="1")]
    import_lines(alice, *told, sha="d" * 64)
    assert "Nothing was changed" in shown(page, import_lines(alice, *told, sha="d" * 64))


def test_undecided_bets_are_offered_for_decision(page, alice):
    upload = import_lines(alice, line("stake", "-5", bet_ref="b"))
    text = shown(page, upload)
    assert "1 bet without a result" in text
    assert reverse("bets:decide") in text


def test_a_failed_upload_says_why_and_can_be_tried_again(page, alice, sent):
    upload = create_upload(owner=alice, state=State.FAILED, error="That is a PDF.")
    text = shown(page, upload)
    assert "That is a PDF." in text
    response = page.post(reverse("imports:again", args=[upload.pk]), {"timezone": "UTC"})
    with acting_as(alice):
        fresh = Upload.objects.exclude(pk=upload.pk).get()
    assert (fresh.sha256, fresh.options, fresh.state) == (upload.sha256, {"timezone": "UTC"}, State.RECEIVED)
    assert response.headers["Location"] == reverse("imports:detail", args=[fresh.pk])
    assert sent == [(fresh.pk, alice.pk, 0)]


def test_a_running_one_is_not_started_twice(page, alice, sent):
    upload = create_upload(owner=alice, state=State.IMPORTING)
    assert page.post(reverse("imports:again", args=[upload.pk]), {}).status_code == 422
    assert sent == []


def test_cancelling_what_waits_ends_it_at_once(page, alice):
    upload = create_upload(owner=alice)
    page.post(reverse("imports:cancel", args=[upload.pk]))
    assert "Nothing of the file was taken in" in shown(page, upload)


def test_cancelling_what_runs_asks_for_it(page, alice):
    upload = create_upload(owner=alice, state=State.IMPORTING)
    page.post(reverse("imports:cancel", args=[upload.pk]))
    assert "Stopping" in shown(page, upload)


def test_cancelling_what_is_over_is_refused(page, alice):
    upload = create_upload(owner=alice, state=State.PROCESSED)
    assert page.post(reverse("imports:cancel", args=[upload.pk])).status_code == 422


def test_a_changing_address_takes_no_get(page, alice):
    upload = create_upload(owner=alice)
    for name in ("cancel", "again"):
        assert page.get(reverse(f"imports:{name}", args=[upload.pk])).status_code == 405


def test_help_is_open_to_everybody(client, db):
    assert "Sportsbet" in client.get(reverse("imports:help")).text
    assert "Australia/Sydney" in client.get(reverse("imports:help-page", args=["sportsbet"])).text
    assert client.get(reverse("imports:help-page", args=["nonsense"])).status_code == 404
