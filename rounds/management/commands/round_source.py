"""The sources of closes: list, add, take out of use, try."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rounds.errors import RoundsProblem
from rounds.models import Source
from rounds.oracles import sources
from rounds.oracles.naming import instrument_of, staff_of


class Command(BaseCommand):
    help = "List the sources of closes, add one, take one out of use, or try one (nothing is stored)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A word for what is done, and what it needs."""
        acts = parser.add_subparsers(dest="act", required=True)
        for act in ("list", "add", "disable", "test"):
            one = acts.add_parser(act)
            one.add_argument("--instrument", default="nasdaq-composite", metavar="SLUG")
            one.add_argument("--json", action="store_true", dest="as_json", help="JSON, one object or a list")
            if act != "list":
                one.add_argument("name")
            if act in ("add", "disable"):
                one.add_argument("--by", required=True, metavar="EMAIL", help="who of the staff does it")
            if act == "add":
                one.add_argument(
                    "--adapter", required=True, metavar="KIND", help="manual, market-data or http-json"
                )
                one.add_argument("--settings", default="{}", metavar="JSON", help="see docs/oracles.md")
                one.add_argument("--rank", type=int, help="1 binds first; after all others unless given")
            if act == "disable":
                one.add_argument("--reason", required=True)
            if act == "test":
                one.add_argument(
                    "--session", required=True, type=date.fromisoformat, metavar="DAY", help="2026-03-04"
                )

    def handle(self, *, act: str, as_json: bool, **options: Any) -> None:
        """Exit code 1 with the reason where something is refused; a test that hears no close is no error of ours."""
        try:
            told = getattr(self, f"_{act}")(options)
        except (RoundsProblem, json.JSONDecodeError) as error:
            raise CommandError(str(error)) from error
        if as_json:
            self.stdout.write(json.dumps(told))
            return
        for row in told if isinstance(told, list) else [told]:
            self.stdout.write(
                "  ".join(f"{name}={value}" for name, value in row.items() if value not in (None, ""))
            )

    def _list(self, options: dict[str, Any]) -> list[dict[str, Any]]:
        found = Source.objects.using("staff").filter(instrument=instrument_of(options["instrument"]))
        return [_row(each) for each in found.order_by("disabled_at", "rank", "pk")]

    def _add(self, options: dict[str, Any]) -> dict[str, Any]:
        return _row(
            sources.add(
                instrument=instrument_of(options["instrument"]),
                name=options["name"],
                adapter=options["adapter"],
                rank=options["rank"],
                settings=json.loads(options["settings"]),
                by=staff_of(options["by"]),
            )
        )

    def _disable(self, options: dict[str, Any]) -> dict[str, Any]:
        of = instrument_of(options["instrument"])
        by = staff_of(options["by"])
        return _row(sources.disable(instrument=of, name=options["name"], by=by, reason=options["reason"]))

    def _test(self, options: dict[str, Any]) -> dict[str, Any]:
        of = instrument_of(options["instrument"])
        told = sources.test(instrument=of, name=options["name"], session=options["session"])
        return {
            "name": options["name"],
            "session": options["session"].isoformat(),
            "value": told.text if told.value is not None else None,
            "provider_at": told.provider_at and told.provider_at.isoformat(),
            "is_dated": told.is_dated,
            "is_final": told.is_final,
            "problem": told.problem,
            "bytes": len(told.raw),
        }


def _row(source: Source) -> dict[str, Any]:
    return {
        "name": source.name,
        "adapter": source.adapter,
        "rank": source.rank,
        "added_at": source.added_at.isoformat(),
        "disabled_at": source.disabled_at and source.disabled_at.isoformat(),
        "settings": source.settings,
    }
