from django.conf import settings
from django.db import migrations

from web.sql import SqlFile, StaffGrant

STEPS = "confirmed_by_id, confirmed_at, withdrawn_by_id, withdrawn_at"


def rights(name: str, what: str) -> migrations.RunSQL:
    role = settings.DB_STAFF_ROLE
    return migrations.RunSQL(f'GRANT {what} ON {name} TO "{role}"', f'REVOKE {what} ON {name} FROM "{role}"')


class Migration(migrations.Migration):
    """Staff jobs alone see who vouched for a result, and write it."""

    dependencies = [("rounds", "0005_forced")]

    operations = [
        SqlFile("rounds/sql/forced.sql"),
        StaffGrant("rounds_forced", f"SELECT, INSERT, UPDATE ({STEPS})"),
        rights("SEQUENCE rounds_forced_id_seq", "USAGE"),
        rights("FUNCTION rounds_has_wager(bigint, bigint)", "EXECUTE"),
    ]
