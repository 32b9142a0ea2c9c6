from django.apps import AppConfig


class BetsiteConfig(AppConfig):
    name = "betsite"

    def ready(self) -> None:
        """Make the Celery application the current one, so that every process sends tasks to our broker."""
        from betsite import celery  # noqa: F401
