"""Re-compute a round from its wagers and the journal: exit code 0 when nothing differs, 1 when something does."""

import sys
from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandParser

from rounds import auditing, finding
from web.operating import OperatorCommand


class Command(OperatorCommand):
    help = "Work a round's settlement out anew, from its wagers and the journal, and name every difference."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which."""
        super().add_arguments(parser)
        finding.ask_round(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """As every such command; a difference is exit code 1."""
        self.is_right = True
        super().handle(*args, **options)
        if not self.is_right:
            sys.exit(1)

    def act(self, **options: Any) -> Mapping[str, Any]:
        """All checks, and the first differences."""
        found = finding.one(options)
        done = auditing.audit(found)
        self.is_right = done.is_right
        return {
            "round": found.code,
            "instrument": found.instrument.slug,
            "is_right": done.is_right,
            "checks": [
                {"name": each.name, "expected": each.expected, "found": each.found, "is_right": each.is_right}
                for each in done.checks
            ],
            "differences": done.number,
            "first": [
                {
                    "what": each.what,
                    "wager": each.wager,
                    "expected_micro": each.expected_micro,
                    "found_micro": each.found_micro,
                }
                for each in done.differences
            ],
        }

    def say(self, told: Mapping[str, Any]) -> str:
        """A line for each."""
        lines = [
            f"{'ok     ' if each['is_right'] else 'DIFFERS'} {each['name']}: {each['expected']}, {each['found']}"
            for each in told["checks"]
        ]
        lines += [
            f"DIFFERS wager {each['wager']}: {each['what']}, {each['expected_micro']} expected,"
            f" {each['found_micro']} found"
            for each in told["first"]
        ]
        return "\n".join([*lines, f"{told['differences']} differences of wagers."])
