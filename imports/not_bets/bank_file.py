"""Bank statements in formats of their own: OFX and QFX, QIF, MT940, CAMT."""

import codecs
import re

from imports.not_bets import _bank
from imports.not_bets._base import Kind, Source, counted

# Name, what its beginning looks like, what else is in it, and what each transaction begins with.
FORMATS = (
    ("OFX", re.compile(rb"\s*(?:OFXHEADER\s*:|(?:<\?[^>]*\?>\s*)*<OFX>)", re.I), b"", rb"<STMTTRN>"),
    ("QIF", re.compile(rb"\s*!(?:Type:(?:Bank|CCard|Cash)|Account)\b", re.I), b"", rb"(?m)^\^"),
    ("MT940", re.compile(rb"\s*(?:\{1:[^}]*\}.*?)?:20:", re.S), b"\n:60", rb"(?m)^:61:"),
    (
        "CAMT",
        re.compile(rb"\s*(?:<\?[^>]*\?>\s*)?<\w*:?Document\b[^>]*camt\.05[234]", re.I),
        b"",
        rb"<(?:\w+:)?Ntry>",
    ),
)
MOST_BYTES = 64 * 2**20


class BankFile(Kind):
    slug = "bank-file"
    name = "Bank statement"
    title, instead = _bank.TITLE, _bank.INSTEAD

    def of_bytes(self, source: Source) -> str | None:
        """By how it begins."""
        head = source.head.removeprefix(codecs.BOM_UTF8).replace(b"\r", b"")
        for name, beginning, sign, transaction in FORMATS:
            if sign in head and beginning.match(head):
                data = source.first(MOST_BYTES).replace(b"\r", b"")
                count = len(re.findall(transaction, data))
                return f"This is a bank statement ({name}) with {counted(count, 'transaction')}, not bets."
        return None


KIND = BankFile()
