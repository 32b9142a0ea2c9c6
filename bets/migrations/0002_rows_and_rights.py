from django.db import migrations

from web.sql import Grant, OwnerRows

CATALOGUE = (
    "bets_sport",
    "bets_competition",
    "bets_participant",
    "bets_participantalias",
    "bets_bookmaker",
    "bets_event",
    "bets_market",
)
OURS_OR_MINE = "owner_id IS NULL OR owner_id = betsite_uid()"
MINE = "owner_id = betsite_uid()"


def catalogue_rights() -> list:
    operations = []
    for table in CATALOGUE:
        operations.append(Grant(table, "SELECT, INSERT, UPDATE"))
        operations.append(OwnerRows(table, using=OURS_OR_MINE, check=MINE))
    return operations


class Migration(migrations.Migration):
    dependencies = [("bets", "0001_initial")]

    operations = [
        *catalogue_rights(),
        Grant("bets_eventparticipant", "SELECT, INSERT, UPDATE, DELETE"),
        OwnerRows("bets_eventparticipant", using="event_id IN (SELECT id FROM bets_event)"),
        Grant("bets_bet", "SELECT, INSERT, UPDATE"),
        OwnerRows("bets_bet"),
        Grant("bets_leg", "SELECT, INSERT, UPDATE, DELETE"),
        OwnerRows("bets_leg"),
    ]
