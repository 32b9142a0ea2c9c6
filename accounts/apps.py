from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        """The roles of staff follow every migration."""
        from accounts.roles import follow_migrations

        follow_migrations()
