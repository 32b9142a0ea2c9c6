from django.apps import AppConfig


class RoundsConfig(AppConfig):
    name = "rounds"

    def ready(self) -> None:
        """What was wagered and lost in rounds counts towards people's limits."""
        from accounts import protection
        from rounds.usage import wagered_micro

        protection.register(wagered_micro)
