from django.db import migrations

from web.sql import SqlFile


class Migration(migrations.Migration):
    """What bets refer to is checked by one pass over a statement's rows."""

    dependencies = [("bets", "0011_shared_rows_stay")]

    operations = [SqlFile("bets/sql/references_once.sql")]
