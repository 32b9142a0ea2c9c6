from django.conf import settings
from django.db import migrations

from web.sql import Grant, OwnerRows

MINE = "owner_id = betsite_uid()"
IN_MY_ACCOUNTS = "owner_id = betsite_uid() AND account_id IN (SELECT id FROM ledger_account)"
SEQUENCE = "SEQUENCE treasury_statementline_id_seq"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial"), ("treasury", "0001_initial")]

    operations = [
        Grant("treasury_statementline", "SELECT, INSERT, UPDATE, DELETE"),
        OwnerRows("treasury_statementline", using=MINE, check=IN_MY_ACCOUNTS),
        migrations.RunSQL(
            f'GRANT USAGE ON {SEQUENCE} TO "{settings.DB_APP_ROLE}"',
            f'REVOKE USAGE ON {SEQUENCE} FROM "{settings.DB_APP_ROLE}"',
        ),
    ]
