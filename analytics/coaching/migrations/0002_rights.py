from django.conf import settings
from django.db import migrations

from web.sql import Grant, OwnerRows, SqlFile

ME = "(SELECT betsite_uid())"
MINE = f"owner_id = {ME}"
EITHER = f"{MINE} OR coach_id = {ME}"
OF_MINE = "relation_id IN (SELECT id FROM coaching_relation)"
AS_COACH = "relation_id IN (SELECT id FROM coaching_relation WHERE coach_id = (SELECT betsite_uid()))"
AS_CLIENT = "relation_id IN (SELECT id FROM coaching_relation WHERE owner_id = (SELECT betsite_uid()))"
MY_COACHES = "owner_id IN (SELECT coach_id FROM coaching_relation WHERE owner_id = (SELECT betsite_uid()))"
NAMES = ("coach", "invitation", "relation", "consent", "look", "sessionnote")
SEQUENCES = "SEQUENCE " + ", ".join(f"coaching_{name}_id_seq" for name in NAMES)


def also_read(table: str, name: str, using: str) -> migrations.RunSQL:
    """A second policy, for reading alone: what the other side may see of a row that is not theirs."""
    return migrations.RunSQL(
        f'CREATE POLICY {name} ON "{table}" FOR SELECT USING ({using})', f'DROP POLICY {name} ON "{table}"'
    )


class Migration(migrations.Migration):
    """Relations are made, and looks written, by functions of the database alone; consents are only added."""

    dependencies = [
        ("coaching", "0001_initial"),
        ("accounts", "0007_is_coach"),
        ("ledger", "0001_initial"),
    ]

    operations = [
        Grant("coaching_coach", "SELECT, INSERT, UPDATE (name, organisation)"),
        Grant("coaching_invitation", "SELECT, INSERT, UPDATE (revoked_at)"),
        Grant("coaching_relation", "SELECT, UPDATE (pseudonym)"),
        Grant("coaching_consent", "SELECT, INSERT"),
        Grant("coaching_look", "SELECT"),
        Grant("coaching_sessionnote", "SELECT, INSERT, DELETE"),
        migrations.RunSQL(
            f'GRANT USAGE ON {SEQUENCES} TO "{settings.DB_APP_ROLE}"',
            f'REVOKE USAGE ON {SEQUENCES} FROM "{settings.DB_APP_ROLE}"',
        ),
        OwnerRows("coaching_relation", using=EITHER),
        OwnerRows("coaching_coach"),
        also_read("coaching_coach", "clients_read", MY_COACHES),
        OwnerRows("coaching_invitation"),
        OwnerRows("coaching_consent", using=OF_MINE),
        OwnerRows("coaching_look"),
        OwnerRows("coaching_sessionnote", using=MINE, check=f"{MINE} AND {AS_COACH}"),
        also_read("coaching_sessionnote", "client_reads_shared", f"is_shared AND {AS_CLIENT}"),
        SqlFile("analytics/coaching/sql/coaching.sql"),
    ]
