"""The process that holds the hot wallet's key: sign what is approved, send it, and nothing else."""

import signal
import threading
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from treasury import running
from treasury.chain.configured import current, signer
from treasury.chain.contract import ChainError

PAUSE_SECONDS = 3


class Command(BaseCommand):
    help = (
        "Sign approved withdrawals with the key in BETSITE_HOT_WALLET_KEY_FILE and send them, until stopped."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="one round, then end")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        """Ends with an error when the key is not the configured wallet's: nothing must be signed with another."""
        try:
            chain, holder = current(), signer()
        except (ChainError, ImproperlyConfigured) as error:
            raise CommandError(str(error)) from error
        if chain.wallet != holder.address:
            raise CommandError(f"The key is {holder.address}'s, the configured hot wallet is {chain.wallet}.")
        self.stdout.write(f"Signing for {chain.shown(holder.address)} on {chain.name}.")
        stop = threading.Event()
        if not once:
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda *_: stop.set())
        while True:
            self._round()
            if once or stop.wait(PAUSE_SECONDS):
                return

    def _round(self) -> None:
        try:
            if signed := running.sign():
                self.stdout.write(f"{signed} signed.")
        except ChainError as error:  # the network is away; the next round asks again
            self.stderr.write(error.message)
