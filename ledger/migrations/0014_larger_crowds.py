from django.db import migrations

from web.sql import SqlFile


class Migration(migrations.Migration):
    """A day is kept in parts from 2,000 entries of an account, no longer from 500."""

    dependencies = [
        ("ledger", "0013_crowds_in_one_pass"),
    ]

    operations = [
        SqlFile("ledger/sql/larger_crowds.sql"),
    ]
