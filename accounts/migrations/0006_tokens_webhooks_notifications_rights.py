from django.db import migrations

from web.sql import Grant, OwnerRows

RIGHTS = {
    "accounts_tokenfamily": "SELECT, INSERT, UPDATE (name, last_used_at, revoked_at, revoked_why)",
    "accounts_token": "SELECT, INSERT, UPDATE (used_at), DELETE",
    "accounts_webhookendpoint": "SELECT, INSERT, UPDATE",
    "accounts_webhookdelivery": "SELECT, INSERT, UPDATE (state, attempt, tries_left, next_at, lease_until,"
    " last_status, last_error, delivered_at)",
    "accounts_notification": "SELECT, INSERT, UPDATE (read_at, mail_due)",
    "accounts_notificationchoice": "SELECT, INSERT, UPDATE, DELETE",
}


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_tokens_webhooks_notifications")]

    operations = [
        *(Grant(table, rights) for table, rights in RIGHTS.items()),
        *(OwnerRows(table) for table in RIGHTS),
    ]
