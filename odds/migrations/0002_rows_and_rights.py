from django.conf import settings
from django.db import migrations

from web.sql import Grant, OwnerRows, SharedRows, SqlFile

SHARED = {
    "odds_offer": "SELECT, INSERT, UPDATE",
    "odds_selection": "SELECT, INSERT, UPDATE",
    "odds_quote": "SELECT, INSERT, UPDATE, DELETE",
    "odds_price": "SELECT, INSERT, UPDATE, DELETE",
    "odds_closing": "SELECT, INSERT, UPDATE, DELETE",
    "odds_outsideid": "SELECT, INSERT, UPDATE",
    "odds_outsideteam": "SELECT, INSERT, UPDATE",
    "odds_ingestrun": "SELECT, INSERT",
    "odds_reject": "SELECT, INSERT",
}
SEQUENCE = "SEQUENCE odds_quote_id_seq"
DROP = "FUNCTION odds_quote_drop_before(date)"
# A remembered answer can be undone, by whom it belongs to: a shared alias is nobody's to delete.
ALIASES = """
CREATE POLICY own_alias_goes ON bets_participantalias AS RESTRICTIVE FOR DELETE
    USING (owner_id = (SELECT betsite_uid()))
"""


def rights(name: str, what: str, role: str) -> migrations.RunSQL:
    return migrations.RunSQL(f'GRANT {what} ON {name} TO "{role}"', f'REVOKE {what} ON {name} FROM "{role}"')


class Migration(migrations.Migration):
    dependencies = [("odds", "0001_initial")]

    operations = [
        SqlFile("odds/sql/quote.sql"),
        *[Grant(table, what) for table, what in SHARED.items()],
        *[SharedRows(table) for table in SHARED],
        Grant("odds_betclosing", "SELECT, INSERT, UPDATE, DELETE"),
        OwnerRows("odds_betclosing"),
        rights(SEQUENCE, "USAGE", settings.DB_APP_ROLE),
        rights(DROP, "EXECUTE", settings.DB_STAFF_ROLE),
        Grant("bets_participantalias", "DELETE"),
        migrations.RunSQL(ALIASES, "DROP POLICY own_alias_goes ON bets_participantalias"),
    ]
