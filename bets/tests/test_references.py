"""The database refuses bets and legs that name what is not there, or what is somebody else's."""

import pytest
from django.db import IntegrityError, connection, connections, transaction

from bets.models import Bet, Event, Leg, Sport
from bets.tests.factories import create_bet
from web.context import acting_as

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


@pytest.fixture
def bet(alice):
    with acting_as(alice):
        return create_bet(owner=alice)


def refused(user, sql, *values):
    """The rule that refused the statement, tried as the person."""
    with pytest.raises(IntegrityError) as error, acting_as(user), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
    return error.value.__cause__.diag.constraint_name


@pytest.mark.parametrize(
    ("column", "rule"),
    [
        ("account_id", "bet_account"),
        ("bookmaker_id", "bet_bookmaker"),
        ("sport_id", "bet_sport"),
        ("competition_id", "bet_competition"),
        ("market_type_id", "bet_market"),
        ("event_id", "bet_event"),
    ],
)
def test_a_bet_names_what_exists(alice, bet, column, rule):
    assert refused(alice, f"UPDATE bets_bet SET {column} = 987654321 WHERE id = %s", bet.pk) == rule


def test_a_bet_cannot_be_about_somebody_elses_event(alice, charlie, bet):
    with acting_as(charlie):
        theirs = Event.objects.create(owner=charlie, name="Secret v Private")
    assert refused(alice, "UPDATE bets_bet SET event_id = %s WHERE id = %s", theirs.pk, bet.pk) == "bet_event"


def test_a_leg_belongs_to_a_bet_of_the_same_person(alice, charlie, bet):
    sql = "INSERT INTO bets_leg (owner_id, bet_id, position, event_name, market_name, selection, result)"
    sql += " VALUES (%s, %s, 1, '', '', '', '')"
    assert refused(charlie, sql, charlie.pk, bet.pk) == "leg_bet"
    assert refused(alice, sql, alice.pk, 987654321) == "leg_bet"


def test_a_bet_goes_only_after_its_legs(alice, bet):
    with acting_as(alice):
        Leg.objects.create(owner=alice, bet=bet, position=1)
    assert refused(alice, "DELETE FROM bets_bet WHERE id = %s", bet.pk) == "leg_bet"
    with acting_as(alice):
        bet.delete()  # the ORM takes the legs first
        assert not Bet.objects.exists()


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_sport_that_bets_name_stays(alice):
    with acting_as(alice):
        bet = create_bet(owner=alice)
        sport = Sport.objects.create(owner=alice, slug="darts-on-ice", name="Darts on ice")
        Bet.objects.filter(pk=bet.pk).update(sport=sport)
    with pytest.raises(IntegrityError) as error, connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM bets_sport WHERE id = %s", [sport.pk])
    assert error.value.__cause__.diag.constraint_name == "bets_sport_used"
