from django.conf import settings
from django.db import migrations

from web.sql import Grant, OwnerRows, SqlFile

MINE = "owner_id = (SELECT betsite_uid())"
OF_MY_VIEWS = "owner_id = (SELECT betsite_uid()) AND view_id IN (SELECT id FROM analytics_savedview)"
SEQUENCES = "SEQUENCE analytics_savedview_id_seq, analytics_sharelink_id_seq"


class Migration(migrations.Migration):
    """A view may be renamed and a link revoked; what a link shows, and until when, is settled once."""

    dependencies = [("analytics", "0001_saved_views"), ("ledger", "0001_initial")]

    operations = [
        Grant("analytics_savedview", "SELECT, INSERT, DELETE, UPDATE (name)"),
        OwnerRows("analytics_savedview"),
        Grant("analytics_sharelink", "SELECT, INSERT, DELETE, UPDATE (revoked_at)"),
        OwnerRows("analytics_sharelink", using=MINE, check=OF_MY_VIEWS),
        migrations.RunSQL(
            f'GRANT USAGE ON {SEQUENCES} TO "{settings.DB_APP_ROLE}"',
            f'REVOKE USAGE ON {SEQUENCES} FROM "{settings.DB_APP_ROLE}"',
        ),
        SqlFile("analytics/sql/share.sql"),
    ]
