"""Files nobody knows: guessed, shown, confirmed, remembered."""

import json
import re

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bets.models import Bet
from imports import intake, pipeline, sniff
from imports.formats import FileError, Options
from imports.mapping.description import Mapping, from_json
from imports.mapping.mapped import MappedFormat
from imports.models import SavedMapping, State, Upload
from imports.tests.books import book, take
from imports.tests.own_tables import PARTED, STYLES
from web.context import acting_as


@pytest.fixture(autouse=True)
def _files_aside(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "columns"),
        ("{", "not JSON"),
        ('{"columns": {"placed": "a"}}', "stake"),
        ('{"columns": {"placed": "a", "stake": "b"}}', "result"),
        ('{"columns": {"placed": "a", "stake": "b", "result": "c", "shoe": "d"}}', "no role"),
        ('{"columns": {"placed": "a", "stake": "b", "result": "c"}, "order": "myd"}', "order is one of"),
        ('{"columns": {"placed": "a", "stake": "b", "result": "c"}, "colour": 1}', "colour"),
    ],
)
def test_a_wrong_mapping_is_refused_with_what_is_wrong(text, said):
    with pytest.raises(FileError, match=said):
        from_json(text)


def test_a_mapping_goes_through_json():
    told = Mapping({"placed": "a", "stake": "b", "result": "c"}, order="mdy", odds="american")
    assert from_json(told.as_json()) == told


def test_a_file_without_a_column_of_the_mapping_is_refused_by_its_name(alice):
    told = Mapping({"placed": "Date", "stake": "Wager", "profit": "P/L"})
    upload = intake.receive(
        user=alice,
        filename="other.csv",
        chunks=[b"Date,Wager\n2026-01-05,20\n"],
        options={"mapping": told.as_json()},
    )
    pipeline.run(upload_id=upload.pk, user_id=alice.pk, attempt=upload.attempt)
    with acting_as(alice):
        upload.refresh_from_db()
    assert upload.state == State.FAILED
    assert "no column “P/L”, which your mapping takes for the Profit" in upload.error


cells = st.lists(
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters='\r\n\x00,"'), max_size=12),
    min_size=4,
    max_size=4,
)


@pytest.mark.thorough
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(cells, min_size=1, max_size=12))
def test_every_row_is_a_bet_or_a_reject_with_a_reason(rows):
    text = "date,stake,odds,result\n" + "\n".join(",".join(row) for row in rows) + "\n2026-01-13,5,2.0,won\n"
    table = sniff.read(text.encode(), "own.csv")
    told = Mapping({"placed": "date", "stake": "stake", "odds": "odds", "result": "result"})
    parsed = MappedFormat(told).parse(table.frame, Options())
    assert len(parsed.lines) + len(parsed.rejects) == len(table.frame)
    assert parsed.rejects["reason"].str.len().gt(0).all()


@pytest.mark.django_db
def test_the_same_file_twice_is_unchanged_and_a_settled_row_updates_its_bet(alice):
    text = "date,pick,stake,odds,result\n2026-01-13,Leeds,5,2.0,pending\n2026-01-14,Hull,5,2.0,won\n"
    told = Mapping(
        {"placed": "date", "selection": "pick", "stake": "stake", "odds": "odds", "result": "result"}
    ).as_json()
    take(alice, text.encode(), mapping=told)
    again = take(alice, text.encode(), mapping=told)
    assert (again.inserted, again.unchanged) == (0, 2)
    settled = take(alice, text.replace("pending", "lost").encode(), mapping=told)
    assert (settled.inserted, settled.updated) == (0, 1)
    with acting_as(alice):
        assert sorted(Bet.objects.values_list("status", flat=True)) == ["lost", "won"]


@pytest.mark.django_db
def test_a_person_confirms_the_guess_and_the_next_file_is_known_by_itself(alice, client, monkeypatch):
    monkeypatch.setattr(
        "imports.queue.send",
        lambda upload: pipeline.run(upload_id=upload.pk, user_id=upload.owner_id, attempt=0),
    )
    content = STYLES["a list of Pinnacle bets"][0].encode()
    upload = intake.receive(user=alice, filename="pinnacle.csv", chunks=[content])
    pipeline.run(upload_id=upload.pk, user_id=alice.pk, attempt=0)
    client.force_login(alice)
    assert "Tell us what its columns mean" in client.get(f"/import/{upload.pk}/").content.decode()
    page = client.get(f"/import/{upload.pk}/mapping/")
    assert "2 bets, 0 refused" in page.content.decode()
    form = {f"column-{place}": role for place, _, _, role, _ in page.context["columns"]}
    form |= {
        "order": "ymd",
        "odds": "american",
        "timezone": "Europe/London",
        "currency": "GBP",
        "name": "Pinnacle list",
    }
    shown = client.post(
        f"/import/{upload.pk}/mapping/", {**form, "column-4": "leave"}, headers={"HX-Request": "true"}
    )
    assert "Say which column is the stake" in shown.content.decode()
    done = client.post(f"/import/{upload.pk}/mapping/", {**form, "import": "1"}, follow=True)
    assert "is kept" in done.content.decode()
    assert len(book(alice)["bets"]) == 2
    later = content + b"2020077390,Tennis,settled,win,5,5,100,false,A vs B,A,2026-02-20 10:00,Pinnacle\n"
    known = take(alice, later, "newer.csv")
    assert (known.inserted, known.unchanged) == (1, 2)
    with acting_as(alice):
        saved = SavedMapping.objects.get()
    client.post(f"/import/mappings/{saved.pk}/rename/", {"name": "My Pinnacle"})
    assert "My Pinnacle" in client.get("/import/mappings/").content.decode()
    client.post(f"/import/mappings/{saved.pk}/forget/")
    with acting_as(alice):
        assert not SavedMapping.objects.exists()


@pytest.mark.django_db
def test_a_bet_told_by_several_columns_is_shown_as_one_and_taken_in_as_it_was_shown(
    alice, client, monkeypatch
):
    monkeypatch.setattr(
        "imports.queue.send",
        lambda upload: pipeline.run(upload_id=upload.pk, user_id=upload.owner_id, attempt=0),
    )
    text = PARTED["a player, a statistic, a side and a line"][0]
    upload = intake.receive(user=alice, filename="props.csv", chunks=[text.encode()])
    pipeline.run(upload_id=upload.pk, user_id=alice.pk, attempt=0)
    client.force_login(alice)
    page = client.get(f"/import/{upload.pk}/mapping/")
    rows = " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())
    assert "Jo Bloggs Over 22.5 Points, Emus @ Roos My bets" in rows
    form = {f"column-{place}": role for place, _, _, role, _ in page.context["columns"]}
    form |= {"order": "ymd", "odds": "american", "timezone": "UTC", "currency": "USD", "name": "Props"}
    client.post(f"/import/{upload.pk}/mapping/", {**form, "import": "1"}, follow=True)
    with acting_as(alice):
        selections = Bet.objects.order_by("selection").values_list("selection", flat=True)
        assert list(selections) == ["Al Smith Under 9", "Jo Bloggs Over 22.5"]


@pytest.mark.django_db
def test_the_command_guesses_and_imports_with_a_mapping_file(alice, tmp_path, capsys):
    file, told = tmp_path / "own.csv", tmp_path / "own.json"
    file.write_text(STYLES["a German sheet"][0])
    call_command("import_export", str(file), "--user", alice.email, "--guess-mapping")
    told.write_text(capsys.readouterr().out)
    assert json.loads(told.read_text())["columns"]["stake"] == "Einsatz"
    call_command("import_export", str(file), "--user", alice.email, "--mapping", str(told), "--json")
    assert json.loads(capsys.readouterr().out)["inserted"] == 2
    with acting_as(alice):
        assert Upload.objects.get().state == State.PROCESSED
