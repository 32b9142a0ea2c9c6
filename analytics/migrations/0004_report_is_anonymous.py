from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("analytics", "0003_reports")]

    operations = [
        migrations.AddField(
            model_name="report", name="is_anonymous", field=models.BooleanField(default=False)
        ),
    ]
