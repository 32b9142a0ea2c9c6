from django.db import migrations

from bets.seeds import BOOKMAKERS, MARKETS, MORE_MARKETS, SPORTS


def plant(apps, schema_editor):
    using = schema_editor.connection.alias
    sport, market, bookmaker = (apps.get_model("bets", name) for name in ("Sport", "Market", "Bookmaker"))
    sport.objects.using(using).bulk_create([sport(slug=slug, name=name) for slug, name in SPORTS])
    market.objects.using(using).bulk_create(
        [market(slug=slug, name=name) for slug, name in MARKETS if (slug, name) not in MORE_MARKETS]
    )
    bookmaker.objects.using(using).bulk_create(
        [bookmaker(slug=slug, name=name, is_exchange=exchange) for slug, name, exchange in BOOKMAKERS]
    )


def uproot(apps, schema_editor):
    using = schema_editor.connection.alias
    for model in ("Sport", "Market", "Bookmaker"):
        apps.get_model("bets", model).objects.using(using).filter(owner=None).delete()


class Migration(migrations.Migration):
    dependencies = [("bets", "0002_rows_and_rights")]

    operations = [migrations.RunPython(plant, uproot)]
