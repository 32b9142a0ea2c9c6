"""Stop the embedded servers of this data directory."""

from typing import Any

from django.core.management.base import BaseCommand

from betsite import embedded


class Command(BaseCommand):
    help = (
        "Stop the embedded PostgreSQL and Valkey of this data directory; the next command starts them again."
    )
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Says what was stopped; stopping what does not run is no error."""
        stopped = embedded.stop()
        self.stdout.write(
            f"Stopped {' and '.join(stopped)}." if stopped else "No embedded server was running."
        )
