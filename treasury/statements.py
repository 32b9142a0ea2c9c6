"""A mirror account seen from both sides: what the journal holds, and what the bookmaker says it holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ledger.balances import balances
from ledger.models import Account
from ledger.statement import StatementRow
from treasury.models import StatementLine


@dataclass(frozen=True, slots=True)
class Standing:
    """An account, its balance in the journal, the bookmaker's newest stated balance and its time (None without one)."""

    account: Account
    journal_micro: int
    stated_micro: int | None = None
    stated_at: datetime | None = None

    @property
    def difference_micro(self) -> int | None:
        """Stated less journal: what the files do not explain; None where the bookmaker states no balance."""
        return None if self.stated_micro is None else self.stated_micro - self.journal_micro


@dataclass(frozen=True, slots=True)
class Entry:
    """A movement with the statement line it came from, if any."""

    row: StatementRow
    line: StatementLine | None


def standings(user: Any) -> list[Standing]:
    """All mirror accounts of a person by name and currency. Call it inside acting_as(user)."""
    accounts = list(
        Account.objects.visible_to(user).filter(code__startswith="book:").order_by("name", "currency")
    )
    held = balances(accounts)
    return [_standing(user, account, held[account.pk]) for account in accounts]


def standing(user: Any, account: Account) -> Standing:
    """One account's."""
    return _standing(user, account, balances([account])[account.pk])


def _standing(user: Any, account: Account, journal_micro: int) -> Standing:
    told = StatementLine.objects.visible_to(user).filter(account=account, balance_micro__isnull=False)
    newest = told.order_by("-occurred_at", "-pk").first()
    if newest is None:
        return Standing(account, journal_micro)
    same = list(told.filter(occurred_at=newest.occurred_at).order_by("pk")[:200])
    return Standing(account, journal_micro, _end_of_chain(same).balance_micro, newest.occurred_at)


def _end_of_chain(lines: list[StatementLine]) -> StatementLine:
    """The last of several rows of one moment: the one whose balance no other row begins with."""
    begun = {line.balance_micro - (line.amount_micro or 0) for line in lines if line.amount_micro}
    ends = [line for line in lines if line.balance_micro not in begun]
    return (ends or lines)[0]


def with_lines(user: Any, rows: Iterable[StatementRow]) -> list[Entry]:
    """Each movement with its statement line, found by the journal key `line:<id>:...`."""
    listed = list(rows)
    wanted = {row.id: _line_id(row.key) for row in listed}
    ids = [pk for pk in wanted.values() if pk is not None]
    found = StatementLine.objects.visible_to(user).in_bulk(ids)
    return [Entry(row, found.get(wanted[row.id] or 0)) for row in listed]


def _line_id(key: str) -> int | None:
    parts = key.split(":")
    return int(parts[1]) if len(parts) == 4 and parts[0] == "line" and parts[1].isdigit() else None
