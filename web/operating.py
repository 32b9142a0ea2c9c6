"""Commands of operators: one sentence for people, or one JSON object with --json for programs.

Exit codes: 0 done, 1 refused (the sentence on stderr; with --json `{"ok": false, "error", "message"}` on stdout), 2
called wrongly. Names are taken with hyphens, too (manage.py).
"""

import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder

from web.errors import Problem


class OperatorCommand(BaseCommand):
    """Write `act`, which answers what was done, and `say`, which puts that into words."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Those of every such command."""
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of sentences")

    def act(self, **options: Any) -> Mapping[str, Any]:
        """Do it. What is refused raises a Problem, ValueError, CommandError or ObjectDoesNotExist."""
        raise NotImplementedError

    def say(self, told: Mapping[str, Any]) -> str:
        """The sentence for what `act` answered."""
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints one or the other."""
        as_json = bool(options["json"])
        try:
            told = self.act(**options)
        except (Problem, ValueError, ObjectDoesNotExist, CommandError) as error:
            message = str(error)
            if as_json:
                self._print({"ok": False, "error": type(error).__name__, "message": message})
            raise CommandError(message, returncode=1) from error
        if as_json:
            self._print({"ok": True, **told})
        else:
            self.stdout.write(self.say(told))

    def _print(self, value: Mapping[str, Any]) -> None:
        self.stdout.write(json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False))
