"""A first import into an empty book takes a shorter way, and ends like any other."""

from pathlib import Path

import pandas as pd
import pytest
from django.db import connection

from accounts.models import User
from accounts.tests.factories import create_user
from bets.models import Bet
from betsite.embedded import postgres
from imports import beside, generator, intake, pipeline, staging, unchanged
from imports.first import ids_of, numbered_bets, numbered_lines
from imports.models import BetTelling, Row, State, Upload
from imports.tests.hostile.checksums import checksums, differences
from ledger.models import Movement
from treasury.models import StatementLine
from web.context import acting_as

FORMATS = generator.FORMATS
FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture
def imported(cluster, settings, tmp_path, monkeypatch):
    """Import into a fresh database, by the long way, beside or in several parts; its checksums afterwards."""
    settings.MEDIA_ROOT = tmp_path

    def do(data, *, is_long=False, many=beside.MANY, part=staging.PART):
        cluster.clone()
        user = create_user(email="alice@example.com")
        upload = intake.receive(user=user, filename="history.csv", chunks=[data])
        with monkeypatch.context() as patch:
            patch.setattr(beside, "MANY", many)
            patch.setattr(staging, "PART", part)
            if is_long:
                patch.setattr(unchanged, "IS_KNOWN", "true OR %(accounts)s IS NULL")
            assert pipeline.run(upload_id=upload.pk, user_id=user.pk, attempt=0)
        with acting_as(user):
            done = Upload.objects.get(pk=upload.pk)
            assert done.state == State.PROCESSED, done.error
            assert done.bets_inserted == Bet.objects.count()
            assert done.inserted == StatementLine.objects.count() > 0
        with postgres.connect(cluster.paths, database=cluster.database) as superuser:
            return checksums(superuser)

    return do


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("slug", FORMATS)
def test_the_short_way_and_the_one_beside_end_like_the_long_way(imported, slug):
    data = generator.make(slug, 300, 5)
    long = imported(data, is_long=True)
    assert differences(imported(data), long) == {}
    assert differences(imported(data, many=0), long) == {}
    # Each part is a change of few bets, and such changes are remembered one by one.
    assert differences(imported(data, part=70), long).keys() <= {"bets_bookchange"}


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("matchbook/one_week.csv", {"kind": "commission"}),
        ("betfair-account-statement/first_week.csv", {"bonus_micro__gt": 0}),
        ("sportsbet/two_weeks.csv", {"kind": "deposit"}),
    ],
)
def test_commissions_bonuses_and_deposits_of_a_first_import_are_posted_as_by_the_long_way(
    imported, name, said
):
    """Bonus money moves between accounts of its own, which files that a generator makes do not tell of."""
    data = (FIXTURES / name).read_bytes()
    long = imported(data, is_long=True)
    assert differences(imported(data), long) == {}
    with acting_as(User.objects.get()):
        assert StatementLine.objects.filter(**said).exists()
        assert Movement.objects.filter(key__endswith=":bonus:r1").exists() == ("bonus_micro__gt" in said)


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_a_first_import_that_takes_rows_from_another_book_judges_that_one_anew(cluster, settings, tmp_path):
    """The newer half of a history moves to another bookmaker: what had counted as lost because the account went on
    without a gap has no such proof any more, though the file that moves is the first of its new book."""
    settings.MEDIA_ROOT = tmp_path
    cluster.clone()
    user = create_user(email="alice@example.com")
    older, newer = halves(generator.make("sportsbet", 600, 3))

    def lost_by_rule():
        with acting_as(user):
            bets = Bet.objects.filter(is_decided_by_rule=True, bookmaker__slug="sportsbet")
            return set(bets.values_list("ref", flat=True))

    for data, bookmaker in ((older, None), (newer, None), (newer, "Elsewhere")):
        before = lost_by_rule()
        options = {"bookmaker": bookmaker} if bookmaker else {}
        upload = intake.receive(user=user, filename="history.csv", chunks=[data], options=options)
        assert pipeline.run(upload_id=upload.pk, user_id=user.pk, attempt=0)
    moved = lost_by_rule()
    cluster.clone()
    user = create_user(email="alice@example.com")
    upload = intake.receive(user=user, filename="history.csv", chunks=[older])
    assert pipeline.run(upload_id=upload.pk, user_id=user.pk, attempt=0)
    assert moved == lost_by_rule() < before


def halves(export):
    """An export in two: its older rows, and its newer ones, each with the header."""
    lines = export.split(b"\n")
    starts = [place for place, line in enumerate(lines) if line[:1] == b'"' and line[3:4] == b"/"]
    middle = starts[len(starts) // 2]
    return b"\n".join([lines[0], *lines[middle:]]), b"\n".join([*lines[:middle], b""])


@pytest.mark.django_db
def test_ids_rise_in_the_order_of_events_whichever_way_the_file_is_written():
    for times, order in (([3, 2, 1], [3, 2, 1]), ([1, 2, 3], [1, 2, 3]), ([2, 3, 1], [3, 1, 2])):
        rows = [2, 3, 4]
        moments = pd.to_datetime([f"2026-01-0{day}" for day in times], utc=True).astype("datetime64[us, UTC]")
        lines = pd.DataFrame({"row": rows, "occurred_at": moments, "seq": rows, "leader": rows})
        ids = ids_of(4, 5)()  # more than are needed, as of a file that tells rows twice
        bets = numbered_bets(pd.DataFrame({"row": rows, "ref": ["a", "b", "c"]}), lines, ids)
        assert bets["bet_id"].is_monotonic_increasing
        by_day = dict(zip(times, rows, strict=True))
        assert bets["row"].tolist() == [by_day[day] for day in (1, 2, 3)], order
        told = numbered_lines(lines, bets, ids).set_index("row")["telling_id"]
        assert told.loc[bets["row"]].tolist() == bets["telling_id"].tolist()


@pytest.mark.django_db
def test_a_row_told_twice_is_the_line_of_its_leader():
    rows = [2, 3, 4]
    moments = pd.to_datetime(["2026-01-01"] * 3, utc=True).astype("datetime64[us, UTC]")
    lines = pd.DataFrame(
        {"row": rows, "occurred_at": moments, "seq": [-2, -3, -4], "leader": [4, 3, 4], "key": list("aba")}
    )
    ids = ids_of(3, 1)()
    bets = numbered_bets(pd.DataFrame({"row": [4], "ref": ["a"]}), lines, ids)
    told = numbered_lines(lines, bets, ids).set_index("row")
    assert told.index.tolist() == [4, 3, 2]  # the newest was told first
    assert told.loc[2, "line_id"] == told.loc[4, "line_id"] < told.loc[3, "line_id"]
    assert told["telling_id"].notna().tolist() == [True, False, False]


@pytest.mark.django_db
def test_nobody_can_delete_what_a_finished_upload_told(owner_of_an_import):
    with acting_as(owner_of_an_import), connection.cursor() as cursor:
        cursor.execute("DELETE FROM imports_row")
        cursor.execute("DELETE FROM imports_bettelling")
        assert Row.objects.exists()
        assert BetTelling.objects.exists()


@pytest.fixture
def owner_of_an_import(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    user = create_user(email="bob@example.com")
    upload = intake.receive(user=user, filename="history.csv", chunks=[generator.make("pikkit", 5, 1)])
    assert pipeline.run(upload_id=upload.pk, user_id=user.pk, attempt=0)
    return user
