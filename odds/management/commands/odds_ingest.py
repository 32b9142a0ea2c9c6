"""Take in files of prices: football-data.co.uk CSV, or recorded answers of The Odds API (JSON)."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from odds.ingest import Taken, take_file
from odds.matching import sweeping as matching
from odds.sources.football_data import NotFootballData
from odds.sources.odds_api import NotOddsApi

SHOWN = 20


class Command(BaseCommand):
    help = "Take in odds: CSV files of football-data.co.uk or JSON answers of The Odds API."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument(
            "--user", help="the e-mail of a person whose own odds these become; default: everybody's"
        )
        parser.add_argument("--json", action="store_true", dest="as_json", help="one JSON object a file")

    def handle(self, *, files: list[str], user: str | None, as_json: bool, **options: Any) -> None:
        owner = self._person(user) if user else None
        failed = False
        for name in files:
            try:
                taken = take_file(Path(name).read_bytes(), name=Path(name).name, owner=owner)
            except (NotFootballData, NotOddsApi, OSError) as error:
                failed = True
                self._tell_failed(name, error, as_json=as_json)
            else:
                self._tell(name, taken, as_json=as_json)
        matching.sweep()
        if failed:
            raise CommandError("Not every file was taken in.")

    def _person(self, email: str) -> Any:
        found = get_user_model().objects.using("staff").filter(email__iexact=email).first()
        if found is None:
            raise CommandError(f"There is nobody with the address {email}.")
        return found

    def _tell_failed(self, name: str, error: Exception, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"file": name, "error": str(error)}))
        else:
            self.stderr.write(f"{name}: {error}")

    def _tell(self, name: str, taken: Taken, *, as_json: bool) -> None:
        rejects: list[dict[str, Any]] = [
            {"line": each.line, "column": each.column, "cell": each.cell, "reason": each.reason}
            for each in taken.rejects
        ]
        if as_json:
            self.stdout.write(json.dumps({"file": name, **taken.counts, "rejects": rejects}))
            return
        told = ", ".join(f"{key.replace('_', ' ')} {value:,}" for key, value in taken.counts.items())
        self.stdout.write(f"{name}: {told}")
        for each in rejects[:SHOWN]:
            where = f"line {each['line']}{', ' + each['column'] if each['column'] else ''}"
            self.stdout.write(f"  {where}: {each['reason']} ({each['cell']})")
        if len(rejects) > SHOWN:
            self.stdout.write(f"  and {len(rejects) - SHOWN:,} more")
