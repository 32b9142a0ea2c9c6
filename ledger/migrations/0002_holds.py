import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

from web.sql import Grant, OwnerRows, SqlFile

MINE = "(SELECT id FROM ledger_account WHERE owner_id = betsite_uid())"


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="movement",
            name="expires_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "movement",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="placed",
                        serialize=False,
                        to="ledger.movement",
                    ),
                ),
                ("currency", models.TextField()),
                ("amount_micro", models.BigIntegerField()),
                ("left_micro", models.BigIntegerField()),
                ("posted_micro", models.BigIntegerField()),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("pending", "Pending"),
                            ("posted", "Posted"),
                            ("voided", "Voided"),
                            ("expired", "Expired"),
                        ]
                    ),
                ),
                ("expires_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds",
                        to="ledger.account",
                    ),
                ),
                (
                    "held",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds_kept",
                        to="ledger.account",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["account", "movement"], name="hold_account"),
                    models.Index(
                        condition=models.Q(("expires_at__isnull", False), ("state", "pending")),
                        fields=["expires_at"],
                        name="hold_due",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["pending", "posted", "voided", "expired"])),
                        name="hold_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "amount_micro__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("posted_micro"), "+", models.F("left_micro")
                                ),
                            ),
                            ("posted_micro__gte", 0),
                        ),
                        name="hold_not_exceeded",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("left_micro__gt", 0), ("state", "pending")),
                            models.Q(
                                models.Q(("state", "pending"), _negated=True),
                                ("ended_at__isnull", False),
                                ("left_micro", 0),
                            ),
                            _connector="OR",
                        ),
                        name="hold_ends_once",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="movement",
            name="hold",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="steps",
                to="ledger.hold",
            ),
        ),
        migrations.AddIndex(
            model_name="movement",
            index=models.Index(
                condition=models.Q(("hold__isnull", False)), fields=["hold", "id"], name="movement_hold"
            ),
        ),
        SqlFile("ledger/sql/holds.sql"),
        Grant("ledger_movement", "INSERT (hold_id, expires_at)"),
        Grant("ledger_hold", "SELECT"),
        OwnerRows("ledger_hold", using=f"account_id IN {MINE}"),
    ]
