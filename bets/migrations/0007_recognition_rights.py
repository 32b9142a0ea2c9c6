from django.db import migrations

from bets.seeds import MORE_MARKETS
from web.sql import Grant, OwnerRows, SqlFile

MINE = "owner_id = (SELECT betsite_uid())"


def plant(apps, schema_editor):
    market = apps.get_model("bets", "Market")
    market.objects.using(schema_editor.connection.alias).bulk_create(
        [market(slug=slug, name=name) for slug, name in MORE_MARKETS]
    )


def uproot(apps, schema_editor):
    markets = apps.get_model("bets", "Market").objects.using(schema_editor.connection.alias)
    markets.filter(owner=None, slug__in=[slug for slug, _ in MORE_MARKETS]).delete()


class Migration(migrations.Migration):
    dependencies = [("bets", "0006_recognition")]

    operations = [
        migrations.RunPython(plant, uproot),
        Grant("bets_correction", "SELECT, INSERT, UPDATE (undone_at)"),
        OwnerRows("bets_correction", using=MINE),
        SqlFile("bets/sql/unrecognised.sql"),
        Grant("bets_unrecognised", "SELECT"),
    ]
