from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        """The admin of every room tells the audit log, and the roles of staff follow every migration."""
        from accounts.audit_admin import recorded_by_admin
        from accounts.roles import follow_migrations
        from web.admin import on_change

        on_change(recorded_by_admin)
        follow_migrations()
