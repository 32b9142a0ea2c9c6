from django.conf import settings
from django.db import migrations

from web.sql import Grant, OwnerRows, SqlFile

MINE = "owner_id = (SELECT betsite_uid())"
NOBODY = "false"  # the staff role, which row-level security does not filter, is the only one to see it
STAFF_ONLY = {
    "treasury_approval": "SELECT, INSERT",
    "treasury_walletnonce": "SELECT, INSERT",
    "treasury_signedtransaction": "SELECT, INSERT, UPDATE (sent_at, fee_wei, block_number)",
    "treasury_chaincursor": "SELECT, INSERT, UPDATE",
    "treasury_webhooksecret": "SELECT, INSERT, UPDATE (retired_at)",
    "treasury_webhookevent": "SELECT, INSERT",
    "treasury_simulatedblock": "SELECT, INSERT, DELETE, UPDATE",
    "treasury_simulatedtransaction": "SELECT, INSERT, UPDATE, DELETE",
}
WITH_IDS = (
    "approval",
    "walletnonce",
    "signedtransaction",
    "chaincursor",
    "webhooksecret",
    "webhookevent",
    "simulatedtransaction",
    "depositaddress",
    "deposit",
    "withdrawal",
)
STEPS = "state, by_id, note, tries, next_try_at, problem, alerted_at, confirmations, changed_at"
SEQUENCES = "SEQUENCE " + ", ".join(f"treasury_{name}_id_seq" for name in WITH_IDS)


class Migration(migrations.Migration):
    """A person sees what is theirs and asks; what is signed, sent and credited is the staff role's to write."""

    dependencies = [("treasury", "0010_money_in_and_out")]

    operations = [
        SqlFile("treasury/sql/withdrawals.sql"),
        Grant("treasury_depositaddress", "SELECT, INSERT"),
        OwnerRows("treasury_depositaddress", using=MINE),
        Grant("treasury_deposit", "SELECT, INSERT, UPDATE"),
        OwnerRows("treasury_deposit", using=MINE, check=NOBODY),
        Grant("treasury_withdrawal", f"SELECT, INSERT, UPDATE ({STEPS})"),
        OwnerRows("treasury_withdrawal", using=MINE),
        Grant("treasury_withdrawalstep", "SELECT"),
        OwnerRows("treasury_withdrawalstep", using=MINE),
        *[
            operation
            for table, rights in STAFF_ONLY.items()
            for operation in (Grant(table, rights), OwnerRows(table, using=NOBODY))
        ],
        migrations.RunSQL(
            f'GRANT USAGE ON {SEQUENCES} TO "{settings.DB_APP_ROLE}"',
            f'REVOKE USAGE ON {SEQUENCES} FROM "{settings.DB_APP_ROLE}"',
        ),
    ]
