import django.db.models.deletion
from django.db import migrations, models

from web.sql import Grant, OwnerRows, SqlFile

MINE = "(SELECT id FROM ledger_account WHERE owner_id = betsite_uid())"
COUNT_DAYS = """
UPDATE ledger_daybalance d SET entries = s.entries
  FROM (SELECT account_id, day, count(*) AS entries
          FROM (SELECT debit_id AS account_id, (effective_at AT TIME ZONE 'UTC')::date AS day FROM ledger_movement
                UNION ALL
                SELECT credit_id, (effective_at AT TIME ZONE 'UTC')::date FROM ledger_movement) AS side
         GROUP BY account_id, day) AS s
 WHERE (d.account_id, d.day) = (s.account_id, s.day)
"""
MAKE_PARTS = """
SELECT ledger_keep_parts(account_id, 1, day::timestamp AT TIME ZONE 'UTC',
                         (day + 1)::timestamp AT TIME ZONE 'UTC', NULL)
  FROM ledger_daybalance WHERE entries > ledger_crowd()
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0002_holds"),
    ]

    operations = [
        migrations.AddField(
            model_name="daybalance",
            name="entries",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.CreateModel(
            name="PartBalance",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "account_id",
                        "level",
                        "starts_at",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("level", models.IntegerField()),
                ("starts_at", models.DateTimeField()),
                ("debit_micro", models.BigIntegerField()),
                ("credit_micro", models.BigIntegerField()),
                ("entries", models.BigIntegerField()),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="ledger.account",
                    ),
                ),
            ],
        ),
        SqlFile("ledger/sql/parts.sql"),
        SqlFile("ledger/sql/kept.sql"),
        migrations.RunSQL(COUNT_DAYS, migrations.RunSQL.noop),
        migrations.RunSQL(MAKE_PARTS, migrations.RunSQL.noop),
        Grant("ledger_partbalance", "SELECT"),
        OwnerRows("ledger_partbalance", using=f"account_id IN {MINE}"),
    ]
