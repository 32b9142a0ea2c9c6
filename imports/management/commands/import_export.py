"""Import export files for a person, by the same pipeline as the page."""

import json
import secrets
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from imports import intake, not_bets, pipeline
from imports.errors import ImportRefused
from imports.formats import FileError
from imports.mapping.description import from_json
from imports.mapping.guess import guess
from imports.models import State, Upload
from imports.report import as_json, as_text
from web.context import acting_as

PIECE = 1_000_000


class Command(BaseCommand):
    help = "Import bookmakers' and trackers' export files. Exit code 1 when one of them failed; the others go in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--user", required=True, metavar="E-MAIL", help="whose book; made when missing")
        parser.add_argument(
            "--format", default="", metavar="KEY", help="the format, when it is not recognised"
        )
        parser.add_argument("--bookmaker", default="", metavar="NAME", help="for files that name none")
        parser.add_argument("--timezone", default="", metavar="ZONE", help="the zone of the file's times")
        parser.add_argument("--currency", default="", metavar="CODE", help="for files that name none")
        parser.add_argument(
            "--mapping", type=Path, metavar="FILE.json", help="what the columns of unknown files mean"
        )
        parser.add_argument(
            "--guess-mapping", action="store_true", help="print such a file's guess, import nothing"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object per file, one per line")

    def handle(self, *args: Any, **options: Any) -> None:
        user = _person(options["user"])
        if options["guess_mapping"]:
            for path in options["files"]:
                self.stdout.write(_guessed(user, path))
            return
        chosen = {name: options[name] for name in intake.SETTINGS}
        if options["mapping"]:
            chosen[intake.MAPPING] = _mapping(options["mapping"])
        failed = False
        for path in options["files"]:
            try:
                upload = import_file(user, path, chosen)
            except (OSError, ImportRefused) as error:
                failed = True
                self.stdout.write(_refused(path, str(error), is_json=options["json"]))
                continue
            failed = failed or upload.state != State.PROCESSED
            with acting_as(user):
                told = as_json(upload) if options["json"] else as_text(upload)
            self.stdout.write(json.dumps({"file": str(path), **told}) if isinstance(told, dict) else told)
        if failed:
            sys.exit(1)


def import_file(user: Any, path: Path, options: dict[str, str]) -> Upload:
    """Store and import one file, in this process; the finished upload."""
    with path.open("rb") as file:
        chunks = iter(lambda: file.read(PIECE), b"")
        upload = intake.receive(user=user, filename=path.name, chunks=chunks, options=options)
    pipeline.run(upload_id=upload.pk, user_id=user.pk, attempt=upload.attempt)
    with acting_as(user):
        return Upload.objects.get(pk=upload.pk)


def _mapping(path: Path) -> str:
    """A mapping file, checked. Raises CommandError with what is wrong with it."""
    try:
        return from_json(path.read_text(encoding="utf-8")).as_json()
    except (OSError, UnicodeError, FileError) as error:
        raise CommandError(f"{path}: {error}") from error


def _guessed(user: Any, path: Path) -> str:
    """What the columns of a file probably mean, as a mapping file; doubts are told on the way."""
    try:
        table = not_bets.read(path)
    except (OSError, FileError) as error:
        raise CommandError(f"{path}: {error}") from error
    found = guess(table.frame, timezone=user.time_zone, currency=user.currency, name=path.stem)
    told = json.loads(found.mapping.as_json())
    told["doubts"] = {doubt.key: doubt.question for doubt in found.doubts}
    return json.dumps(told, indent=1, ensure_ascii=False)


def _person(email: str) -> Any:
    """The person with this address, made with a password nobody knows when missing. Raises CommandError."""
    users = get_user_model().objects
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise CommandError(f"{email!r} is not an e-mail address.") from error
    return users.filter(email=address).first() or users.create_user(
        email=address, password=secrets.token_urlsafe(24)
    )


def _refused(path: Path, error: str, *, is_json: bool) -> str:
    if not is_json:
        return f"{path}: {error}"
    return json.dumps({"file": str(path), "state": State.FAILED, "error": error})
