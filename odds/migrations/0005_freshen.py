from django.db import migrations

from web.sql import SqlFile


class Migration(migrations.Migration):
    dependencies = [("odds", "0004_matched")]

    operations = [SqlFile("odds/sql/freshen.sql")]
