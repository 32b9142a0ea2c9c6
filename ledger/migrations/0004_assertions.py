import django.db.models.deletion
from django.db import migrations, models

from web.sql import Grant, OwnerRows

MINE = "(SELECT id FROM ledger_account WHERE owner_id = betsite_uid())"
STAYS = """
CREATE TRIGGER assertion_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_assertion
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0003_crowded_days"),
    ]

    operations = [
        migrations.CreateModel(
            name="Assertion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("effective_at", models.DateTimeField()),
                ("balance_micro", models.BigIntegerField(null=True)),
                ("key", models.TextField(db_collation="C")),
                (
                    "posted_at",
                    models.DateTimeField(
                        db_default=models.Func(function="betsite_now", output_field=models.DateTimeField())
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assertions",
                        to="ledger.account",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["account", "effective_at", "-id"], name="assertion_place")],
                "constraints": [models.UniqueConstraint(fields=("key",), name="assertion_key_once")],
            },
        ),
        migrations.RunSQL(STAYS, "DROP TRIGGER assertion_stays ON ledger_assertion"),
        Grant("ledger_assertion", "SELECT, INSERT (account_id, effective_at, balance_micro, key)"),
        OwnerRows("ledger_assertion", using=f"account_id IN {MINE}"),
    ]
