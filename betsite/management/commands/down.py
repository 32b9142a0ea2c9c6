"""Stop everything of this data directory: a running `up`, then the embedded servers."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from betsite import embedded, running


class Command(BaseCommand):
    help = "Stop Betsite and the embedded PostgreSQL and Valkey of this data directory."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Says what was stopped; stopping what does not run is no error."""
        ended = ["Betsite"] if running.end(settings.VAR) else []
        stopped = ended + embedded.stop()
        self.stdout.write(f"Stopped {' and '.join(stopped)}." if stopped else "Nothing was running.")
