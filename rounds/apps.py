from django.apps import AppConfig


class RoundsConfig(AppConfig):
    name = "rounds"

    def ready(self) -> None:
        """What was wagered and lost in rounds counts towards people's limits; a monitor sees the rounds."""
        from accounts import protection
        from rounds.metrics import lines
        from rounds.usage import wagered_micro
        from treasury import metrics

        metrics.register(lines)
        protection.register(wagered_micro)
