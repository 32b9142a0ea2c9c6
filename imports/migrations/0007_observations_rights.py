from django.conf import settings
from django.db import migrations

from web.sql import Grant, OwnerRows

SEQUENCES = "SEQUENCE imports_bettelling_id_seq, imports_linetelling_id_seq, imports_twin_id_seq"


class Migration(migrations.Migration):
    """Rows imported before told what their lines say now."""

    dependencies = [("imports", "0006_observations"), ("treasury", "0002_rows_and_rights")]

    operations = [
        *[
            operation
            for table, rights in (
                ("imports_linetelling", "SELECT, INSERT"),
                ("imports_bettelling", "SELECT, INSERT"),
                ("imports_retiredbet", "SELECT, INSERT, DELETE"),
                ("imports_twin", "SELECT, INSERT, UPDATE, DELETE"),
                ("imports_marketpart", "SELECT, INSERT, UPDATE, DELETE"),
                ("imports_decision", "SELECT, INSERT, UPDATE"),
            )
            for operation in (Grant(table, rights), OwnerRows(table))
        ],
        Grant("imports_row", "UPDATE (telling_id)"),
        migrations.RunSQL(
            f'GRANT USAGE ON {SEQUENCES} TO "{settings.DB_APP_ROLE}"',
            f'REVOKE USAGE ON {SEQUENCES} FROM "{settings.DB_APP_ROLE}"',
        ),
        migrations.RunSQL(
            "UPDATE imports_row r SET digest = l.digest FROM treasury_statementline l WHERE l.id = r.line_id",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "INSERT INTO imports_decision (bet_id, owner_id, outcome, decided_at)"
            " SELECT id, owner_id, status, decided_at FROM bets_bet"
            "  WHERE decided_at IS NOT NULL AND status IN ('lost', 'open', 'void')",
            migrations.RunSQL.noop,
        ),
    ]
