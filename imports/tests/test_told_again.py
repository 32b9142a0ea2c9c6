"""Rows that are known exactly as they are, looked for and recorded by two connections: it ends as with one."""

import pytest
from psycopg.errors import SerializationFailure

from accounts.tests.factories import create_user
from betsite.embedded import postgres
from imports import beside, formats, generator, intake, pipeline, same, undo
from imports.models import Fate, Row, State, Upload
from imports.tests.hostile.checksums import checksums, differences
from web.context import acting_as

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]
ROWS = 300
EVERY, NO_ROW = 0, 1_000_000


class Told:
    """A fresh database, one person, and files one after the other by one connection or by two."""

    def __init__(self, cluster, monkeypatch):
        self.cluster, self.monkeypatch = cluster, monkeypatch
        self.cluster.clone()
        self.user = create_user(email="alice@example.com")

    def take(self, data, *, by_two_from=EVERY):
        upload = intake.receive(user=self.user, filename="history.csv", chunks=[data])
        with self.monkeypatch.context() as patch:
            patch.setattr(beside, "MANY", by_two_from)
            patch.setattr(same, "MANY_ROWS", by_two_from)  # from which bets are found by all that was told
            assert pipeline.run(upload_id=upload.pk, user_id=self.user.pk, attempt=0)
        with acting_as(self.user):
            done = Upload.objects.get(pk=upload.pk)
            assert done.state == State.PROCESSED, done.error
            fates = list(Row.objects.filter(upload=done).values_list("fate", flat=True))
        assert len(fates) == done.rows_read - done.rejected
        assert fates.count(Fate.UNCHANGED) == done.unchanged
        return done

    def left(self):
        with postgres.connect(self.cluster.paths, database=self.cluster.database) as superuser:
            return checksums(superuser)


@pytest.fixture
def begin(cluster, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    return lambda: Told(cluster, monkeypatch)


@pytest.fixture
def asked(monkeypatch):
    """What was asked of the other connection."""
    works, do = [], beside.Beside.do

    def listening(self, work):
        works.append(work.func.__name__)
        return do(self, work)

    monkeypatch.setattr(beside.Beside, "do", listening)
    return works


def both(begin, *files):
    """What is left after these files, by one connection and by two, and the last upload of the latter."""
    for by_two_from in (NO_ROW, EVERY):
        told = begin()
        uploads = [told.take(data, by_two_from=by_two_from) for data in files]
        if by_two_from == NO_ROW:
            by_one = told.left()
    return by_one, told.left(), uploads[-1]


def older_part(data):
    """The first rows of an export, perhaps with the beginning of one more."""
    lines = data.split(b"\n")
    return b"\n".join(lines[: len(lines) * 3 // 5])


@pytest.mark.parametrize("slug", generator.FORMATS)
def test_a_longer_export_after_a_shorter_one(begin, asked, slug):
    data = generator.make(slug, ROWS, 5)
    by_one, by_two, last = both(begin, older_part(data), data)
    assert differences(by_one, by_two) == {}
    assert min(last.unchanged, last.inserted) > ROWS / 10
    is_put_together = formats.get(slug).group_column is not None  # from rows of all files
    assert ("find_lines" in asked) != is_put_together


@pytest.mark.parametrize("slug", ["pikkit", "sportsbet"])
def test_the_same_rows_in_another_encoding(begin, asked, slug):
    data = generator.make(slug, ROWS, 5)
    by_one, by_two, last = both(begin, data, data.decode("utf-8-sig").encode("utf-16"))
    assert differences(by_one, by_two) == {}
    assert (last.unchanged, last.inserted, last.updated) == (last.rows_read, 0, 0)
    assert asked[-1] == "record_same"
    assert "give_up" not in asked


@pytest.mark.parametrize("slug", ["pikkit", "sportsbet"])
def test_newer_code_reads_the_bets_of_known_rows_otherwise(begin, asked, monkeypatch, slug):
    """Then their rows are told anew by the connection that merges the bets."""
    data = generator.make(slug, ROWS, 5)
    again = data.decode("utf-8-sig").encode("utf-16")

    def old_and_new(by_two_from):
        told = begin()
        with monkeypatch.context() as patch:
            patch.setattr("imports.bet_staging.mark", lambda: "0" * 15)
            told.take(data, by_two_from=NO_ROW)
        told.take(again, by_two_from=by_two_from)
        return told.left()

    by_one = old_and_new(NO_ROW)
    assert differences(by_one, old_and_new(EVERY)) == {}
    assert "give_up" in asked


def test_bets_of_an_undone_file_are_told_anew(begin, asked):
    """Their tellings are still there, the bets are not. Those that an older file tells too are known."""
    data = generator.make("pikkit", ROWS, 5)

    def undone_and_again(by_two_from):
        told = begin()
        told.take(older_part(data), by_two_from=by_two_from)
        whole = told.take(data, by_two_from=by_two_from)
        undo.undo(user=told.user, upload=whole)
        again = told.take(data + b"\n", by_two_from=by_two_from)
        assert again.bets_inserted == again.inserted > ROWS / 10
        return told.left()

    assert differences(undone_and_again(NO_ROW), undone_and_again(EVERY)) == {}
    assert "find_bets" in asked


def test_bytes_that_were_imported_before_are_weighed_by_one_connection(begin, asked):
    """Which import of the same bytes tells a row is asked of all rows, those of this upload among them."""
    data = generator.make("pikkit", ROWS, 5)
    told = begin()
    told.take(data, by_two_from=NO_ROW)
    again = told.take(data)
    assert again.unchanged == ROWS
    assert asked == []


def test_an_account_that_two_formats_tell_of_is_weighed_by_one_connection(begin, asked):
    told = begin()
    for slug in ("scout-draftkings", "pikkit"):  # both tell of DraftKings
        told.take(generator.make(slug, ROWS, 5), by_two_from=NO_ROW)
    told.take(generator.make("pikkit", ROWS, 5) + b"\n")
    assert asked == []


def test_what_goes_wrong_there_fails_the_import_and_leaves_nothing(begin, monkeypatch):
    data = generator.make("pikkit", ROWS, 5)
    told = begin()
    told.take(data, by_two_from=NO_ROW)
    before = told.left()
    record = "imports.same.RECORD_SAME"
    monkeypatch.setattr(record, "INSERT INTO imports_row SELECT 1 / 0 -- %(upload)s")
    upload = intake.receive(user=told.user, filename="history.csv", chunks=[data + b"\n"])
    monkeypatch.setattr(beside, "MANY", EVERY)
    with pytest.raises(Exception, match="division by zero"):
        pipeline.run(upload_id=upload.pk, user_id=told.user.pk, attempt=0)
    with acting_as(told.user):
        assert Upload.objects.get(pk=upload.pk).state == State.FAILED
    assert differences(before, told.left()).keys() == {"imports_upload", "accounts_notification"}


def test_rows_that_are_missing_there_fail_the_import(begin, monkeypatch):
    data = generator.make("pikkit", ROWS, 5)
    told = begin()
    told.take(data, by_two_from=NO_ROW)
    monkeypatch.setattr("imports.same.RECORD_SAME", f"{same.RECORD_SAME} LIMIT 5")
    upload = intake.receive(user=told.user, filename="history.csv", chunks=[data + b"\n"])
    monkeypatch.setattr(beside, "MANY", EVERY)
    with pytest.raises(RuntimeError, match="5 rows were recorded instead of"):
        pipeline.run(upload_id=upload.pk, user_id=told.user.pk, attempt=0)


@pytest.mark.parametrize("before", [True, False], ids=["told again", "first"])
def test_an_attempt_that_collides_after_the_other_connection_has_committed_is_tried_again(
    begin, monkeypatch, before
):
    """What the other one has left is gone before it writes the same rows once more: nobody waits for anybody."""
    data = generator.make("pikkit", ROWS, 5)
    commit, collisions = beside.Beside.commit, []

    def colliding(self, *, check):
        commit(self, check=check)
        if not collisions:
            collisions.append(self)
            raise SerializationFailure

    def left(*, collides):
        told = begin()
        if before:
            told.take(data, by_two_from=NO_ROW)
        with monkeypatch.context() as patch:
            if collides:
                patch.setattr(beside.Beside, "commit", colliding)
            told.take(data + b"\n")
        return told.left()

    calm = left(collides=False)
    assert differences(calm, left(collides=True)) == {}
    assert len(collisions) == 1
