import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from web.sql import Grant, OwnerRows, SqlFile


class Migration(migrations.Migration):
    dependencies = [
        ("bets", "0008_fewer_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BookStamp",
            fields=[
                (
                    "owner",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("stamp", models.UUIDField()),
                ("bets", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="BookChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("before", models.UUIDField()),
                ("after", models.UUIDField()),
                (
                    "bet_ids",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
            ],
            options={"indexes": [models.Index(fields=["owner", "-id"], name="bookchange_owner")]},
        ),
        SqlFile("bets/sql/stamp.sql"),
        Grant("bets_bookstamp", "SELECT"),
        Grant("bets_bookchange", "SELECT"),
        OwnerRows("bets_bookstamp"),
        OwnerRows("bets_bookchange"),
    ]
