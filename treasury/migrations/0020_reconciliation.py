import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0001_initial"),
        ("treasury", "0011_money_rights"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="statementline",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(choices=[("bank", "Bank"), ("chain", "Chain")], max_length=10)),
                ("name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("opening_micro", models.BigIntegerField()),
                ("closing_micro", models.BigIntegerField()),
                ("rows", models.IntegerField()),
                ("new_rows", models.IntegerField()),
                ("created_at", models.DateTimeField()),
                ("reconciled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.account"
                    ),
                ),
                (
                    "uploaded_by",
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
                "ordering": ["-last_at", "-pk"],
                "permissions": [("import_statement", "Can import a bank statement")],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "sha256"), name="statement_once"),
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["bank", "chain"])), name="statement_source_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first_at__lte", models.F("last_at"))),
                        name="statement_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Break",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("line", "Line without movement"),
                            ("movement", "Movement without line"),
                            ("amount", "Amount differs"),
                            ("balance", "Balance differs"),
                            ("reorg", "Deposit taken back by the chain"),
                            ("duplicate", "Told twice"),
                            ("opening", "Opening balance not recorded"),
                            ("gap", "Rows missing"),
                        ],
                        max_length=10,
                    ),
                ),
                ("key", models.TextField(db_collation="C")),
                ("currency", models.CharField(max_length=8)),
                ("amount_micro", models.BigIntegerField()),
                ("about", models.CharField(blank=True, max_length=300, verbose_name="what it looks like")),
                ("explanation", models.CharField(blank=True, max_length=500)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("proposed", "Waits for a second person"),
                            ("resolved", "Resolved"),
                            ("closed", "Gone by itself"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                (
                    "resolution",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("match", "Match by hand"),
                            ("adjust", "Post an adjustment"),
                            ("ignore", "Set aside"),
                            ("write_off", "Write off"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("proposed_at", models.DateTimeField(blank=True, null=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.account"
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="again",
                        to="treasury.break",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="treasury.statementline",
                    ),
                ),
                (
                    "movement",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.movement",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "suggested",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.movement",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="breaks",
                        to="treasury.statement",
                    ),
                ),
            ],
            options={
                "ordering": ["opened_at", "pk"],
                "permissions": [
                    ("explain_break", "Can explain a break"),
                    ("propose_break", "Can propose how to resolve a break"),
                    ("confirm_break", "Can confirm what another proposed"),
                    ("view_personal_break", "Can see the breaks of people's own accounts"),
                    ("run_reconciliation", "Can run the reconciliation"),
                ],
                "indexes": [
                    models.Index(fields=["owner", "status"], name="break_owner"),
                    models.Index(fields=["account", "status"], name="break_account"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "line",
                                    "movement",
                                    "amount",
                                    "balance",
                                    "reorg",
                                    "duplicate",
                                    "opening",
                                    "gap",
                                ],
                            )
                        ),
                        name="break_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["open", "proposed", "resolved", "closed"])),
                        name="break_status_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["open", "proposed"])),
                        fields=("key",),
                        name="break_pending_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "resolved"), _negated=True),
                            models.Q(
                                ("confirmed_by__isnull", False),
                                ("proposed_by__isnull", False),
                                models.Q(("proposed_by", models.F("confirmed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="break_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["proposed", "resolved"]), _negated=True),
                            models.Q(
                                models.Q(("resolution", ""), _negated=True),
                                models.Q(("reason", ""), _negated=True),
                                ("proposed_at__isnull", False),
                                ("proposed_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="break_proposed_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at__isnull", True), ("status__in", ["open", "proposed"])),
                            models.Q(("settled_at__isnull", False), ("status__in", ["resolved", "closed"])),
                            _connector="OR",
                        ),
                        name="break_settled_at_a_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("owner__isnull", True), ("kind__in", ["opening", "gap"]), _connector="OR"
                        ),
                        name="break_personal_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BreakEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("act", models.CharField(max_length=20)),
                ("happened_at", models.DateTimeField()),
                ("detail", models.TextField(blank=True)),
                (
                    "about",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="treasury.break",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="DaySolvency",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("currency", models.CharField(max_length=8)),
                ("wallets_micro", models.BigIntegerField()),
                ("held_micro", models.BigIntegerField()),
                ("withdrawals_micro", models.BigIntegerField()),
                ("pools_micro", models.BigIntegerField()),
                ("chain_micro", models.BigIntegerField()),
                ("bank_micro", models.BigIntegerField()),
                ("stated_micro", models.BigIntegerField(blank=True, null=True)),
                ("taken_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "day of solvency",
                "verbose_name_plural": "days of solvency",
                "ordering": ["-day", "currency"],
                "constraints": [
                    models.UniqueConstraint(fields=("day", "currency"), name="solvency_day_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="HouseLine",
            fields=[
                (
                    "line",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="fate",
                        serialize=False,
                        to="treasury.statementline",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("imported", "Imported"),
                            ("matched", "Matched"),
                            ("unmatched", "Not matched"),
                            ("ignored", "Set aside"),
                            ("reconciled", "Reconciled"),
                        ],
                        default="imported",
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("reference", models.TextField(blank=True)),
                ("tx_hash", models.CharField(blank=True, max_length=80)),
                ("log_index", models.IntegerField(blank=True, null=True)),
                ("address", models.CharField(blank=True, max_length=80)),
                ("changed_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.account"
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="treasury.statement",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["account", "state"], name="houseline_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["imported", "matched", "unmatched", "ignored", "reconciled"])
                        ),
                        name="houseline_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ignored"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="houseline_set_aside_for_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "reconciled"), _negated=True),
                            ("statement__isnull", False),
                            _connector="OR",
                        ),
                        name="houseline_has_a_statement",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LineEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("was", models.CharField(max_length=12)),
                ("became", models.CharField(max_length=12)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("happened_at", models.DateTimeField()),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="treasury.houseline",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="AuditExport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("first_on", models.DateField()),
                ("last_on", models.DateField()),
                ("reason", models.CharField(max_length=300)),
                ("movements", models.BigIntegerField()),
                ("patterns", models.BigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("public_key", models.CharField(max_length=64)),
                (
                    "made_by",
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
                "ordering": ["-pk"],
                "permissions": [("make_auditexport", "Can take an auditor's export")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="auditexport_for_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first_on__lte", models.F("last_on"))),
                        name="auditexport_days_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Match",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("chain", "Transaction of the chain"),
                            ("reference", "Reference and amount"),
                            ("amount", "Amount and day"),
                            ("hand", "By hand"),
                            ("posted", "Posted for the line"),
                        ],
                        max_length=10,
                    ),
                ),
                ("matched_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_why", models.CharField(blank=True, max_length=300)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.account"
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="treasury.statementline",
                    ),
                ),
                (
                    "movement",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.movement",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "matches",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("line",),
                        name="match_line_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("movement", "account"),
                        name="match_movement_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True),
                            models.Q(("ended_why", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="match_ended_for_a_reason",
                    ),
                ],
            },
        ),
    ]
