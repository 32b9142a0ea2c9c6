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
        SqlFile("bets/sql/stamp.sql"),
        Grant("bets_bookstamp", "SELECT"),
        OwnerRows("bets_bookstamp"),
    ]
