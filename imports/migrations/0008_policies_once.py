from django.db import migrations

from web.sql import SqlFile


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0007_observations_rights"),
        ("bets", "0005_references_by_statement"),
        ("treasury", "0002_rows_and_rights"),
    ]

    operations = [SqlFile("imports/sql/policies_once.sql")]
