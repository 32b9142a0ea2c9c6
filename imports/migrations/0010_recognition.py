from django.db import migrations, models

from web.sql import Grant

# Kinds of market that were people's own and are everybody's now.
SHARED_NOW = """
UPDATE {table} b SET {column} = ours.id
  FROM bets_market own JOIN bets_market ours ON ours.slug = own.slug AND ours.owner_id IS NULL
 WHERE own.owner_id IS NOT NULL AND b.{column} = own.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0009_saved_mapping"),
        ("bets", "0007_recognition_rights"),
    ]

    operations = [
        migrations.AddField(
            model_name="bettelling",
            name="seen",
            field=models.JSONField(null=True),
        ),
        Grant("imports_bettelling", "UPDATE (sport_id, competition_id, market_id, legs, seen)"),
        *[
            migrations.RunSQL(SHARED_NOW.format(table=table, column=column), migrations.RunSQL.noop)
            for table, column in (("bets_bet", "market_type_id"), ("imports_bettelling", "market_id"))
        ],
    ]
