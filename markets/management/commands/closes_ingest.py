"""Take in a file of daily closes: CSV or Parquet."""

import json
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from markets import prices
from markets.errors import MarketsProblem
from markets.models import Instrument

SHOWN = 20


class Command(BaseCommand):
    help = "Take in daily closes of an instrument: a CSV or Parquet file, columns known by their names."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--instrument", required=True, metavar="SLUG", help="nasdaq-composite, ...")
        parser.add_argument("--source", required=True, metavar="NAME", help="who says so: fred, stooq, ...")
        parser.add_argument(
            "--column", metavar="NAME", help="the column of the closes, when its name is not known"
        )
        parser.add_argument(
            "--published-at", metavar="TIME", help="when the source made them known, with a zone"
        )
        kind = parser.add_mutually_exclusive_group()
        kind.add_argument("--final", action="store_true", dest="is_final", help="these are the final closes")
        kind.add_argument(
            "--provisional", action="store_false", dest="is_final", help="they may change yet (the default)"
        )
        parser.set_defaults(is_final=False)
        parser.add_argument("--json", action="store_true", dest="as_json", help="one JSON object")

    def handle(self, *, file: str, as_json: bool, **options: Any) -> None:
        try:
            taken = prices.ingest(
                Path(file).read_bytes(),
                instrument=_instrument(options["instrument"]),
                source=options["source"],
                column=options["column"],
                is_final=options["is_final"],
                published_at=_moment(options["published_at"]),
            )
        except (MarketsProblem, OSError) as error:
            raise CommandError(str(error)) from error
        self._tell(file, taken, as_json=as_json)

    def _tell(self, name: str, taken: prices.Ingested, *, as_json: bool) -> None:
        rejects: list[dict[str, Any]] = [
            {"line": each.line, "column": each.column, "cell": each.cell, "reason": each.reason}
            for each in taken.rejects
        ]
        if as_json:
            self.stdout.write(json.dumps({"file": name, **taken.counts, "rejects": rejects}))
            return
        self.stdout.write(f"{name}: " + ", ".join(f"{key} {value:,}" for key, value in taken.counts.items()))
        for each in rejects[:SHOWN]:
            where = f"line {each['line']}{', ' + each['column'] if each['column'] else ''}"
            self.stdout.write(f"  {where}: {each['reason']} ({each['cell']})")
        if len(rejects) > SHOWN:
            self.stdout.write(f"  and {len(rejects) - SHOWN:,} more; --json tells them all")


def _instrument(slug: str) -> Instrument:
    rows = Instrument.objects.using("staff")
    found = rows.filter(slug=slug).first()
    if found is None:
        known = ", ".join(rows.order_by("slug").values_list("slug", flat=True))
        raise CommandError(f"There is no instrument {slug}; there are: {known}.")
    return found


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text} is no time like 2026-11-20T21:15:00+00:00.") from error
    if moment.tzinfo is None:
        raise CommandError(f"{text} has no zone: write 2026-11-20T21:15:00+00:00.")
    return moment
