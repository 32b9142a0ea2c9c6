from django.db import migrations

from web.sql import Grant, OwnerRows, SqlFile


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial"), ("accounts", "0003_gates")]

    operations = [
        SqlFile("accounts/sql/protection.sql"),
        Grant("accounts_limit", "SELECT, INSERT, UPDATE (confirmed_at, cancelled_at)"),
        Grant("accounts_pause", "SELECT, INSERT"),
        Grant("accounts_auditentry", "SELECT, INSERT"),
        Grant("accounts_idempotencyrecord", "SELECT, INSERT"),
        OwnerRows("accounts_limit"),
        OwnerRows("accounts_pause"),
        OwnerRows("accounts_idempotencyrecord"),
        # Staff work under the staff role, which sees the whole log; the application sees the acting person's own acts.
        OwnerRows("accounts_auditentry", using="actor_id = (SELECT betsite_uid())"),
    ]
