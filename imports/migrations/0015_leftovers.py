from django.db import migrations

from web.sql import Grant

UNFINISHED = "EXISTS (SELECT 1 FROM imports_upload u WHERE u.id = upload_id AND u.state <> 'processed')"
OF_NO_BET = (
    "NOT EXISTS (SELECT 1 FROM bets_bet b WHERE b.id = bet_id)"
    " AND NOT EXISTS (SELECT 1 FROM imports_retiredbet r WHERE r.bet_id = imports_bettelling.bet_id)"
)


def only(table: str, condition: str) -> migrations.RunSQL:
    """Nothing else may be deleted, whoever asks."""
    return migrations.RunSQL(
        f"CREATE POLICY leftovers ON {table} AS RESTRICTIVE FOR DELETE USING ({condition})",
        f"DROP POLICY leftovers ON {table}",
    )


class Migration(migrations.Migration):
    """What an import that was lost has told beside itself may be taken away (imports/beside.py), and nothing else."""

    dependencies = [("imports", "0014_bets_by_hand_rights"), ("bets", "0011_shared_rows_stay")]

    operations = [
        Grant("imports_bettelling", "DELETE"),
        only("imports_bettelling", OF_NO_BET),
        only("imports_row", UNFINISHED),
    ]
