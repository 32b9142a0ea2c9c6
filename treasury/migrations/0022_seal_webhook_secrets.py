from django.db import migrations, models

from accounts.webhooks.secrets import decrypt, encrypt


def seal(apps, schema_editor):
    """Who reads the database (a copy, a backup, a report) must not be able to sign deposits with what they find."""
    rows = apps.get_model("treasury", "WebhookSecret").objects.using(schema_editor.connection.alias)
    for one in rows.all():
        rows.filter(pk=one.pk).update(sealed=encrypt(one.secret), ending=one.secret[-4:])


def unseal(apps, schema_editor):
    """One that cannot be opened any more stays closed for good."""
    rows = apps.get_model("treasury", "WebhookSecret").objects.using(schema_editor.connection.alias)
    for one in rows.all():
        rows.filter(pk=one.pk).update(secret=decrypt(one.sealed) or "")


class Migration(migrations.Migration):
    dependencies = [("treasury", "0021_reconciliation_rights")]

    operations = [
        migrations.AddField(
            "webhooksecret", "sealed", models.BinaryField(default=b""), preserve_default=False
        ),
        migrations.AddField(
            "webhooksecret", "ending", models.CharField(default="", max_length=4), preserve_default=False
        ),
        migrations.AlterField("webhooksecret", "secret", models.CharField(default="", max_length=100)),
        migrations.RunPython(seal, unseal),
        migrations.RemoveField("webhooksecret", "secret"),
    ]
