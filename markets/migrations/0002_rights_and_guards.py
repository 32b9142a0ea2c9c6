from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from web.sql import Grant, SqlFile, StaffGrant

TABLES = ("markets_instrument", "markets_close", "markets_specialsession")
INSTRUMENTS = (("nasdaq-composite", "NASDAQ Composite", "IXIC"), ("nasdaq-100", "NASDAQ-100", "NDX"))


def rights(name: str, what: str) -> migrations.RunSQL:
    role = settings.DB_STAFF_ROLE
    return migrations.RunSQL(f'GRANT {what} ON {name} TO "{role}"', f'REVOKE {what} ON {name} FROM "{role}"')


def seed(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    rows = apps.get_model("markets", "Instrument").objects.using(schema_editor.connection.alias)
    for slug, name, symbol in INSTRUMENTS:
        rows.get_or_create(slug=slug, defaults={"name": name, "symbol": symbol, "exchange": "XNAS"})


class Migration(migrations.Migration):
    dependencies = [("markets", "0001_initial")]

    operations = [
        SqlFile("markets/sql/close.sql"),
        SqlFile("markets/sql/special_session.sql"),
        *[Grant(table, "SELECT") for table in TABLES],
        *[StaffGrant(table, "INSERT") for table in TABLES],
        rights("SEQUENCE markets_close_id_seq", "USAGE"),
        rights("FUNCTION markets_close_years(date[])", "EXECUTE"),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
