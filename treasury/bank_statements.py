"""Bring a bank's statement into an account of the house: all of it or nothing, and each line once over all files."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connections, transaction

from accounts.audit import record
from ledger.models import Account
from treasury.bank_csv import BankFile, BankRow, read
from treasury.errors import StatementRefused
from treasury.house import STAFF, source_of
from treasury.models import HouseLine, LineKind, Source, Statement, StatementLine
from treasury.reconciliation import LOCK
from web.clock import now

END_OF_DAY = timedelta(days=1) - timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file brought: rows = new + known. `is_known`: these very bytes were taken before."""

    statement: Statement
    rows: int
    new: int
    is_known: bool = False

    @property
    def known(self) -> int:
        """Rows an earlier statement had told."""
        return self.rows - self.new


def import_statement(
    *, account: Account, content: bytes, name: str, by: Any = None, using: str = STAFF
) -> Taken:
    """Take a CSV file. Raises StatementRefused, whose args after the sentence are the errors by line."""
    if source_of(account) != Source.BANK:
        raise StatementRefused("Statements are imported into an account with a bank.")
    file = read(content, currency=account.currency)
    if file.errors:
        raise StatementRefused(
            "Nothing was imported. " + " ".join(str(error) for error in file.errors), *file.errors
        )
    with transaction.atomic(using=using):
        with connections[using].cursor() as cursor:
            cursor.execute(LOCK, [account.pk])
        found = Statement.objects.using(using).filter(account=account, sha256=file.sha256).first()
        if found is not None:
            return Taken(found, rows=len(file.rows), new=0, is_known=True)
        return _write(account, file, name, by, using)


def _write(account: Account, file: BankFile, name: str, by: Any, using: str) -> Taken:
    lines = StatementLine.objects.using(using)
    keys = [row.key for row in file.rows]
    known = set(lines.filter(account=account, key__in=keys).values_list("key", flat=True))
    new = [row for row in file.rows if row.key not in known]
    statement = Statement(
        account=account,
        source=Source.BANK,
        name=name[:200],
        sha256=file.sha256,
        first_at=file.rows[0].at,
        last_at=file.rows[-1].at + END_OF_DAY,
        opening_micro=file.opening_micro,
        closing_micro=file.closing_micro,
        rows=len(file.rows),
        new_rows=len(new),
        uploaded_by_id=None if by is None else by.pk,
        created_at=now(),
    )
    statement.save(using=using)
    made = lines.bulk_create([_line(account, row) for row in new], batch_size=1000)
    HouseLine.objects.using(using).bulk_create(
        [
            HouseLine(
                line=line,
                account=account,
                statement=statement,
                reference=row.reference,
                changed_at=now(),
            )
            for line, row in zip(made, new, strict=True)
        ],
        batch_size=1000,
    )
    if by is not None:
        detail = {"name": statement.name, "sha256": file.sha256, "rows": len(file.rows), "new": len(new)}
        record(actor=by, act="statement.import", subject=statement, detail=detail, using=using)
    return Taken(statement, rows=len(file.rows), new=len(new))


def _line(account: Account, row: BankRow) -> StatementLine:
    return StatementLine(
        owner=None,
        account=account,
        key=row.key,
        kind=LineKind.DEPOSIT if row.amount_micro > 0 else LineKind.WITHDRAWAL,
        occurred_at=row.at,
        currency=account.currency,
        amount_micro=row.amount_micro,
        balance_micro=row.balance_micro,
        description=row.description,
        as_of=now(),
    )
