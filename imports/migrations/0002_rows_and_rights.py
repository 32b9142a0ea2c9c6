from django.conf import settings
from django.db import migrations

from web.sql import Grant, OwnerRows

MINE = "owner_id = betsite_uid()"
OF_MY_UPLOADS = "owner_id = betsite_uid() AND upload_id IN (SELECT id FROM imports_upload)"
SEQUENCE = "SEQUENCE bets_bet_id_seq"


class Migration(migrations.Migration):
    dependencies = [("bets", "0002_rows_and_rights"), ("imports", "0001_initial")]

    operations = [
        Grant("imports_upload", "SELECT, INSERT, UPDATE"),
        OwnerRows("imports_upload"),
        *[
            operation
            for table in ("imports_row", "imports_reject", "imports_balancebreak")
            for operation in (
                Grant(table, "SELECT, INSERT, DELETE"),
                OwnerRows(table, using=MINE, check=OF_MY_UPLOADS),
            )
        ],
        migrations.RunSQL(
            f'GRANT USAGE ON {SEQUENCE} TO "{settings.DB_APP_ROLE}"',
            f'REVOKE USAGE ON {SEQUENCE} FROM "{settings.DB_APP_ROLE}"',
        ),
    ]
