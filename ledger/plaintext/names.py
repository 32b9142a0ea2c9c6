"""Names that Beancount and hledger both accept, for any account code and any currency; never two of ours in one."""

import re
import unicodedata
from collections.abc import Iterable

from ledger.models import Kind

ROOTS = {
    Kind.ASSET: "Assets",
    Kind.LIABILITY: "Liabilities",
    Kind.INCOME: "Income",
    Kind.EXPENSE: "Expenses",
    Kind.EQUITY: "Equity",
}
_COMMODITY = re.compile(r"[A-Z][A-Z0-9'._-]{0,22}[A-Z0-9]")
_LONGEST = 24


def account_names(accounts: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """By (kind, code) a name such as Assets:Book:Sportsbet. The same for the same codes, whatever their order."""
    taken: set[str] = set()
    return {key: _free(_account(*key), taken) for key in sorted(set(accounts))}


def commodity_names(currencies: Iterable[str]) -> dict[str, str]:
    """By currency a commodity: itself when both programs take it as it is (AUD, USDC), else something near it."""
    every = set(currencies)
    fit = {currency for currency in every if _COMMODITY.fullmatch(currency)}
    taken = set(fit)
    odd = {currency: _free(_commodity(currency), taken) for currency in sorted(every - fit)}
    return {currency: currency for currency in fit} | odd


def elsewhere(account_id: int) -> str:
    """An account that is not the person's to see: the house's side of their movements."""
    return f"Equity:Elsewhere:{account_id}"


def _account(kind: str, code: str) -> str:
    return ":".join([ROOTS[Kind(kind)], *(_component(part) for part in code.split(":"))])


def _component(part: str) -> str:
    """A capital letter or a digit, then letters, digits and dashes: "bet_365" is Bet-365, "über" is Über."""
    letters = "".join(
        letter if unicodedata.category(letter) in {"Lu", "Ll", "Lo", "Lt", "Lm", "Nd"} else "-"
        for letter in unicodedata.normalize("NFC", part)
    ).strip("-")
    first = letters[:1].upper()
    if len(first) == 1 and unicodedata.category(first) in {"Lu", "Nd"}:
        return first + letters[1:]
    return f"X{letters}"


def _commodity(currency: str) -> str:
    """Capital letters, digits and dashes; what has no such form (a sign, another script) is written by its number."""
    plain = "".join(
        letter if letter.isascii() and letter.isalnum() else f"-{ord(letter):X}-" if letter.isalnum() else "-"
        for letter in unicodedata.normalize("NFKD", currency).upper()
        if not unicodedata.combining(letter)
    ).strip("-")
    if not any(letter.isalnum() for letter in currency):
        plain = "-".join(f"{ord(letter):X}" for letter in currency)
    plain = re.sub("-{2,}", "-", plain)[: _LONGEST - 6].strip("-")
    return plain if _COMMODITY.fullmatch(plain) else f"X-{plain}"


def _free(wanted: str, taken: set[str]) -> str:
    """`wanted`, or with the first number from 2 on that makes it new."""
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    taken.add(name)
    return name
