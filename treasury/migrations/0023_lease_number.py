from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("treasury", "0022_seal_webhook_secrets"),
    ]

    operations = [
        migrations.AddField(
            model_name="chaincursor",
            name="attempt",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
    ]
