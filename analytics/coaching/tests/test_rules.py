"""What the database itself holds to: asked as the application's role, past all our Python."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError, ProgrammingError
from django.http import Http404

from accounts.models import AuditEntry, Notification, User
from accounts.tests.factories import create_user
from analytics.coaching import consenting, inviting
from analytics.coaching.errors import AlreadyTogether, EndedAlready, NothingShown, NotUsable, TooManyOpen
from analytics.coaching.models import Coach, Consent, Invitation, Look, Relation, SessionNote
from analytics.coaching.opening import open_for
from analytics.coaching.scopes import AMOUNTS, PATTERNS, RESULTS
from analytics.coaching.tests.made import change, connect, fresh, make_coach
from bets.models import Bet
from bets.tests.factories import create_bet
from web.clock import now
from web.context import acting_as

pytestmark = pytest.mark.django_db


def asked(user, statement, *values):
    """Rows that the application's role gets as this person (or as nobody), by plain SQL."""
    if user is None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall()
    with acting_as(user), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def opened(coach, relation):
    return asked(coach, "SELECT client FROM coaching_open(%s, 'test')", relation.pk)


def test_only_a_live_consent_tells_a_coach_whose_book_it_is(alice, bob, charlie):
    relation = connect(alice, bob)
    assert opened(bob, relation) == [(alice.pk,)]
    assert opened(charlie, relation) == []
    assert opened(alice, relation) == []
    assert opened(None, relation) == []
    consenting.end(user=alice, pk=relation.pk)
    assert opened(bob, relation) == []


def test_a_consent_ends_after_its_last_day_by_the_clients_clock(alice, bob):
    relation = connect(alice, bob, until_on=consenting.today_of(alice))
    assert opened(bob, relation)
    with acting_as(alice), pytest.raises(DatabaseError):
        Consent.objects.update(until_on=now().date() - timedelta(5))
    other = create_user(email="dora@example.com", time_zone="Pacific/Kiritimati")
    past = connect(other, bob, pseudonym="Rook", until_on=consenting.today_of(other))
    User.objects.filter(pk=other.pk).update(time_zone="Pacific/Niue")  # a day earlier: still the last day
    assert opened(bob, past)
    with acting_as(other):
        Consent.objects.create(
            relation=past, owner=other, act="changed", scopes=[PATTERNS], until_on=now().date() - timedelta(2)
        )
    assert opened(bob, past) == []


def test_a_coach_sees_no_row_of_the_client_even_with_consent(alice, bob):
    create_bet(owner=alice)
    relation = connect(alice, bob, PATTERNS, RESULTS, AMOUNTS)
    open_row = asked(bob, "SELECT count(*) FROM bets_bet")
    assert open_row == [(0,)]
    assert asked(bob, "SELECT count(*) FROM ledger_movement") == [(0,)]
    with acting_as(bob):
        open_for(relation.pk, "test")
        assert not Bet.objects.exists()
        assert not Look.objects.exists()  # the client's list of looks is the client's


def test_the_bare_function_behind_the_looks_cannot_be_called(alice, bob):
    relation = connect(alice, bob)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        asked(bob, "SELECT * FROM coaching_live(%s)", relation.pk)


def test_every_look_leaves_a_row_for_the_client(alice, bob):
    relation = connect(alice, bob)
    opened(bob, relation)
    opened(bob, relation)
    with acting_as(alice):
        assert [look.page for look in Look.objects.visible_to(alice)] == ["test", "test"]
    for statement in ("DELETE FROM coaching_look", "UPDATE coaching_look SET page = 'x'"):
        for user in (alice, bob):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                with acting_as(user), connection.cursor() as cursor:
                    cursor.execute(statement)


def test_consents_are_only_added_to(alice, bob):
    relation = connect(alice, bob)
    change(relation, alice, PATTERNS)
    consenting.end(user=bob, pk=relation.pk)
    with acting_as(alice):
        acts = [(each.act, each.is_by_coach) for each in Consent.objects.order_by("pk")]
        assert acts == [("given", False), ("changed", False), ("ended", True)]
        assert Consent.objects.first().given_to == "Kim Reed, Steady Hands"
    for statement in (
        "UPDATE coaching_consent SET scopes = '{}'",
        "DELETE FROM coaching_consent",
        "UPDATE coaching_relation SET ended_at = NULL",
        "UPDATE coaching_relation SET coach_id = owner_id",
        "DELETE FROM coaching_relation",
        "INSERT INTO coaching_relation (owner_id, coach_id, pseudonym) VALUES (1, 2, 'x')",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            with acting_as(alice), connection.cursor() as cursor:
                cursor.execute(statement)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_not_even_the_owner_of_the_tables_changes_a_consent(alice, bob):
    from django.db import connections

    connect(alice, bob)
    for statement in (
        "UPDATE coaching_consent SET scopes = '{}'",
        "DELETE FROM coaching_consent",
        "TRUNCATE coaching_look",
        "DELETE FROM coaching_relation",
    ):
        with pytest.raises(ProgrammingError, match="stay as they were written"):
            with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
                cursor.execute(statement)


def test_a_coach_cannot_consent_for_the_client(alice, bob):
    relation = connect(alice, bob, PATTERNS)
    with pytest.raises(ProgrammingError, match="only the client consents"), acting_as(bob):
        Consent.objects.create(relation=relation, owner=alice, act="changed", scopes=[PATTERNS, AMOUNTS])
    with pytest.raises(Http404):
        consenting.agree(user=bob, pk=relation.pk, scopes=[AMOUNTS, PATTERNS], from_on=None, until_on=None)


def test_a_stranger_neither_consents_nor_ends_nor_reads(alice, bob, charlie):
    relation = connect(alice, bob)
    with pytest.raises(DatabaseError), acting_as(charlie):
        Consent.objects.create(relation=relation, owner=charlie, act="ended")
    with pytest.raises(Http404):
        consenting.end(user=charlie, pk=relation.pk)
    with acting_as(charlie):
        for model in (Coach, Invitation, Relation, Consent, Look, SessionNote):
            assert not model.objects.exists(), model
    for model in (Coach, Invitation, Relation, Consent, Look, SessionNote):
        assert asked(None, f"SELECT count(*) FROM {model._meta.db_table}") == [(0,)]


def test_what_ended_stays_ended(alice, bob):
    relation = connect(alice, bob)
    consenting.end(user=bob, pk=relation.pk)
    for user in (alice, bob):
        with pytest.raises(EndedAlready):
            consenting.end(user=user, pk=relation.pk)
    with pytest.raises(EndedAlready):
        change(relation, alice, PATTERNS)
    assert fresh(relation).ended_at


def test_after_an_end_they_may_begin_anew(alice, bob):
    first = connect(alice, bob)
    with pytest.raises(AlreadyTogether):
        connect(alice, bob)
    consenting.end(user=alice, pk=first.pk)
    second = connect(alice, bob)
    assert opened(bob, first) == []
    assert opened(bob, second)


def test_a_link_is_used_once_and_kept_as_a_hash(alice, bob, charlie):
    make_coach(bob)
    made, token = inviting.invite(user=bob, is_by_coach=True)
    assert token not in str(vars(made))
    inviting.accept(user=alice, token=token)
    for user in (charlie, alice):
        with pytest.raises(NotUsable):
            inviting.accept(user=user, token=token)
        with pytest.raises(Http404):
            inviting.invited(user=user, token=token)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_uses_the_link(alice, bob, charlie):
    from threading import Barrier, Thread

    from django.db import connections

    make_coach(bob)
    _, token = inviting.invite(user=bob, is_by_coach=True)
    start, got = Barrier(2), []

    def use(user):
        start.wait()
        try:
            got.append(inviting.accept(user=user, token=token).owner_id)
        except NotUsable:
            got.append(None)
        connections.close_all()

    threads = [Thread(target=use, args=[user]) for user in (alice, charlie)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert got.count(None) == 1
    with acting_as(bob):
        assert Relation.objects.get().owner_id in got


def test_a_link_expires_and_is_taken_back(alice, bob):
    make_coach(bob)
    made, token = inviting.invite(user=bob, is_by_coach=True)
    assert inviting.take_back(user=bob, pk=made.pk)
    assert not inviting.take_back(user=bob, pk=made.pk)
    old = "expired-token"
    with acting_as(bob):
        Invitation.objects.create(
            owner=bob,
            is_by_coach=True,
            digest=inviting.digest_of(old),
            expires_at=now() - timedelta(seconds=1),
        )
    for each in (token, old, "guessed"):
        with pytest.raises(NotUsable):
            inviting.accept(user=alice, token=each)
    with pytest.raises(Http404):
        inviting.take_back(user=alice, pk=made.pk)


def test_nobody_accepts_their_own_invitation_or_that_of_somebody_who_left(alice, bob):
    make_coach(bob)
    _, token = inviting.invite(user=bob, is_by_coach=True)
    with pytest.raises(NotUsable):
        inviting.accept(user=bob, token=token)
    User.objects.filter(pk=bob.pk).update(is_active=False)
    with pytest.raises(NotUsable):
        inviting.accept(user=alice, token=token)


def test_a_clients_invitation_opens_for_the_named_address_only_and_shows_nothing_yet(alice, bob, charlie):
    _, token = inviting.invite(user=alice, is_by_coach=False, email="Bob@Example.com", pseudonym="Wren")
    make_coach(bob)
    make_coach(charlie, "Not Asked")
    with pytest.raises(NotUsable):
        inviting.accept(user=charlie, token=token)
    assert inviting.invited(user=charlie, token=token).is_for_another
    relation = inviting.accept(user=bob, token=token)
    assert opened(bob, relation) == []
    change(relation, alice, PATTERNS)
    assert opened(bob, relation) == [(alice.pk,)]


def test_who_is_no_coach_cannot_accept_as_one(alice, bob):
    _, token = inviting.invite(user=alice, is_by_coach=False, email=bob.email)
    with pytest.raises(NotUsable):
        inviting.accept(user=bob, token=token)
    make_coach(bob)
    assert inviting.accept(user=bob, token=token).coach_id == bob.pk  # the link was not spent by that


def test_something_must_be_shown(alice, bob):
    relation = connect(alice, bob)
    with pytest.raises(NothingShown):
        change(relation, alice, AMOUNTS)
    with pytest.raises(IntegrityError), acting_as(alice):
        Consent.objects.create(relation=relation, owner=alice, act="changed", scopes=["everything"])


def test_open_invitations_have_a_bound(alice, bob, monkeypatch):
    monkeypatch.setattr(inviting, "MOST_OPEN", 1)
    make_coach(bob)
    inviting.invite(user=bob, is_by_coach=True)
    with pytest.raises(TooManyOpen):
        inviting.invite(user=bob, is_by_coach=True)


def test_session_notes_are_the_coachs_unless_shared(alice, bob, charlie):
    relation = connect(alice, bob)
    with acting_as(bob):
        SessionNote.objects.create(relation=relation, owner=bob, text="private")
        SessionNote.objects.create(relation=relation, owner=bob, text="shared", is_shared=True)
    with acting_as(alice):
        assert [note.text for note in SessionNote.objects.all()] == ["shared"]
        assert not SessionNote.objects.all().delete()[0]
    with pytest.raises(DatabaseError, match="row-level security"), acting_as(charlie):
        SessionNote.objects.create(relation=relation, owner=charlie, text="a stranger's")
    with pytest.raises(DatabaseError, match="row-level security"), acting_as(alice):
        SessionNote.objects.create(relation=relation, owner=alice, text="the client's")


def test_the_demo_has_a_coach_once_and_an_end_is_not_undone(alice):
    from analytics.coaching.demo import show_to_coach

    told = {"email": "coach@betsite.example", "password": "look-around"}
    assert show_to_coach(alice, **told)
    assert not show_to_coach(alice, **told)
    coach = User.objects.get(email="coach@betsite.example")
    assert coach.is_coach
    with acting_as(coach):
        relation = Relation.objects.get()
    assert opened(coach, relation) == [(alice.pk,)]
    consenting.end(user=alice, pk=relation.pk)
    assert not show_to_coach(alice, **told)


@pytest.mark.django_db(transaction=True)
def test_both_sides_are_told_and_the_log_has_it(alice, bob):
    relation = connect(alice, bob)
    consenting.end(user=alice, pk=relation.pk)
    with acting_as(alice):
        titles = list(Notification.objects.order_by("pk").values_list("title", flat=True))
        acts = set(AuditEntry.objects.values_list("act", flat=True))
    assert titles == [
        "You agreed to show Kim Reed, Steady Hands",
        "Kim Reed, Steady Hands sees nothing of yours any more",
    ]
    assert acts == {"coaching.accept", "coaching.consent-given", "coaching.end"}
    with acting_as(bob):
        titles = list(Notification.objects.order_by("pk").values_list("title", flat=True))
    assert titles == ["You invited Wren", "Wren agreed", "Wren: no longer shared with you"]
