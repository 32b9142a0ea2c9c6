"""Write a person's journal for Beancount."""

import sys
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ledger.plaintext import beancount_lines


class Command(BaseCommand):
    help = "Print a person's journal in Beancount's language; bean-check then proves every balance."
    lines = staticmethod(beancount_lines)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--user", required=True, metavar="E-MAIL", help="whose journal")

    def handle(self, *args: Any, **options: Any) -> None:
        user = get_user_model().objects.filter(email__iexact=options["user"]).first()
        if user is None:
            raise CommandError(f"There is nobody with the address {options['user']}.")
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        for line in self.lines(user):
            sys.stdout.write(f"{line}\n")
