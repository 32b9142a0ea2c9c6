"""Write the signed head of the chain, to be kept elsewhere."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ledger.chain.signing import signed_head
from ledger.errors import LedgerError


class Command(BaseCommand):
    help = "Print the signed head of the chain as JSON: keep it where nobody with this database's keys can change it."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(json.dumps(signed_head(), indent=1, sort_keys=True))
        except LedgerError as error:
            raise CommandError(str(error)) from error
