"""Say a session's close as one of the staff. It counts when a second person says the same."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.management.base import CommandError, CommandParser

from rounds import finding
from rounds.oracles import manual
from web.operating import OperatorCommand


class Command(OperatorCommand):
    help = "Say the close of a session. A second member of staff must say the same before it counts."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose close, which, and who says it."""
        super().add_arguments(parser)
        parser.add_argument(
            "--instrument", metavar="SLUG", help="the first of ROUND_INSTRUMENTS unless said otherwise"
        )
        parser.add_argument(
            "--session", required=True, type=date.fromisoformat, metavar="DAY", help="2026-03-04"
        )
        parser.add_argument("--close", required=True, metavar="VALUE", help="22807.48")
        parser.add_argument("--final", action="store_true", help="the exchange calls it final")
        parser.add_argument("--note", default="", help="where it was read")
        finding.ask_staff(parser, what="who of the staff says it")

    def act(self, **options: Any) -> Mapping[str, Any]:
        """What was said, and whether it counts by now."""
        of, by = (
            finding.instrument(options["instrument"]),
            finding.staff(options["by"], permission=manual.RIGHT),
        )
        if by is None:
            raise CommandError("A close is said by somebody: --by EMAIL.")
        row = manual.say(
            staff=by,
            instrument=of,
            session=options["session"],
            value=options["close"],
            is_final=options["final"],
            note=options["note"],
        )
        agreed = manual.agreed(of, options["session"])
        return {
            "id": row.pk,
            "session": options["session"],
            "said": row.value_text,
            "counts": agreed is not None,
            "close": None if agreed is None else f"{agreed:f}",
        }

    def say(self, told: Mapping[str, Any]) -> str:
        """Whether it waits for another."""
        if not told["counts"]:
            return f"{told['said']} is noted. It counts when another member of staff says the same."
        return f"{told['said']} is noted. Two of the staff say {told['close']}."
