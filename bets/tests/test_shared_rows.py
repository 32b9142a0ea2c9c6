"""The shared catalogue: everybody reads it, nobody who bets changes it or makes a row of it their own."""

import pytest
from django.db import DatabaseError, connection

from bets.models import Event, EventParticipant, Participant
from web.context import acting_as

pytestmark = pytest.mark.django_db(databases=["default", "staff"], transaction=True)
TABLES = ("sport", "competition", "participant", "participantalias", "bookmaker", "event", "market")


@pytest.fixture
def derby():
    made = Event(owner=None, name="Leeds v Hull")
    made.save(using="staff")
    team = Participant(owner=None, name="Leeds")
    team.save(using="staff")
    return made, team


@pytest.mark.parametrize("table", TABLES)
def test_a_shared_row_cannot_be_taken_over(alice, derby, table):
    with acting_as(alice), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM bets_{table} WHERE owner_id IS NULL")
        seen = cursor.fetchone()[0]
        cursor.execute(f"UPDATE bets_{table} SET owner_id = %s WHERE owner_id IS NULL", [alice.pk])
        assert cursor.rowcount == 0
        cursor.execute(f"SELECT count(*) FROM bets_{table} WHERE owner_id IS NULL")
        assert cursor.fetchone()[0] == seen


def test_nobody_says_who_plays_in_a_shared_event(alice, derby):
    event, team = derby
    with pytest.raises(DatabaseError, match="row-level security"), acting_as(alice):
        EventParticipant.objects.create(event_id=event.pk, participant_id=team.pk, position=1)


def test_a_shared_event_is_seen_with_who_plays(alice, derby):
    event, team = derby
    event.entries.using("staff").create(event=event, participant=team, position=1)
    with acting_as(alice):
        (entry,) = Event.objects.get(pk=event.pk).entries.all()
        assert entry.participant.name == "Leeds"
        assert not Event.objects.get(pk=event.pk).entries.update(position=2)
        assert Event.objects.get(pk=event.pk).entries.all().delete()[0] == 0


def test_ones_own_event_is_ones_own(alice, bob):
    with acting_as(alice):
        mine = Event.objects.create(owner=alice, name="Ours v Theirs")
        mine.entries.create(participant=Participant.objects.create(owner=alice, name="Ours"), position=1)
        assert Event.objects.filter(pk=mine.pk).update(name="Ours v Others") == 1
    with acting_as(bob):
        assert not Event.objects.filter(pk=mine.pk).exists()
