"""What both programs are told of a person's journal, read in one snapshot."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from django.db import connections, transaction
from django.db.models import Q

from ledger.balances import TrialRow, trial_balance
from ledger.models import Movement
from ledger.plaintext.names import account_names, commodity_names, elsewhere
from web.context import acting_as

AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A movement: `amount_micro` out of `credit` into `debit` (names as the programs take them)."""

    on: date
    at: datetime
    kind: str
    key: str
    event: int | None
    debit: str
    credit: str
    amount_micro: int
    commodity: str


@dataclass(frozen=True, slots=True)
class Closing:
    """What one account has of one currency after all entries."""

    account: str
    code: str
    name: str
    currency: str
    commodity: str
    balance_micro: int


class Book:
    """The person's accounts, their balances and their movements. Use it inside open_book()."""

    def __init__(self, user: Any, *, zone: tzinfo, using: str) -> None:
        self.zone, self.using = zone, using
        self.rows: list[TrialRow] = trial_balance(owner=user, using=using)
        self.names = account_names((row.kind, row.code) for row in self.rows)
        mine = [row.account_id for row in self.rows]
        self.movements = Movement.objects.using(using).filter(Q(debit__in=mine) | Q(credit__in=mine))
        currencies = {row.currency for row in self.rows}
        self.commodities = commodity_names(currencies)
        self.by_id = {row.account_id: self.names[row.kind, row.code] for row in self.rows}
        first = self.movements.order_by("effective_at").values_list("effective_at", flat=True).first()
        last = self.movements.order_by("-effective_at").values_list("effective_at", flat=True).first()
        self.first_on = self._day(first) if first else date(1970, 1, 1)
        self.after_on = (self._day(last) if last else self.first_on) + timedelta(days=1)

    def closings(self) -> list[Closing]:
        """Every account of the person with its kept balance, by name and currency."""
        closings = [
            Closing(
                self.names[row.kind, row.code],
                row.code,
                row.name,
                row.currency,
                self.commodities[row.currency],
                row.balance_micro,
            )
            for row in self.rows
        ]
        return sorted(closings, key=lambda one: (one.account, one.commodity))

    def entries(self) -> Iterator[Entry]:
        """Every movement in the order of time."""
        rows = self.movements.order_by("effective_at", "id").values_list(
            "effective_at",
            "kind",
            "key",
            "transaction_id",
            "debit_id",
            "credit_id",
            "amount_micro",
            "currency",
        )
        for at, kind, key, event, debit, credit, amount_micro, currency in rows.iterator(chunk_size=AT_ONCE):
            yield Entry(
                self._day(at),
                at,
                kind,
                key,
                event,
                self._name(debit),
                self._name(credit),
                amount_micro,
                self.commodities[currency],
            )

    def strangers(self) -> list[str]:
        """The names of the accounts on the other side that are not the person's."""
        sides = self.movements.values_list("debit_id", "credit_id").distinct()
        ids = {account_id for pair in sides for account_id in pair} - self.by_id.keys()
        return [elsewhere(account_id) for account_id in sorted(ids)]

    def _name(self, account_id: int) -> str:
        return self.by_id.get(account_id) or elsewhere(account_id)

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()


@contextmanager
def open_book(user: Any, *, zone: tzinfo | None = None, using: str = "default") -> Iterator[Book]:
    """The book of `user` as it is at this moment: entries and balances agree, whatever is posted meanwhile.

    `zone` decides on which day an entry falls (UTC unless given).
    """
    is_outermost = not connections[using].in_atomic_block
    with transaction.atomic(using=using):
        if is_outermost:
            with connections[using].cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        with acting_as(user, using=using):
            yield Book(user, zone=zone or UTC, using=using)


def tidy(text: str) -> str:
    """On one line: control characters and line separators become spaces."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
