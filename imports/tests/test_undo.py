"""Undo: whatever was imported, undone and brought back, in whatever order, the book is what the remaining files say."""

from itertools import count, permutations
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.tests.factories import create_user
from bets.models import Bet, Status
from imports import decisions, generator, sweep, undo
from imports.errors import NotUndoable
from imports.models import Upload, Wish
from imports.tests.books import book, part, take
from imports.tests.exports import noted, statement, tracked
from imports.tests.factories import import_lines, line
from ledger.verification import verify
from treasury.models import StatementLine
from web.context import acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files_aside(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


_people = count(1)


def somebody():
    return create_user(email=f"somebody{next(_people)}@example.com")


FILES = [
    statement(9, first=0, last=4),
    statement(9, first=3, last=7),
    statement(9, first=6, last=9),
    statement(9, first=2, last=9),
    tracked(9, at=4),
    tracked(9, at=7),
    tracked(9, at=11),
    noted(9, at=6),
    noted(9, at=12),
    *(
        part(generator.make("smarkets", 90, 7), "smarkets", *shares)
        for shares in ((0, 0.5), (0.4, 0.8), (0.7, 1))
    ),
]


def of_rest(files):
    """What a person has who sends only these files."""
    person = somebody()
    for number in files:
        take(person, FILES[number], currency="AUD")
    return book(person)


@pytest.mark.django_db(transaction=True, databases=["default", "staff"])
def test_an_undone_upload_leaves_nothing_and_comes_back_whole(alice):
    before = book(alice)
    upload = take(alice, FILES[0])
    whole = book(alice)
    undo.undo(user=alice, upload=upload)
    assert book(alice) == before
    undo.redo(user=alice, upload=upload)
    assert book(alice) == whole
    assert verify().is_sound


def test_what_another_file_tells_as_well_stays(alice):
    take(alice, FILES[0])
    alone = book(alice)
    second = take(alice, FILES[1])
    undo.undo(user=alice, upload=second)
    assert book(alice) == alone


def test_ids_outlive_an_undo(alice):
    upload = take(alice, FILES[0])
    with acting_as(alice):
        bets, lines = set(Bet.objects.values_list("pk")), set(StatementLine.objects.values_list("pk"))
    undo.undo(user=alice, upload=upload)
    take(alice, FILES[3])
    undo.redo(user=alice, upload=upload)
    with acting_as(alice):
        assert bets <= set(Bet.objects.values_list("pk"))
        assert lines <= set(StatementLine.objects.values_list("pk"))


def test_a_decision_outlives_an_undo(alice):
    upload = take(alice, FILES[0])
    with acting_as(alice):
        bet = Bet.objects.filter(status=Status.UNDECIDED).first()
    decisions.decide(user=alice, bet_ids=[bet.pk], outcome="lost")
    decided = book(alice)
    undo.undo(user=alice, upload=upload)
    undo.redo(user=alice, upload=upload)
    assert book(alice) == decided


@pytest.mark.thorough
@pytest.mark.parametrize("three", [(0, 1, 2), (4, 5, 6), (0, 3, 5), (9, 10, 11), (0, 3, 8), (3, 7, 8)])
def test_three_overlapping_exports_in_every_order_are_one_book(three):
    books = [of_rest(order) for order in permutations(three)]
    assert all(each == books[0] for each in books)
    assert books[0]["bets"]


steps = st.lists(st.integers(0, len(FILES) - 1), min_size=3, max_size=9)


UNHURRIED: dict[str, Any] = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@pytest.mark.thorough
@settings(max_examples=6, **UNHURRIED)
@given(steps)
def test_any_order_of_importing_and_undoing_is_importing_the_rest(order):
    ends_as_the_rest(order)


@pytest.mark.slow
@settings(max_examples=60, **UNHURRIED)
@given(steps)
def test_sixty_orders_of_importing_and_undoing(order):
    ends_as_the_rest(order)


def ends_as_the_rest(order):
    """Each number sends its file, or undoes it, or brings it back, whichever comes next for it."""
    with transaction.atomic():
        person = somebody()
        live, sent = [], {}
        for number in order:
            if number in live:
                live.remove(number)
                undo.undo(user=person, upload=sent[number])
            else:
                live.append(number)
                if number in sent and len(order) % 2:
                    undo.redo(user=person, upload=sent[number])
                else:
                    sent[number] = take(person, FILES[number], currency="AUD")
        assert book(person) == of_rest(sorted(live))
        transaction.set_rollback(True)  # else one test would hold the locks of all its temporary tables


def test_an_upload_is_undone_once(alice):
    upload = import_lines(alice, line("deposit", "5"))
    undo.undo(user=alice, upload=upload)
    with pytest.raises(NotUndoable):
        undo.undo(user=alice, upload=upload)


def test_the_sweep_sends_a_wish_the_queue_has_lost(alice, monkeypatch):
    upload = import_lines(alice, line("deposit", "5"))
    sent = []
    monkeypatch.setattr("imports.tasks.grant_wish.apply_async", lambda args, **_: sent.append(args))
    with acting_as(alice):
        Upload.objects.filter(pk=upload.pk).update(wish=Wish.UNDO, lease_until=None)
    monkeypatch.setattr("imports.sweep.STAFF", "default")
    with acting_as(alice):
        assert sweep.send_abandoned() == 1
    assert sent == [(upload.pk, alice.pk)]


def test_a_person_undoes_and_brings_back_on_the_page(client, alice):
    upload = import_lines(alice, line("deposit", "5"))
    client.force_login(alice)
    page = client.post(f"/import/{upload.pk}/undo/", follow=True)
    assert "This upload was undone" in page.content.decode()
    assert book(alice)["lines"] == []
    page = client.post(f"/import/{upload.pk}/redo/", follow=True)
    assert "Undo this upload" in page.content.decode()
    assert len(book(alice)["lines"]) == 1


def test_the_command_undoes_and_brings_back(alice, charlie, capsys):
    upload = import_lines(alice, line("deposit", "5"))
    call_command("undo_import", str(upload.pk), "--user", alice.email)
    assert book(alice)["lines"] == []
    call_command("undo_import", str(upload.pk), "--user", alice.email, "--redo")
    assert "brought back" in capsys.readouterr().out
    assert len(book(alice)["lines"]) == 1
    with pytest.raises(CommandError, match="no upload"):
        call_command("undo_import", str(upload.pk), "--user", charlie.email)
