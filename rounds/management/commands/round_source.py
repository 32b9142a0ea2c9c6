"""The sources of closes: list, add, take out of use, try."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db.models import F

from markets.models import Instrument
from rounds import finding
from rounds.models import Source
from rounds.oracles import sources
from web.operating import OperatorCommand

IN_USE = F("disabled_at").asc(nulls_first=True)
LIST, ADD, DISABLE, TEST = WORDS = ("list", "add", "disable", "test")
NEEDED = {ADD: ("name", "adapter", "by"), DISABLE: ("name", "reason", "by"), TEST: ("name", "session")}


class Command(OperatorCommand):
    help = (
        "List the sources of closes, add one, take one out of use, or try one (which stores nothing). Settings never"
        " change: take the source out of use and add it again. docs/oracles.md tells kinds and settings."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """A word for what is done, and what it needs."""
        super().add_arguments(parser)
        parser.add_argument("what", choices=WORDS)
        parser.add_argument("name", nargs="?", default="", help="of the source; for all but list")
        parser.add_argument(
            "--instrument", metavar="SLUG", help="the first of ROUND_INSTRUMENTS unless said otherwise"
        )
        parser.add_argument(
            "--adapter", metavar="KIND", default="", help="add: manual, market-data or http-json"
        )
        parser.add_argument("--settings-json", metavar="JSON", default="{}", help="add: see docs/oracles.md")
        parser.add_argument("--rank", type=int, help="add: 1 binds first; after all others unless given")
        parser.add_argument("--reason", default="", help="disable: why")
        parser.add_argument("--session", type=date.fromisoformat, metavar="DAY", help="test: 2026-03-04")
        finding.ask_staff(parser)

    def act(self, **options: Any) -> Mapping[str, Any]:
        """What the word says."""
        what, of = options["what"], finding.instrument(options["instrument"])
        missing = [name for name in NEEDED.get(what, ()) if not options[name]]
        if missing:
            words = ", ".join(name.upper() if name == "name" else f"--{name}" for name in missing)
            raise CommandError(f"{what} needs {words}.")
        if what == LIST:
            known = Source.objects.using("staff").filter(instrument=of).order_by(IN_USE, "rank", "pk")
            return {"sources": [_row(each) for each in known]}
        if what == TEST:
            return _tried(of, options["name"], options["session"])
        by = finding.staff(options["by"], permission=sources.RIGHT)
        if what == DISABLE:
            return _row(sources.disable(instrument=of, name=options["name"], by=by, reason=options["reason"]))
        return _row(
            sources.add(
                instrument=of,
                name=options["name"],
                adapter=options["adapter"],
                rank=options["rank"],
                settings=json.loads(options["settings_json"]),
                by=by,
            )
        )

    def say(self, told: Mapping[str, Any]) -> str:
        """A line each."""
        if "sources" in told:
            return "\n".join(_line(each) for each in told["sources"]) or "There is no source."
        if "bytes" in told:
            return (
                told["problem"]
                or f"{told['name']} says {told['value']}{', final' if told['is_final'] else ''}."
            )
        return _line(told)


def _tried(of: Instrument, name: str, session: date) -> dict[str, Any]:
    told = sources.attempt(instrument=of, name=name, session=session)
    return {
        "name": name,
        "session": session,
        "value": told.text if told.value is not None else None,
        "provider_at": told.provider_at,
        "is_dated": told.is_dated,
        "is_final": told.is_final,
        "problem": told.problem or None,
        "bytes": len(told.raw),
    }


def _row(source: Source) -> dict[str, Any]:
    return {
        "name": source.name,
        "adapter": source.adapter,
        "rank": source.rank,
        "added_at": source.added_at,
        "disabled_at": source.disabled_at,
        "settings": source.settings,
    }


def _line(row: Mapping[str, Any]) -> str:
    until = f", out of use since {row['disabled_at']:%Y-%m-%d %H:%M} UTC" if row["disabled_at"] else ""
    return f"{row['name']}: {row['adapter']}, rank {row['rank']}{until}"
