"""The journal in hledger's language. hledger itself is no part of Betsite: it is GPL."""

from collections.abc import Iterator
from datetime import tzinfo
from typing import Any

from ledger.money import format_micro
from ledger.plaintext.reading import Book, Entry, open_book, tidy


def hledger_lines(user: Any, *, zone: tzinfo | None = None, using: str = "default") -> Iterator[str]:
    """The lines without their ends: accounts, every movement, and the balances that must come out."""
    with open_book(user, zone=zone, using=using) as book:
        yield "; Check with: hledger check -f FILE"
        yield "decimal-mark ."
        yield ""
        yield from _declarations(book)
        for entry in book.entries():
            yield from _entry(entry)
        yield f"{book.after_on} * Balances as Betsite keeps them"
        for one in book.closings():
            symbol = _symbol(one.commodity)
            yield f"    {one.account}  0 {symbol} = {format_micro(one.balance_micro, 6)} {symbol}"


def _declarations(book: Book) -> Iterator[str]:
    for currency, commodity in sorted(book.commodities.items()):
        yield f"commodity 1.000000 {_symbol(commodity)}  ; code: {tidy(currency)}"
    told = {one.account: f"  ; code: {tidy(one.code)}, name: {tidy(one.name)}" for one in book.closings()}
    for name, comment in told.items():
        yield f"account {name}{comment}"
    for name in book.strangers():
        yield f"account {name}"
    yield ""


def _entry(entry: Entry) -> Iterator[str]:
    amount, symbol = format_micro(entry.amount_micro), _symbol(entry.commodity)
    yield f"{entry.on} * {_description(entry.kind)}"
    yield f"    ; key: {tidy(entry.key)}"
    yield f"    ; at: {entry.at.isoformat()}"
    if entry.event:
        yield f"    ; event: {entry.event}"
    yield f"    {entry.debit}  {amount} {symbol}"
    yield f"    {entry.credit}  -{amount} {symbol}"
    yield ""


def _description(kind: str) -> str:
    """A semicolon would begin a comment, and a mark at the beginning would be read as a code or a status."""
    return tidy(kind).replace(";", ",").lstrip("(!* ") or "-"


def _symbol(commodity: str) -> str:
    """Anything but letters needs quotation marks."""
    return commodity if commodity.isalpha() else f'"{commodity}"'
