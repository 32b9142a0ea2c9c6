"""What the application may do to the tables of people, and to those that Django and allauth bring."""

from django.db import migrations

from web.sql import Grant

READ = "SELECT"
WRITE = "SELECT, INSERT, UPDATE"
ALL = "SELECT, INSERT, UPDATE, DELETE"
RIGHTS = {
    "accounts_user": WRITE,
    "accounts_user_groups": ALL,
    "accounts_user_user_permissions": ALL,
    "accounts_signinlink": "SELECT, INSERT, UPDATE (used_at)",
    "account_emailaddress": ALL,
    "account_emailconfirmation": ALL,
    "auth_group": ALL,
    "auth_group_permissions": ALL,
    "auth_permission": READ,
    "django_admin_log": "SELECT, INSERT",
    "django_content_type": READ,
    "django_migrations": READ,
    "django_session": ALL,
}


class Migration(migrations.Migration):
    dependencies = [
        ("account", "0009_emailaddress_unique_primary_email"),
        ("accounts", "0001_initial"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("sessions", "0001_initial"),
    ]

    operations = [Grant(table, rights) for table, rights in RIGHTS.items()]
