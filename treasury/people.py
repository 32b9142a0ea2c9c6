"""Find the person a command is about, and the amount: `--user`, `--amount` or `--usdc`."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from accounts.models import User
from ledger.money import MOST_MICRO, parse_money, to_micro


def named(text: str) -> Any:
    """By e-mail address, or by number. Raises User.DoesNotExist with a sentence."""
    found = User.objects.using("staff")
    try:
        return found.get(pk=int(text)) if text.isascii() and text.isdigit() else found.get(email__iexact=text)
    except (User.DoesNotExist, OverflowError) as error:
        raise User.DoesNotExist(
            f"Nobody has the {'number' if text.isdigit() else 'address'} {text}."
        ) from error


def ask_user(parser: CommandParser) -> None:
    """--user EMAIL."""
    parser.add_argument("--user", help="their e-mail address, or their number")


def ask_amount(parser: CommandParser) -> None:
    """--amount in whole micro-units, or --usdc in decimals."""
    either = parser.add_mutually_exclusive_group()
    either.add_argument("--amount", dest="micro", metavar="MICRO", help="whole micro-units: 1500000 is 1.5")
    either.add_argument("--usdc", metavar="DECIMAL", help="the same in decimals: 1.5")


def said_amount(micro: str | None, usdc: str | None) -> int:
    """Micro-units above zero. Raises CommandError or ValueError."""
    if micro is None and usdc is None:
        raise CommandError("Say how much: --amount in whole micro-units, or --usdc in decimals.")
    if usdc is not None:
        return amount_micro(usdc)
    if not (str(micro).isascii() and str(micro).isdigit()):
        raise CommandError(
            "--amount takes whole micro-units, such as 1500000 for 1.5; --usdc takes decimals."
        )
    if not 0 < int(str(micro)) <= MOST_MICRO:
        raise CommandError("The amount must be above zero and no more than a wallet can hold.")
    return int(str(micro))


def amount_micro(text: str) -> int:
    """Raises ValueError for what is no amount above zero."""
    micro = to_micro(parse_money(text))
    if micro <= 0:
        raise ValueError("The amount must be above zero.")
    return micro
