from datetime import UTC, datetime

from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from web.sql import Grant, SqlFile, StaffGrant

SOURCE = "id, instrument_id, name, adapter, rank, added_at, disabled_at"
OBSERVATION = (
    "id, instrument_id, session, source_id, value, value_text, provider_at, is_dated, is_final, fetched_at,"
    " raw_sha256, problem"
)
DISPUTE = "id, round_id, source_id, observation_id, value, close, made_at, answered_at, answer"
ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)


def staff(what: str) -> migrations.RunSQL:
    role = settings.DB_STAFF_ROLE
    return migrations.RunSQL(f'GRANT {what} TO "{role}"', f'REVOKE {what} FROM "{role}"')


def seed(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The price table is there from the beginning; it stays when this is undone, and the tables go with 0003."""
    using = schema_editor.connection.alias
    composite = (
        apps.get_model("markets", "Instrument").objects.using(using).filter(slug="nasdaq-composite").first()
    )
    if composite is None:
        return
    apps.get_model("rounds", "Source").objects.using(using).get_or_create(
        instrument=composite,
        name="market-data",
        disabled_at=None,
        defaults={"adapter": "market-data", "rank": 1, "added_at": ALWAYS},
    )


class Migration(migrations.Migration):
    """Everybody may read what sources said of ended rounds, without who of the staff did; staff jobs write."""

    dependencies = [("rounds", "0003_oracles")]

    operations = [
        migrations.RunPython(seed, migrations.RunPython.noop),
        SqlFile("rounds/sql/oracles.sql"),
        Grant("rounds_source", f"SELECT ({SOURCE})"),
        StaffGrant("rounds_source", "SELECT, INSERT, UPDATE (disabled_at)"),
        Grant("rounds_observation", f"SELECT ({OBSERVATION})"),
        StaffGrant("rounds_observation", "SELECT, INSERT"),
        Grant("rounds_dispute", f"SELECT ({DISPUTE})"),
        StaffGrant("rounds_dispute", "SELECT, INSERT, UPDATE (answered_at, answered_by_id, answer)"),
        StaffGrant("rounds_asking", "SELECT, INSERT, UPDATE"),
        *[
            staff(f"USAGE ON SEQUENCE rounds_{name}_id_seq")
            for name in ("source", "observation", "dispute", "asking")
        ],
    ]
