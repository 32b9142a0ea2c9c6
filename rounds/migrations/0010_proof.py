from django.db import migrations

from web.sql import SqlFile


class Migration(migrations.Migration):
    """What the proof of a round needs of the journal: its part of the site's hash chain, without people."""

    dependencies = [("rounds", "0006_forced_rights"), ("ledger", "0010_chain")]

    operations = [SqlFile("rounds/sql/proof.sql")]
