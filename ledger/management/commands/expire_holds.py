"""Give back the holds whose time has come."""

from typing import Any

from django.core.management.base import BaseCommand

from ledger import holds
from web import clock


class Command(BaseCommand):
    help = "Give back every hold that has expired; the queue does so every few seconds."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{holds.expire_due(at=clock.now())} holds expired.")
