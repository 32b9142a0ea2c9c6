from django.db import migrations

from web.sql import Grant


class Migration(migrations.Migration):
    """A bet goes when the import that told it is repeated with settings under which it is another one's."""

    dependencies = [("bets", "0002_rows_and_rights"), ("imports", "0003_upload_accounts")]

    operations = [Grant("bets_bet", "DELETE")]
