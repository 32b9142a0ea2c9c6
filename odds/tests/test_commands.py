"""What the commands say and do."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import override_settings

from odds import retention, tasks
from odds.models import BetClosing, Closing, Price, Quote
from odds.tests import files
from odds.tests.odds_api_server import Reply, event, serving, shop, three
from odds.tests.test_matching import bet
from odds.tests.test_store import tell
from web.clock import now
from web.context import acting_as

pytestmark = pytest.mark.django_db(databases=["default", "staff", "owner"], transaction=True)


def said(name: str, *arguments: object, **options: object) -> str:
    out = StringIO()
    call_command(name, *map(str, arguments), stdout=out, stderr=out, **options)
    return out.getvalue()


@pytest.fixture
def season(tmp_path):
    path = tmp_path / "E0.csv"
    path.write_bytes(files.season(files.ARSENAL, files.changed(files.LEEDS, B365H="0")))
    return path


def test_ingest_takes_files_in_and_matches_everybodys_bets(season, alice):
    bet(alice)
    told = json.loads(said("odds_ingest", season, "--json"))
    assert (told["events"], told["rejected_prices"], told["rejects"][0]["line"]) == (2, 1, 3)
    with acting_as(alice):
        assert BetClosing.objects.get().is_confirmed
    text = said("odds_ingest", season)
    assert "stored quotes 0" in text
    assert "line 3, B365H: no price" in text


def test_ingest_says_what_it_cannot_read_and_takes_the_others(season, tmp_path):
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("a,b\n1,2\n")
    with pytest.raises(CommandError, match="Not every file"):
        said("odds_ingest", wrong, tmp_path / "gone.csv", season)
    assert Quote.objects.using("staff").exists()


def test_ingest_for_one_person(season, alice):
    said("odds_ingest", season, "--user", "alice@example.com")
    assert not Quote.objects.using("staff").filter(owner=None).exists()
    with pytest.raises(CommandError, match="nobody"):
        said("odds_ingest", season, "--user", "none@example.com")


def test_poll_without_and_with_a_key():
    assert "not configured" in said("odds_poll")
    body = [event(shop("pinnacle", three(1.5, 4.4, 6.6)))]
    with serving(Reply(body)) as server, override_settings(ODDS_API_URL=server.url, ODDS_API_KEY="k"):
        assert "soccer_epl stored" in said("odds_poll")
        assert "not due" in said("odds_poll")
    with override_settings(ODDS_API_URL="http://127.0.0.1:1", ODDS_API_KEY="k"), pytest.raises(CommandError):
        said("odds_poll", "--now")


def test_closing_derives_what_is_missing(season):
    said("odds_ingest", season)
    with connections["owner"].cursor() as cursor:
        cursor.execute("TRUNCATE odds_closing CASCADE")
    assert "closings 10" in said("odds_closing")
    assert Closing.objects.using("staff").count() == 10
    Closing.objects.using("staff").filter(selection__code="draw").update(odds=2)
    assert "closings 0" in said("odds_closing")
    assert "closings 2" in said("odds_closing", "--again")


def test_retention_drops_old_months_and_keeps_closing_lines(season):
    said("odds_ingest", season)
    tell((0, "2"), starts_at=now() + timedelta(days=2), home="Chelsea")
    recent = Quote.objects.using("staff").filter(selection__offer__event__name__startswith="Chelsea")
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT odds_quote_months(ARRAY[%s::date])", [now().date()])
    recent.update(taken_at=now(), seen_at=now())
    text = said("odds_retention", keep_months=2)
    assert "odds_quote_p202603" in text
    assert Quote.objects.using("staff").count() == 1
    assert Closing.objects.using("staff").count() == 10
    assert Price.objects.using("staff").filter(selection__offer__event__home_score=2).count() == 0
    assert "odds_quote_p" not in said("odds_retention", keep_months=2)
    with pytest.raises(CommandError, match="At least one month"):
        said("odds_retention", keep_months=0)


def test_a_file_after_retention_is_taken_in_again(season):
    said("odds_ingest", season)
    said("odds_retention", keep_months=2)
    assert json.loads(said("odds_ingest", season, "--json"))["stored_quotes"] > 0
    assert Closing.objects.using("staff").count() == 10


def test_first_days_of_months(monkeypatch):
    monkeypatch.setattr(retention, "now", lambda: datetime(2026, 1, 31, tzinfo=UTC))
    assert str(retention.retain(keep_months=2).first_kept) == "2025-11-01"


def test_the_tasks_of_an_installation_without_odds_find_nothing_to_do():
    for task in (tasks.poll, tasks.close, tasks.retain):
        task()
    assert not Quote.objects.using("staff").exists()
