from django.conf import settings
from django.db import migrations

from web.sql import Grant, OwnerRows

SEQUENCE = "SEQUENCE harm_circumstances_id_seq"


class Migration(migrations.Migration):
    """What a person told of their income and country is theirs alone; they may take it back."""

    dependencies = [("harm", "0001_initial"), ("ledger", "0001_initial")]

    operations = [
        Grant("harm_circumstances", "SELECT, INSERT, UPDATE, DELETE"),
        OwnerRows("harm_circumstances"),
        migrations.RunSQL(
            f'GRANT USAGE ON {SEQUENCE} TO "{settings.DB_APP_ROLE}"',
            f'REVOKE USAGE ON {SEQUENCE} FROM "{settings.DB_APP_ROLE}"',
        ),
    ]
