from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        """The admin of every room tells the audit log."""
        from accounts.audit_admin import recorded_by_admin
        from web.admin import on_change

        on_change(recorded_by_admin)
