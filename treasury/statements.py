"""A mirror account seen from both sides: what the journal holds, and what the bookmaker says it holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ledger.balances import balances
from ledger.models import Account, Movement
from ledger.statement import StatementRow
from treasury.models import ProvedSpan, StatementLine


@dataclass(frozen=True, slots=True)
class Standing:
    """An account, its balance in the journal, the bookmaker's newest stated balance and its time (None without one).

    opening_micro is what the bookmaker says was there before the first row we know.
    """

    account: Account
    journal_micro: int
    stated_micro: int | None = None
    stated_at: datetime | None = None
    opening_micro: int | None = None

    @property
    def difference_micro(self) -> int | None:
        """Stated less journal: what the files do not explain; None where the bookmaker states no balance."""
        return None if self.stated_micro is None else self.stated_micro - self.journal_micro

    @property
    def is_opening(self) -> bool:
        """Whether the difference is just what was there before the files begin."""
        return bool(self.difference_micro) and self.difference_micro == self.opening_micro


@dataclass(frozen=True, slots=True)
class Entry:
    """A movement with the statement line it came from, or the id of the bet whose result it is, if any."""

    row: StatementRow
    line: StatementLine | None
    bet_id: int | None = None

    @property
    def difference_micro(self) -> int | None:
        """The balance the bookmaker states after this row less the journal's; None where it states none."""
        if self.line is None or self.line.balance_micro is None or self.row.reverses_id is not None:
            return None
        return self.line.balance_micro - self.row.balance_micro


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
    spans = ProvedSpan.objects.visible_to(user).filter(account=account)
    first, last = spans.filter(position=0).first(), spans.order_by("-position").first()
    if first is None or last is None:
        return Standing(account, journal_micro)
    return Standing(account, journal_micro, last.closing_micro, last.last_at, first.missing_micro)


def with_lines(user: Any, rows: Iterable[StatementRow]) -> list[Entry]:
    """Each movement with what it came from, by the journal key: `line:<id>:...` or `bet:<id>:...`.

    A reversal comes from what the movement it reverses came from.
    """
    listed = list(rows)
    keys = _keys_of_origins(listed)
    line_ids = {row.id: _numbered(keys[row.id], "line") for row in listed}
    found = StatementLine.objects.visible_to(user).in_bulk([pk for pk in line_ids.values() if pk])
    return [
        Entry(row, found.get(line_ids[row.id] or 0), bet_id=_numbered(keys[row.id], "bet")) for row in listed
    ]


def _keys_of_origins(rows: Iterable[StatementRow]) -> dict[int, str]:
    listed = list(rows)
    reversed_ids = [row.reverses_id for row in listed if row.reverses_id]
    originals = dict(Movement.objects.filter(pk__in=reversed_ids).values_list("pk", "key"))
    return {row.id: originals.get(row.reverses_id or 0, row.key) for row in listed}


def _numbered(key: str, kind: str) -> int | None:
    """The id in a journal key of this kind."""
    parts = key.split(":")
    return int(parts[1]) if len(parts) == 4 and parts[0] == kind and parts[1].isdigit() else None
