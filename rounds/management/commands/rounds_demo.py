"""A round from deposit to withdrawal in a few seconds, printed with its journal."""

import sys
from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandParser

from rounds import demo, told
from web.operating import OperatorCommand


class Command(OperatorCommand):
    help = (
        "Play a whole round with made-up people and a made-up index. Exit code 1 when something is not right."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """How long wagers are taken."""
        super().add_arguments(parser)
        parser.add_argument("--seconds", type=int, default=demo.SECONDS, help="how long wagers are taken")

    def handle(self, *args: Any, **options: Any) -> None:
        """As every such command; a difference that the audit finds is exit code 1."""
        self.is_right = True
        super().handle(*args, **options)
        if not self.is_right:
            sys.exit(1)

    def act(self, **options: Any) -> Mapping[str, Any]:
        """The round, who was paid what, and the journal; the steps are printed as they are done."""
        if not 1 <= options["seconds"] <= 600:
            raise ValueError("Wagers are taken for 1 to 600 seconds.")
        steps: list[str] = []

        def say(step: str) -> None:
            steps.append(step)
            if not options["json"]:
                self.stdout.write(step)
                self.stdout.flush()

        played = demo.play(say, seconds=options["seconds"])
        self.is_right = played.is_right
        return {
            "round": told.of_round(played.round),
            "is_right": played.is_right,
            "paid": played.paid,
            "withdrawal": played.withdrawal,
            "steps": steps,
            "journal": played.journal,
        }

    def say(self, told: Mapping[str, Any]) -> str:
        """The journal, a line for each movement."""
        lines = [
            f"{each['movement']:>8}  {each['amount']:>12} {each['currency']}  {each['out_of']} -> {each['into']}"
            f"  ({each['key']})"
            for each in told["journal"]
        ]
        return "\n".join(["", "Journal:", *lines])
