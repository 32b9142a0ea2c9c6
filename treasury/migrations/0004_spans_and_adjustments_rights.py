from django.conf import settings
from django.db import migrations

from web.sql import Grant, OwnerRows

MINE = "owner_id = (SELECT betsite_uid())"
IN_MY_ACCOUNTS = "owner_id = (SELECT betsite_uid()) AND account_id IN (SELECT id FROM ledger_account)"
SEQUENCES = "SEQUENCE treasury_provedspan_id_seq, treasury_adjustment_id_seq"


class Migration(migrations.Migration):
    """What an adjustment says of money is written once: only that it was taken back may be added."""

    dependencies = [("treasury", "0003_spans_and_adjustments")]

    operations = [
        Grant("treasury_provedspan", "SELECT, INSERT, DELETE"),
        OwnerRows("treasury_provedspan", using=MINE, check=IN_MY_ACCOUNTS),
        Grant("treasury_adjustment", "SELECT, INSERT, UPDATE (reversed_at)"),
        OwnerRows("treasury_adjustment", using=MINE, check=IN_MY_ACCOUNTS),
        migrations.RunSQL(
            f'GRANT USAGE ON {SEQUENCES} TO "{settings.DB_APP_ROLE}"',
            f'REVOKE USAGE ON {SEQUENCES} FROM "{settings.DB_APP_ROLE}"',
        ),
    ]
