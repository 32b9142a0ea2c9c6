"""What the chain says of the house's account: its transfers as statement lines, and its balance as a statement.

The chain adapter calls this under the staff role. A transfer is one line whatever is repeated; one that the chain takes
back (a reorganisation) keeps its line, set aside, and the reconciliation says what the journal still holds of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal

from django.db import transaction

from ledger.models import Account
from treasury.errors import LineConflict
from treasury.house import STAFF
from treasury.models import HouseLine, LineKind, Source, State, Statement, StatementLine
from web.clock import now

REORGED = "The chain took it back."


@dataclass(frozen=True, slots=True)
class ChainLine:
    """One transfer. `amount_micro` above zero, `direction` seen from the house; `at` is the block's time, aware.

    `reference`: the key of the movement it belongs to, where the adapter knows it (a withdrawal).
    """

    tx_hash: str
    log_index: int
    amount_micro: int
    address: str
    at: datetime
    direction: Literal["in", "out"]
    reference: str = ""

    @property
    def key(self) -> str:
        """The identity of the transfer: one hash is one, however it is written."""
        return f"{self.tx_hash.lower()}:{self.log_index}"

    @property
    def effect_micro(self) -> int:
        """Signed: above zero into the house's account."""
        return self.amount_micro if self.direction == "in" else -self.amount_micro


def record_chain_lines(account: Account, lines: Sequence[ChainLine], *, using: str = STAFF) -> int:
    """Write the lines that are not known yet; how many. One taken back before that is there again lives on.

    Raises LineConflict when a known one has another amount: then nothing is written.
    """
    with transaction.atomic(using=using):
        told = {line.key: line for line in lines}
        known = dict(
            StatementLine.objects.using(using)
            .filter(account=account, key__in=list(told))
            .values_list("key", "amount_micro")
        )
        for key, micro in known.items():
            if told[key].effect_micro != micro:
                raise LineConflict
        made = [_line(account, line) for key, line in told.items() if key not in known]
        StatementLine.objects.using(using).bulk_create(made)
        HouseLine.objects.using(using).bulk_create([_fate(row, told[row.key]) for row in made])
        HouseLine.objects.using(using).filter(
            account=account, line__key__in=list(known), state=State.IGNORED, reason=REORGED
        ).update(state=State.IMPORTED, reason="", changed_at=now())
    return len(made)


def take_back_chain_lines(account: Account, keys: Sequence[tuple[str, int]], *, using: str = STAFF) -> int:
    """Set aside transfers (hash, index) that are no longer on the chain; how many that changed."""
    wanted = [f"{tx_hash.lower()}:{log_index}" for tx_hash, log_index in keys]
    live = HouseLine.objects.using(using).filter(account=account, line__key__in=wanted)
    open_states = [State.IMPORTED, State.UNMATCHED, State.MATCHED]
    with transaction.atomic(using=using):
        live.filter(state=State.RECONCILED).update(state=State.MATCHED, changed_at=now())
        return live.filter(state__in=open_states).update(
            state=State.IGNORED, reason=REORGED, changed_at=now()
        )


def record_chain_balance(
    account: Account, *, balance_micro: int, at: datetime, block: int, using: str = STAFF
) -> Statement:
    """What the chain says the house has after a block: a statement from the last one to this one. Once per block."""
    name = f"Block {block}"
    digest = sha256(f"{account.pk}:{block}:{balance_micro}".encode()).hexdigest()
    statements = Statement.objects.using(using).filter(account=account)
    with transaction.atomic(using=using):
        if found := statements.filter(sha256=digest).first():
            return found
        before = statements.filter(last_at__lt=at).order_by("-last_at").first()
        lines = HouseLine.objects.using(using).filter(account=account, line__occurred_at__lte=at)
        lines = lines.exclude(state=State.IGNORED, reason=REORGED)
        if before is not None:
            lines = lines.filter(line__occurred_at__gt=before.last_at)
        moved = sum(micro or 0 for micro in lines.values_list("line__amount_micro", flat=True))
        first = lines.order_by("line__occurred_at").values_list("line__occurred_at", flat=True).first()
        made = Statement(
            account=account,
            source=Source.CHAIN,
            name=name,
            sha256=digest,
            first_at=first or at,
            last_at=at,
            opening_micro=balance_micro - moved,
            closing_micro=balance_micro,
            rows=len(lines),
            new_rows=len(lines),
            created_at=now(),
        )
        made.save(using=using)
    return made


def _line(account: Account, line: ChainLine) -> StatementLine:
    return StatementLine(
        owner=None,
        account=account,
        key=line.key,
        kind=LineKind.DEPOSIT if line.direction == "in" else LineKind.WITHDRAWAL,
        occurred_at=line.at,
        currency=account.currency,
        amount_micro=line.effect_micro,
        description=line.address,
        as_of=now(),
    )


def _fate(row: StatementLine, line: ChainLine) -> HouseLine:
    return HouseLine(
        line=row,
        account_id=row.account_id,
        reference=line.reference,
        tx_hash=line.tx_hash.lower(),
        log_index=line.log_index,
        address=line.address,
        changed_at=now(),
    )
