"""Do what is due now, as Celery beat does every two seconds."""

from collections.abc import Mapping
from typing import Any

from rounds import ticking
from web.operating import OperatorCommand


class Command(OperatorCommand):
    help = "Open, lock, settle and void what is due, and tell people how rounds ended."

    def act(self, **options: Any) -> Mapping[str, Any]:
        """What was done, in words."""
        return {"done": ticking.tick()}

    def say(self, told: Mapping[str, Any]) -> str:
        """A line each."""
        return "\n".join(told["done"]) or "Nothing was due."
