"""The accounts a file is about: one book per bookmaker and currency, with its nine accounts in the ledger."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from django.db import connection
from django.utils.text import slugify

from bets.models import Bookmaker
from imports.staging import make_table
from ledger import chart
from ledger.chart import BOOKMAKER_SORTS

UNNAMED = "Bookmaker"
CHART = dict.fromkeys(BOOKMAKER_SORTS, "bigint") | {"currency": "text"}


@dataclass(frozen=True)
class Book:
    """A bookmaker in one currency: the bookmaker's row and the ids of the accounts by sort."""

    bookmaker_id: int
    bookmaker: str
    currency: str
    accounts: dict[str, int]

    @property
    def account_id(self) -> int:
        """The mirror of the bookmaker's cash."""
        return self.accounts["book"]


class Books:
    """All books of a file, made when missing."""

    def __init__(self, owner: Any, frames: list[pd.DataFrame]) -> None:
        self.owner = owner
        self._codes: dict[tuple[str, str], int] = {}
        pairs = pd.concat([frame[["bookmaker", "currency"]].drop_duplicates() for frame in frames])
        wanted = sorted(
            {(str(name or UNNAMED), str(currency)) for name, currency in pairs.itertuples(index=False)}
        )
        self._books = {pair: self._book(*pair) for pair in wanted}

    def __iter__(self) -> Any:
        return iter(self._books.values())

    @property
    def account_ids(self) -> list[int]:
        """The cash accounts, sorted."""
        return sorted({book.account_id for book in self._books.values()})

    def assign(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The frame with the columns account_id and bookmaker_id."""
        if not len(frame):
            return frame.assign(account_id=pd.Series(dtype="int64"), bookmaker_id=pd.Series(dtype="int64"))
        if len(self._books) == 1:
            (book,) = self._books.values()
            return frame.assign(account_id=book.account_id, bookmaker_id=book.bookmaker_id)
        codes, books = self._of_rows(frame)
        return frame.assign(
            account_id=np.array([book.account_id for book in books])[codes],
            bookmaker_id=np.array([book.bookmaker_id for book in books])[codes],
        )

    def _of_rows(self, frame: pd.DataFrame) -> tuple[np.ndarray, list[Book]]:
        """The distinct books of a frame, and which of them each row is of."""
        names, name_of = _distinct(frame["bookmaker"], UNNAMED)
        currencies, currency_of = _distinct(frame["currency"], None)
        codes, pairs = pd.factorize(names * len(currency_of) + currencies)
        parted = (divmod(pair, len(currency_of)) for pair in pairs.tolist())
        return codes, [self._books[name_of[name], currency_of[currency]] for name, currency in parted]

    def _book(self, name: str, currency: str) -> Book:
        bookmaker = _bookmaker(self.owner, name)
        accounts = chart.bookmaker_accounts(
            owner=self.owner, slug=bookmaker.slug, name=bookmaker.name, currency=currency
        )
        ids = {sort: account.pk for sort, account in accounts.items()}
        return Book(bookmaker.pk, bookmaker.name, currency, ids)


def _distinct(column: pd.Series, missing: str | None) -> tuple[np.ndarray, list[str]]:
    """Which of a column's distinct texts each row has, `missing` where it has none; and those texts."""
    codes, texts = pd.factorize(column.to_numpy(dtype=object))
    return np.where(codes < 0, len(texts), codes), [*map(str, texts), str(missing)]


def stage_chart(books: list[dict[str, Any]]) -> None:
    """The temporary table imp_chart: for each cash account the accounts beside it."""
    make_table("imp_chart", CHART)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO imp_chart ({', '.join(CHART)}) VALUES ({', '.join(['%s'] * len(CHART))})",  # noqa: S608
            [[book[column] for column in CHART] for book in books],
        )
        cursor.execute("ANALYZE pg_temp.imp_chart")


def chart_rows(account_ids: list[int]) -> list[dict[str, Any]]:
    """The rows of imp_chart for cash accounts that exist."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT b.id, b.currency, split_part(a.code, ':', 1), a.id FROM ledger_account b"
            " JOIN ledger_account a ON a.owner_id = b.owner_id AND a.currency = b.currency"
            "  AND split_part(a.code, ':', 2) = split_part(b.code, ':', 2)"
            " WHERE b.id = ANY (%s)",
            [account_ids],
        )
        found: dict[int, dict[str, Any]] = {}
        for book, currency, sort, account in cursor.fetchall():
            found.setdefault(book, {"currency": currency})[sort] = account
    return list(found.values())


def _bookmaker(owner: Any, name: str) -> Bookmaker:
    """The bookmaker everybody knows by this name, else the person's own, made when missing."""
    slug = slugify(name)[:80] or slugify(UNNAMED)
    known = Bookmaker.objects.visible_to(owner).filter(slug=slug).order_by("owner_id")
    found = known.filter(owner=None).first() or known.first()
    if found is None:
        Bookmaker.objects.bulk_create(
            [Bookmaker(owner=owner, slug=slug, name=name[:120])], ignore_conflicts=True
        )
        found = known.get()
    return found
