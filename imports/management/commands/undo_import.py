"""Take an upload back, or bring it back, as the page does."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from imports import undo
from imports.errors import ImportRefused
from imports.models import Upload
from web.context import acting_as


class Command(BaseCommand):
    help = "Undo a finished upload: nothing in the book comes from it any more. --redo brings it back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "upload", type=int, metavar="UPLOAD", help="its number, as import_export --json tells it"
        )
        parser.add_argument("--user", required=True, metavar="E-MAIL", help="whose book")
        parser.add_argument("--redo", action="store_true", help="bring an undone upload back")

    def handle(self, *args: Any, **options: Any) -> None:
        user = get_user_model().objects.filter(email=options["user"].strip().lower()).first()
        if user is None:
            raise CommandError(f"Nobody has the address {options['user']!r}.")
        with acting_as(user):
            upload = Upload.objects.visible_to(user).filter(pk=options["upload"]).first()
        if upload is None:
            raise CommandError(f"There is no upload {options['upload']} of this person.")
        verb = undo.redo if options["redo"] else undo.undo
        try:
            verb(user=user, upload=upload)
        except ImportRefused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{upload.filename}: {'brought back' if options['redo'] else 'undone'}.")
