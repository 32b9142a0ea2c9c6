"""A person asks for a report, sees it being made, takes it, and deletes it."""

import io
import re
import uuid
import zipfile
from datetime import date, timedelta

import pytest
from django.urls import reverse

from analytics.reports import asking, making, queue
from analytics.reports.models import Report, State
from analytics.tests.reports.factories import ask, fresh, made
from bets.tests.factories import create_bet
from web.clock import now
from web.context import acting_as

pytestmark = pytest.mark.django_db
LIST = reverse("reports:list")


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def sent(**more):
    return {"kind": "any", "format": "csv", "query": "", "key": str(uuid.uuid4())} | more


def reports(owner):
    with acting_as(owner):
        return list(Report.objects.visible_to(owner))


def body(response):
    return b"".join(response.streaming_content)


def test_a_small_report_is_there_at_once_and_can_be_taken_and_deleted(client, alice, tmp_path):
    create_bet(owner=alice, selection="Carlton by 12")
    client.force_login(alice)
    response = client.post(LIST, sent(kind="month", month="2026-03"), follow=True)
    (report,) = reports(alice)
    assert (report.state, report.title) == (State.DONE, "March 2026")
    assert (report.first_on, report.last_on) == (date(2026, 3, 1), date(2026, 3, 31))
    assert report.sha256 in response.content.decode()
    taken = client.get(reverse("reports:file", args=[report.pk]))
    assert 'filename="betsite_2026-03-01_2026-03-31.csv.zip"' in taken["Content-Disposition"]
    assert taken["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in taken["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(body(taken))) as archive:
        assert b"Carlton by 12" in archive.read("bets.csv")
    client.post(reverse("reports:delete", args=[report.pk]))
    assert reports(alice) == []
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert client.get(reverse("reports:file", args=[report.pk])).status_code == 404


def test_one_that_breaks_while_the_person_waits_says_so_on_its_page(client, alice, monkeypatch):
    def broken(*_):
        raise RuntimeError

    monkeypatch.setattr(making, "write", broken)
    client.force_login(alice)
    response = client.post(LIST, sent(), follow=True)
    assert response.status_code == 200
    assert making.OURS in response.content.decode()


def test_the_same_form_sent_twice_makes_one_report(client, alice):
    client.force_login(alice)
    form = sent()
    first, second = (client.post(LIST, form) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert len(reports(alice)) == 1


def test_the_same_request_while_it_is_made_is_the_same_report(alice):
    first, second = ask(alice), ask(alice)
    assert first.pk == second.pk
    assert ask(alice, "pdf").pk != first.pk
    with acting_as(alice):
        Report.objects.filter(pk=first.pk).update(state=State.CANCELLED)
    assert ask(alice).pk != first.pk


def test_a_longer_one_goes_to_the_workers_and_the_longest_to_the_bulk_queue(alice, monkeypatch, settings):
    went = []
    monkeypatch.setattr(
        "analytics.tasks.make_report.apply_async", lambda args, queue, **_: went.append((args, queue))
    )
    monkeypatch.setattr(queue, "SMALL", 1)
    for _ in range(2):
        create_bet(owner=alice)
    report = ask(alice)
    queue.begin(report)
    monkeypatch.setattr(queue, "LARGE", 1)
    queue.begin(report)
    assert went == [((report.pk, alice.pk, 0), name) for name in ("celery", settings.BULK_QUEUE)]
    assert fresh(report).state == State.QUEUED


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"kind": "month"}, "Say which month."),
        ({"kind": "month", "month": "March"}, "Write a month as 2026-03."),
        ({"kind": "year"}, "Say which year."),
        ({"kind": "any", "first": "2026-03-02", "last": "2026-03-01"}, "The last day is before the first."),
        ({"format": "doc"}, "Select a valid choice"),
    ],
)
def test_a_form_that_says_too_little_is_refused_in_words(client, alice, form, said):
    client.force_login(alice)
    response = client.post(LIST, sent(**form))
    assert response.status_code == 422
    assert said in response.content.decode()
    assert reports(alice) == []


def test_a_year_and_any_days(client, alice):
    client.force_login(alice)
    client.post(LIST, sent(kind="year", year="2025"))
    client.post(LIST, sent(first="2026-03-02"))
    client.post(LIST, sent())
    assert [report.title for report in reports(alice)] == ["The whole time", "From 2 Mar 2026", "2025"]


def test_the_form_begins_with_what_the_dashboard_showed(client, alice):
    client.force_login(alice)
    overview = reverse("overview:home")
    create_bet(owner=alice, sport="tennis")
    link = f"{LIST}?from=2026-03-01&amp;to=2026-03-31&amp;sport=tennis"
    assert (
        f'href="{link}">Report of this period'
        in client.get(f"{overview}?from=2026-03-01&to=2026-03-31&sport=tennis").content.decode()
    )
    page = client.get(link.replace("&amp;", "&")).content.decode()
    assert re.search(r'value="month"[^>]*checked', page)
    assert 'value="2026-03"' in page
    assert 'name="query" value="sport=tennis"' in page


def test_a_report_that_is_being_made_shows_how_far_it_is_and_can_be_stopped(client, alice):
    client.force_login(alice)
    report = ask(alice)
    with acting_as(alice):
        Report.objects.filter(pk=report.pk).update(state=State.RUNNING, step="bets", done=1_500, total=6_000)
    url = reverse("reports:detail", args=[report.pk])
    live = client.get(url, headers={"HX-Request": "true", "HX-Target": "report-live"}).content.decode()
    assert "<html" not in live
    assert 'value="25"' in live
    assert "bets: 1,500 of 6,000 rows" in live
    assert client.post(reverse("reports:delete", args=[report.pk])).status_code == 422
    client.post(reverse("reports:cancel", args=[report.pk]))
    assert fresh(report).is_cancel_requested
    assert "Stopping" in client.get(url).content.decode()
    assert client.get(reverse("reports:file", args=[report.pk])).status_code == 404


def test_a_report_nobody_has_begun_is_cancelled_at_once(client, alice):
    client.force_login(alice)
    report = ask(alice)
    page = client.post(reverse("reports:cancel", args=[report.pk]), follow=True).content.decode()
    assert fresh(report).state == State.CANCELLED
    assert "You cancelled this report." in page
    assert client.post(reverse("reports:cancel", args=[report.pk])).status_code == 422


def test_only_so_many_are_kept(alice, monkeypatch):
    monkeypatch.setattr(asking, "MOST_REPORTS", 1)
    ask(alice)
    with pytest.raises(asking.TooMany):
        ask(alice, "pdf")


def test_without_the_ticks_nobody_is_named_and_ticks_of_another_format_are_not_kept(client, alice):
    client.force_login(alice)
    client.post(LIST, sent(has_name="on", has_notes="on"))
    (report,) = reports(alice)
    assert (report.has_name, report.has_notes) == (False, True)


def test_it_is_kept_for_thirty_days_and_told_so(client, alice):
    client.force_login(alice)
    report, _ = made(alice)
    assert timedelta(days=29) < report.expires_at - now() <= timedelta(days=30)
    assert "Kept for 30 days" in client.get(LIST).content.decode()
