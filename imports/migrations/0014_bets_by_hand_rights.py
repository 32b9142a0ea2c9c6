from django.conf import settings
from django.db import migrations

from web.sql import Grant, OwnerRows

SEQUENCE = "SEQUENCE imports_betchange_id_seq"


class Migration(migrations.Migration):
    """The history is only ever added to; what is in the trash leaves it when it is brought back."""

    dependencies = [("imports", "0013_bets_by_hand")]

    operations = [
        *[
            operation
            for table, rights in (
                ("imports_handbet", "SELECT, INSERT, UPDATE"),
                ("imports_betchange", "SELECT, INSERT"),
                ("imports_setaside", "SELECT, INSERT, DELETE"),
                ("imports_remark", "SELECT, INSERT, UPDATE, DELETE"),
            )
            for operation in (Grant(table, rights), OwnerRows(table))
        ],
        Grant("imports_decision", "DELETE"),
        migrations.RunSQL(
            f'GRANT USAGE ON {SEQUENCE} TO "{settings.DB_APP_ROLE}"',
            f'REVOKE USAGE ON {SEQUENCE} FROM "{settings.DB_APP_ROLE}"',
        ),
    ]
