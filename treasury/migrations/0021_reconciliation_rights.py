from django.conf import settings
from django.db import migrations

from web.sql import Grant, OwnerRows, SqlFile

MINE = "owner_id = (SELECT betsite_uid())"
IN_MY_ACCOUNTS = "owner_id = (SELECT betsite_uid()) AND account_id IN (SELECT id FROM ledger_account)"
OF_MY_BREAKS = "owner_id = (SELECT betsite_uid()) AND about_id IN (SELECT id FROM treasury_break)"
# What is the house's alone is for the staff role: the application has no right to these tables at all.
STAFF = {
    "treasury_statement": "SELECT, INSERT, UPDATE (reconciled_at)",
    "treasury_houseline": "SELECT, INSERT, UPDATE (state, reason, changed_at, statement_id)",
    "treasury_lineevent": "SELECT",
    "treasury_match": "SELECT, INSERT, UPDATE (ended_at, ended_why)",
    "treasury_auditexport": "SELECT, INSERT",
    "treasury_daysolvency": "INSERT, UPDATE",
}


def staff_grants():
    role = settings.DB_STAFF_ROLE
    return [
        migrations.RunSQL(
            f'GRANT {rights} ON {table} TO "{role}"', f'REVOKE {rights} ON {table} FROM "{role}"'
        )
        for table, rights in STAFF.items()
    ]


class Migration(migrations.Migration):
    """A person reads and keeps the breaks of their own accounts; staff keep those of the house."""

    dependencies = [("treasury", "0020_reconciliation")]

    operations = [
        Grant("treasury_break", "SELECT, INSERT, UPDATE"),
        OwnerRows("treasury_break", using=MINE, check=IN_MY_ACCOUNTS),
        Grant("treasury_breakevent", "SELECT, INSERT"),
        OwnerRows("treasury_breakevent", using=MINE, check=OF_MY_BREAKS),
        Grant("treasury_daysolvency", "SELECT"),
        *staff_grants(),
        SqlFile("treasury/sql/breaks.sql"),
    ]
