from django.db import migrations

from web.sql import SqlFile


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0011_cash_indexes"),
    ]

    operations = [
        SqlFile("ledger/sql/one.sql"),
    ]
