"""When a file of columns is believed: of the right person, stamp and time zone, and whole."""

import stat
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import connections, transaction

from analytics.columns import ahead, build, comparing, files, picked, store
from analytics.figures import by_bookmaker, by_currency
from analytics.filters import Filter
from analytics.tests.factories import import_file
from bets.models import Bet, BookStamp, Field, Sport, Status, What
from bets.tests.factories import create_bet
from imports import corrections, decisions, generator, intake, lifecycle, pipeline, undo
from imports.models import Wish
from web.context import acting_as

UTC = ZoneInfo("UTC")


@pytest.fixture(autouse=True)
def kept(settings, tmp_path):
    settings.READ_STORE = tmp_path / "columns"
    settings.READ_STORE_FROM = 1
    settings.MEDIA_ROOT = tmp_path / "uploads"
    picked.forget()
    yield settings.READ_STORE
    picked.forget()


def stamp(user):
    with acting_as(user):
        return BookStamp.objects.visible_to(user).values_list("stamp", flat=True).get()


def bets_told(user, asked=None):
    """What the overview says, the columns answering."""
    with acting_as(user):
        assert picked.pick(user, Filter(), UTC) is not None
        totals = by_currency(by_bookmaker(user, asked or Filter(), UTC))
    return sum(total.bets for total in totals), sum(total.profit_micro for total in totals)


def fit(user, zone="UTC"):
    with acting_as(user):
        return store.fit_now(user.pk, zone)


# --- The stamp changes with every change ------------------------------------------------------------------------------
def test_every_way_to_write_a_bet_changes_the_stamp_of_its_owner_alone(alice, bob):
    create_bet(owner=alice)
    create_bet(owner=bob)
    seen, his = {stamp(alice)}, stamp(bob)
    with acting_as(alice):
        Bet.objects.update(note="by a queryset")
    seen.add(stamp(alice))
    with acting_as(alice):
        Bet.objects.get().save()
    seen.add(stamp(alice))
    create_bet(owner=alice)
    seen.add(stamp(alice))
    assert len(seen) == 4
    assert stamp(bob) == his


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_change_by_the_owner_of_the_tables_counts_too(alice, bob):
    first = create_bet(owner=alice)
    second = create_bet(owner=alice)
    create_bet(owner=bob)
    before = stamp(alice), stamp(bob)
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM bets_bet WHERE id = %s", [first.pk])
    after = stamp(alice), stamp(bob)
    assert before[0] != after[0]
    assert before[1] == after[1]
    with acting_as(alice):
        assert BookStamp.objects.get().bets == 1
    assert bets_told(alice) == (1, -second.stake_micro)


def test_what_is_rolled_back_leaves_the_stamp_and_a_file_of_it_is_never_believed(alice):
    create_bet(owner=alice)
    before = stamp(alice)
    with transaction.atomic():
        create_bet(owner=alice)
        assert bets_told(alice)[0] == 2
        transaction.set_rollback(True)
    assert stamp(alice) == before
    assert bets_told(alice)[0] == 1


def test_the_application_cannot_write_a_stamp(alice):
    create_bet(owner=alice)
    for statement in ("UPDATE bets_bookstamp SET bets = 0", "DELETE FROM bets_bookstamp"):
        with pytest.raises(Exception, match="permission denied"), acting_as(alice):
            with connections["default"].cursor() as cursor:
                cursor.execute(statement)


def test_import_undo_redo_decision_and_correction_are_seen_at_once(alice):
    upload = import_file(alice, generator.make("sportsbet", 60, 3))
    seen = [(stamp(alice), bets_told(alice))]

    def now_differs():
        seen.append((stamp(alice), bets_told(alice)))
        assert seen[-1][0] not in [known for known, _ in seen[:-1]]

    with acting_as(alice):
        undecided = list(Bet.objects.filter(status=Status.UNDECIDED).values_list("pk", flat=True))
        text = Bet.objects.exclude(event_name="").values_list("event_name", flat=True).first()
        darts = Sport.objects.get(slug="darts", owner=None)
    assert decisions.decide(user=alice, bet_ids=undecided, outcome="lost") == len(undecided) > 0
    now_differs()
    corrections.correct(
        user=alice, what=What.SPORT, texts=[corrections.Text(Field.EVENT, text)], meaning=darts
    )
    now_differs()
    assert bets_told(alice, Filter(sport="darts"))[0] > 0
    undo.undo(user=alice, upload=upload)
    with acting_as(alice):
        left = Bet.objects.count()
    assert sum(total.bets for total in totals_of(alice)) == left
    undo.redo(user=alice, upload=upload)
    now_differs()
    assert seen[-1][1] == seen[2][1]


def totals_of(user):
    with acting_as(user):
        return by_currency(by_bookmaker(user, Filter(), UTC))


# --- A file that does not fit is none -----------------------------------------------------------------------------
def test_a_small_book_needs_no_file(alice, settings):
    settings.READ_STORE_FROM = 3
    create_bet(owner=alice)
    create_bet(owner=alice)
    assert fit(alice) is None
    create_bet(owner=alice)
    assert fit(alice) is not None


def test_another_time_zone_is_another_file(alice):
    create_bet(owner=alice)
    with acting_as(alice):
        assert picked.pick(alice, Filter(), ZoneInfo("Asia/Tokyo")) is not None
    assert files.load(fit(alice)) is None
    assert files.load(fit(alice, "Asia/Tokyo")) is not None


def test_only_the_servers_user_may_read_it(alice, kept):
    create_bet(owner=alice)
    bets_told(alice)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in kept.iterdir()] == [0o600, 0o600]


def test_a_stranger_gets_nothing_of_it(alice, charlie):
    create_bet(owner=alice)
    bets_told(alice)
    with acting_as(charlie):
        assert store.fit_now(alice.pk, "UTC") is None  # her stamp is not his to see
        assert picked.pick(charlie, Filter(), UTC) is None
        assert picked.pick(alice, Filter(), UTC) is None


def test_a_file_under_anothers_name_is_not_believed(alice, bob):
    create_bet(owner=alice, profit="-40")
    create_bet(owner=bob, profit="5")
    bets_told(alice)
    files.path_of(alice.pk).rename(files.path_of(bob.pk))
    assert bets_told(bob) == (1, 5_000_000)
    assert bets_told(alice) == (1, -40_000_000)


@pytest.mark.parametrize(
    "damage", [b"", b"betsite columns 1\n", b"betsite columns 1\n" + b"y" * 99, b"x" * 5_000, None]
)
def test_a_torn_file_is_made_anew(alice, damage):
    create_bet(owner=alice)
    told = bets_told(alice)
    path = files.path_of(alice.pk)
    path.write_bytes(path.read_bytes()[:-8] if damage is None else damage)
    picked.forget()
    assert files.load(fit(alice)) is None
    assert bets_told(alice) == told
    path.unlink()
    picked.forget()
    assert bets_told(alice) == told


def test_a_file_whose_numbers_mean_something_else_is_made_anew(alice, monkeypatch):
    create_bet(owner=alice)
    told = bets_told(alice)
    monkeypatch.setattr(files, "FORM", 7)
    assert files.load(fit(alice)) is None
    picked.forget()
    assert bets_told(alice) == told


def test_without_a_disk_the_database_answers(alice, settings, tmp_path):
    create_bet(owner=alice)
    (tmp_path / "no-folder").write_text("in the way")
    settings.READ_STORE = tmp_path / "no-folder"
    with acting_as(alice):
        assert picked.pick(alice, Filter(), UTC) is None
    assert [total.bets for total in totals_of(alice)] == [1]


def test_sums_beyond_64_bits_are_left_to_the_database(alice):
    create_bet(owner=alice, at_risk_micro=1 << 61)
    create_bet(owner=alice, at_risk_micro=1 << 61)
    with acting_as(alice):
        assert picked.pick(alice, Filter(), UTC) is None
    assert [total.turnover_micro for total in totals_of(alice)] == [1 << 62]


def test_bets_that_come_while_it_is_made_are_in_it_or_it_is_not_kept(alice, monkeypatch):
    create_bet(owner=alice)
    late = []

    def made(owner_id, zone):
        columns = build.build(owner_id, zone)
        if not late:
            late.append(
                create_bet(owner=alice)
            )  # as another session would, between the reading and the writing
        return columns

    monkeypatch.setattr(store, "build", made)
    assert bets_told(alice)[0] == 2


# --- Ahead of the pages, and gone with the person -----------------------------------------------------------------
class Task:
    name = "imports.process"


def columns_after(user, upload):
    """Whether somebody's columns hold once the worker is done with this upload of theirs."""
    ahead.after_task(sender=Task, args=(upload.pk, user.pk, 1))
    return files.load(fit(user, user.time_zone)) is not None


def receive(user, seed):
    return intake.receive(user=user, filename=f"{seed}.csv", chunks=[generator.make("pikkit", 20, seed)])


def finish(user, upload):
    assert pipeline.run(upload_id=upload.pk, user_id=user.pk, attempt=upload.attempt)


def test_a_finished_import_makes_the_columns(alice):
    upload = receive(alice, 1)
    finish(alice, upload)
    assert columns_after(alice, upload)


def test_of_several_files_the_last_one_makes_them(alice, bob):
    receive(bob, 1)  # another person's file is not waited for
    uploads = [receive(alice, seed) for seed in (1, 2, 3)]
    finish(alice, uploads[1])
    assert not columns_after(alice, uploads[1])
    finish(alice, uploads[0])
    assert not columns_after(alice, uploads[0])
    lifecycle.request_cancel(user=alice, upload=uploads[2])
    assert columns_after(alice, uploads[2]), "a file that is over is waited for no more"


def test_a_file_that_is_to_be_undone_is_waited_for(alice):
    uploads = [receive(alice, seed) for seed in (1, 2)]
    for upload in uploads:
        finish(alice, upload)
    lifecycle.request_wish(user=alice, upload=uploads[0], wish=Wish.UNDO)
    assert not columns_after(alice, uploads[1])
    undo.grant(upload_id=uploads[0].pk, user_id=alice.pk)
    assert columns_after(alice, uploads[0])


def test_a_person_who_goes_takes_the_file_along(bob):
    folder = files.folder()
    (folder / f"{bob.pk}.columns").touch()
    gone = bob.pk
    ahead.after_person(bob)
    assert not (folder / f"{gone}.columns").exists()


@pytest.mark.django_db(transaction=True, databases=["default", "staff"])
def test_doctor_names_what_differs_and_takes_it_away(alice, capsys):
    create_bet(owner=alice)
    with acting_as(alice):
        store.prepare(alice)
    nobody = files.path_of(10**9)
    nobody.touch()
    call_command("doctor", "--validate")
    assert "The columns of 1 books agree with their bets; 1 files of nobody" in capsys.readouterr().out
    assert not nobody.exists()
    with acting_as(alice):
        columns = files.load(store.fit_now(alice.pk, alice.time_zone))
        wrong = build.Columns(
            {**columns.rows, "profit": columns.rows["profit"] + 1}, columns.kinds, columns.currencies
        )
        files.save(store.fit_now(alice.pk, alice.time_zone), wrong)
        assert "the sums by sport" in comparing.differences(alice)
    with pytest.raises(CommandError, match=rf"person {alice.pk}: the sums by sport"):
        call_command("doctor", "--validate")
    assert not files.path_of(alice.pk).exists()
    call_command("doctor", "--validate")
