"""The catalogue's shared rows may be read by all and changed by nobody but staff jobs.

The policies of 0002 let a member's UPDATE find a shared row and make it their own, and change who plays in one.
"""

from django.db import migrations

from web.sql import OWN_ROWS

CATALOGUE = (
    "bets_sport",
    "bets_competition",
    "bets_participant",
    "bets_participantalias",
    "bets_bookmaker",
    "bets_event",
    "bets_market",
)
SHARED = "owner_id IS NULL"
ENTRIES, EVENTS = "bets_eventparticipant", "bets_event"


def _of(events: str) -> str:
    return f"event_id IN (SELECT id FROM {EVENTS} WHERE {events})"  # noqa: S608


def _apart(table: str, shared: str, own: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"DROP POLICY owner_rows ON {table};"
        f"CREATE POLICY shared_rows ON {table} FOR SELECT USING ({shared});"
        f"CREATE POLICY owner_rows ON {table} USING ({own}) WITH CHECK ({own})",
        f"DROP POLICY shared_rows ON {table}; DROP POLICY owner_rows ON {table};"
        f"CREATE POLICY owner_rows ON {table} USING ({shared} OR {own}) WITH CHECK ({own})",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("bets", "0010_event_told"),
        ("imports", "0008_policies_once"),
    ]

    operations = [
        *(_apart(table, SHARED, OWN_ROWS) for table in CATALOGUE),
        _apart(ENTRIES, _of(SHARED), _of(OWN_ROWS)),
    ]
