"""The journal in Beancount's language (version 2 and 3). Beancount itself is no part of Betsite: it is GPL."""

from collections.abc import Iterator
from datetime import date, tzinfo
from typing import Any

from ledger.money import format_micro
from ledger.plaintext.reading import Book, Entry, open_book, tidy


def beancount_lines(user: Any, *, zone: tzinfo | None = None, using: str = "default") -> Iterator[str]:
    """The lines without their ends: accounts, every movement, and the balances that must come out, to the micro-unit.

    A balance holds at the beginning of a day, so it is asserted for the day after the last movement.
    """
    with open_book(user, zone=zone, using=using) as book:
        yield "; Check with: bean-check FILE"
        yield 'option "title" "Betsite journal"'
        yield ""
        yield from _declarations(book)
        for entry in book.entries():
            yield from _entry(entry)
        for one in book.closings():
            amount = format_micro(one.balance_micro, 6)
            yield f"{book.after_on} balance {one.account}  {amount} ~ 0 {one.commodity}"


def _declarations(book: Book) -> Iterator[str]:
    for currency, commodity in sorted(book.commodities.items()):
        yield f"{book.first_on} commodity {commodity}"
        yield f"  code: {_text(currency)}"
    opened: set[str] = set()
    for one in book.closings():
        if one.account not in opened:
            yield from _open(book.first_on, one.account, code=one.code, name=one.name)
            opened.add(one.account)
    for name in book.strangers():
        yield from _open(book.first_on, name)
    yield ""


def _open(on: date, account: str, **told: str) -> Iterator[str]:
    yield f"{on} open {account}"
    for name, value in told.items():
        if value:
            yield f"  {name}: {_text(value)}"


def _entry(entry: Entry) -> Iterator[str]:
    amount = format_micro(entry.amount_micro)
    link = f" ^event-{entry.event}" if entry.event else ""
    yield f"{entry.on} * {_text(entry.kind)}{link}"
    yield f"  key: {_text(entry.key)}"
    yield f"  at: {_text(entry.at.isoformat())}"
    yield f"  {entry.debit}  {amount} {entry.commodity}"
    yield f"  {entry.credit}  -{amount} {entry.commodity}"
    yield ""


def _text(text: str) -> str:
    escaped = tidy(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
