"""Say a session's close as one of the staff. It counts when a second person says the same."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rounds.errors import RoundsProblem
from rounds.oracles import manual
from rounds.oracles.naming import instrument_of, staff_of


class Command(BaseCommand):
    help = "Say the close of a session. A second member of staff must say the same before it counts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose close, which, and who says it."""
        parser.add_argument("--instrument", default="nasdaq-composite", metavar="SLUG")
        parser.add_argument(
            "--session", required=True, type=date.fromisoformat, metavar="DAY", help="2026-03-04"
        )
        parser.add_argument("--close", required=True, metavar="VALUE", help="22807.48")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="who of the staff says it")
        parser.add_argument("--final", action="store_true", help="the exchange calls it final")
        parser.add_argument("--note", default="", help="where it was read")
        parser.add_argument("--json", action="store_true", dest="as_json", help="one JSON object")

    def handle(self, *, as_json: bool, **options: Any) -> None:
        """Tells whether it counts by now."""
        instrument, by = instrument_of(options["instrument"]), staff_of(options["by"])
        try:
            row = manual.say(
                staff=by,
                instrument=instrument,
                session=options["session"],
                value=options["close"],
                is_final=options["final"],
                note=options["note"],
            )
        except RoundsProblem as error:
            raise CommandError(str(error)) from error
        agreed = manual.agreed(instrument, options["session"])
        told = {
            "id": row.pk,
            "session": options["session"].isoformat(),
            "said": row.value_text,
            "counts": agreed is not None,
            "close": None if agreed is None else f"{agreed:f}",
        }
        if as_json:
            self.stdout.write(json.dumps(told))
        elif agreed is None:
            self.stdout.write(
                f"{row.value_text} is noted. It counts when another member of staff says the same."
            )
        else:
            self.stdout.write(f"{row.value_text} is noted. Two of the staff say {agreed:f}.")
