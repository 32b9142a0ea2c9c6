from django.conf import settings
from django.db import migrations

from web.sql import Grant, OwnerRows, SqlFile, StaffGrant

MINE = "owner_id = (SELECT betsite_uid())"
STEPS = (
    "state, locks_at, closes_at, settle_due_at, void_at, locked_at, ended_at, close, close_is_final, outcome,"
    " is_forced, void_reason, up_micro, down_micro, fee_micro, wager_count"
)
STAFF_SEQUENCE = "rounds_round_id_seq"


class Migration(migrations.Migration):
    """Everybody may read the rounds; a person sees their own wagers and places them by one function; staff do the rest."""

    dependencies = [("rounds", "0001_initial"), ("ledger", "0012_one_in_a_crowd")]

    operations = [
        SqlFile("rounds/sql/rounds.sql"),
        Grant("rounds_round", "SELECT"),
        StaffGrant("rounds_round", f"INSERT, UPDATE ({STEPS})"),
        Grant("rounds_wager", "SELECT"),
        OwnerRows("rounds_wager", using=MINE),
        Grant("rounds_payout", "SELECT"),
        StaffGrant("rounds_payout", "INSERT"),
        OwnerRows("rounds_payout", using=MINE),
        StaffGrant("rounds_telling", "SELECT, INSERT, UPDATE (told_up_to, done_at)"),
        migrations.RunSQL(
            f'GRANT USAGE ON SEQUENCE {STAFF_SEQUENCE} TO "{settings.DB_STAFF_ROLE}"',
            f'REVOKE USAGE ON SEQUENCE {STAFF_SEQUENCE} FROM "{settings.DB_STAFF_ROLE}"',
        ),
    ]
