import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from web.sql import Grant, OwnerRows, SqlFile

MINE = "(SELECT id FROM ledger_account WHERE owner_id = betsite_uid())"
MOVEMENT_COLUMNS = "transaction_id, debit_id, credit_id, amount_micro, currency, kind, key, effective_at, posted_at, reverses_id"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        SqlFile("ledger/sql/context.sql"),
        Grant("betsite_clock", "SELECT"),
        migrations.CreateModel(
            name="Account",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.TextField()),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("asset", "Asset"),
                            ("liability", "Liability"),
                            ("income", "Income"),
                            ("expense", "Expense"),
                            ("equity", "Equity"),
                        ]
                    ),
                ),
                ("name", models.TextField(blank=True)),
                ("currency", models.TextField()),
                ("floor_micro", models.BigIntegerField(blank=True, null=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=models.Func(function="betsite_now", output_field=models.DateTimeField())
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="ledger.account",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("owner", "code", "currency"), name="account_once", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["asset", "liability", "income", "expense", "equity"])
                        ),
                        name="account_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("code", ""), _negated=True), models.Q(("currency", ""), _negated=True)
                        ),
                        name="account_named",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Balance",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="balance",
                        serialize=False,
                        to="ledger.account",
                    ),
                ),
                ("debit_micro", models.BigIntegerField(default=0)),
                ("credit_micro", models.BigIntegerField(default=0)),
                ("entries", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="DayBalance",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "account_id", "day", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField()),
                ("debit_micro", models.BigIntegerField(default=0)),
                ("credit_micro", models.BigIntegerField(default=0)),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="days",
                        to="ledger.account",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Transaction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.TextField()),
                ("key", models.TextField(db_collation="C")),
                ("effective_at", models.DateTimeField()),
                (
                    "posted_at",
                    models.DateTimeField(
                        db_default=models.Func(function="betsite_now", output_field=models.DateTimeField())
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("key",), name="transaction_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(("key", ""), _negated=True), name="transaction_key_given"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Movement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount_micro", models.BigIntegerField()),
                ("currency", models.TextField()),
                ("kind", models.TextField()),
                ("key", models.TextField(db_collation="C")),
                ("effective_at", models.DateTimeField()),
                (
                    "posted_at",
                    models.DateTimeField(
                        db_default=models.Func(function="betsite_now", output_field=models.DateTimeField())
                    ),
                ),
                (
                    "credit",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credits",
                        to="ledger.account",
                    ),
                ),
                (
                    "debit",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="debits",
                        to="ledger.account",
                    ),
                ),
                (
                    "reverses",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversals",
                        to="ledger.movement",
                    ),
                ),
                (
                    "transaction",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="movements",
                        to="ledger.transaction",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["debit", "effective_at", "id"], name="movement_debit"),
                    models.Index(fields=["credit", "effective_at", "id"], name="movement_credit"),
                    models.Index(
                        condition=models.Q(("transaction__isnull", False)),
                        fields=["transaction"],
                        name="movement_event",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("key",), name="movement_key_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("reverses__isnull", False)),
                        fields=("reverses",),
                        name="movement_reversed_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("key", ""), _negated=True), name="movement_key_given"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_micro__gt", 0)), name="movement_amount_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("debit", models.F("credit")), _negated=True),
                        name="movement_two_accounts",
                    ),
                ],
            },
        ),
        SqlFile("ledger/sql/account.sql"),
        SqlFile("ledger/sql/movement.sql"),
        Grant("ledger_account", "SELECT, INSERT"),
        Grant("ledger_transaction", "SELECT, INSERT (owner_id, kind, key, effective_at)"),
        Grant("ledger_movement", f"SELECT, INSERT ({MOVEMENT_COLUMNS})"),
        Grant("ledger_balance", "SELECT"),
        Grant("ledger_daybalance", "SELECT"),
        OwnerRows("ledger_account"),
        OwnerRows("ledger_transaction"),
        OwnerRows("ledger_movement", using=f"debit_id IN {MINE} OR credit_id IN {MINE}"),
        OwnerRows("ledger_balance", using=f"account_id IN {MINE}"),
        OwnerRows("ledger_daybalance", using=f"account_id IN {MINE}"),
    ]
