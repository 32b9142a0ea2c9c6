"""Make a report into a file, from the same code as the pages."""

import shutil
import tempfile
import uuid
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from analytics.figures_json import ASKED
from analytics.filters import read_for
from analytics.reports import asking, making
from analytics.reports.errors import ReportProblem
from analytics.reports.models import Format, Kind
from analytics.reports.progress import Quiet
from web.context import acting_as

OPTIONS = {
    "harm": "with the patterns of the well-being page (PDF)",
    "name": "with the person's address on the first page (PDF)",
    "masked": "hide the amounts (PDF)",
    "notes": "with the person's own notes (CSV, Excel, Parquet)",
}


class Command(BaseCommand):
    help = "Write a report of a person's book: PDF, or everything as CSV, Excel or Parquet. Only the file is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", required=True, metavar="E-MAIL")
        parser.add_argument("--format", choices=Format.values, default=str(Format.PDF))
        parser.add_argument("--out", required=True, metavar="FILE", type=Path)
        parser.add_argument(
            "--from", dest="from", default="", metavar="DAY", help="first local day, 2026-01-31"
        )
        parser.add_argument("--to", default="", metavar="DAY", help="last local day")
        for name in ASKED[2:]:
            parser.add_argument(f"--{name}", default="")
        for name, said in OPTIONS.items():
            parser.add_argument(f"--with-{name}", action="store_true", help=said)
        parser.add_argument("--anonymous", action="store_true", help="nobody can tell whose it is")

    def handle(self, *args: Any, **options: Any) -> None:
        user = get_user_model().objects.filter(email=options["user"].strip().lower()).first()
        if user is None:
            raise CommandError(f"There is nobody with the address {options['user']}.")
        with acting_as(user):
            asked, notices = read_for(user, {key: str(options[key] or "") for key in ASKED})
        if notices:
            raise CommandError(" ".join(notices))
        what = asking.Asked(
            kind=Kind.ANY,
            format=Format(options["format"]),
            asked=asked,
            has_name=options["with_name"],
            has_harm=options["with_harm"],
            has_notes=options["with_notes"],
            is_masked=options["with_masked"],
            is_anonymous=options["anonymous"],
        )
        out: Path = options["out"]
        if not out.resolve().parent.is_dir():
            raise CommandError(f"There is no folder {out.resolve().parent}.")
        with tempfile.NamedTemporaryFile(prefix="report-") as aside:
            try:
                making.write(asking.drafted(user, uuid.uuid4(), what), Path(aside.name), Quiet())
            except ReportProblem as error:
                raise CommandError(error.message) from error
            shutil.copyfile(aside.name, out)
        self.stdout.write(f"{out}: {out.stat().st_size:,} bytes")
