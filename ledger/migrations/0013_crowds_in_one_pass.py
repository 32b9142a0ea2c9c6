from django.db import migrations

from web.sql import SqlFile


class Migration(migrations.Migration):
    """A statement that meets many crowded days looks at its rows once."""

    dependencies = [
        ("ledger", "0012_one_in_a_crowd"),
    ]

    operations = [
        SqlFile("ledger/sql/crowds.sql"),
    ]
