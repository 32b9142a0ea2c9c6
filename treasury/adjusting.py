"""Enter money that no row explains into the journal, and take it back: only ever because a person says so."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from ledger.chart import BOOKMAKER_SORTS, ensure_account
from ledger.errors import UnknownAccount
from ledger.models import Account, Movement
from ledger.posting import Posting, post_event, reverse
from treasury import personal_breaks
from treasury.errors import DifferenceChanged, NothingToAdjust, ReasonMissing, RecordedAlready
from treasury.models import Adjustment, ProvedSpan, Sort
from web.clock import now
from web.context import acting_as, alone

KEY = "adjustment:{token}"
A_MOMENT = timedelta(microseconds=1)


def record_missing(
    *, user: Any, account_id: int, before_line: int, amount_micro: int, note: str, token: UUID
) -> Adjustment:
    """Enter what is missing before a span (its first row is `before_line`): an opening balance, or missing rows.

    It takes effect right before that row. `amount_micro` is what the person was shown: raises DifferenceChanged when
    it is something else by now. The same token again finds what the first call wrote.
    """
    with acting_as(user), transaction.atomic():
        alone(user.pk)
        span = ProvedSpan.objects.visible_to(user).filter(account=account_id, first_line=before_line).first()
        known = Adjustment.objects.visible_to(user).filter(transaction__key=KEY.format(token=token)).first()
        if known is not None:
            return known
        if span is None or span.missing_micro != amount_micro or not amount_micro:
            raise DifferenceChanged
        if _live(user).filter(account=account_id, before_line=before_line).exists():
            raise RecordedAlready
        return _write(
            user,
            Adjustment(
                sort=Sort.GAP if span.position else Sort.OPENING,
                account_id=account_id,
                amount_micro=amount_micro,
                effective_at=span.first_at - A_MOMENT,
                before_line_id=before_line,
                note=note,
            ),
            token,
        )


def record_other(
    *, user: Any, account_id: int, amount_micro: int, effective_at: datetime, note: str, token: UUID
) -> Adjustment:
    """Enter an amount of the person's own. Raises NothingToAdjust or ReasonMissing."""
    if not amount_micro:
        raise NothingToAdjust
    if not note.strip():
        raise ReasonMissing
    with acting_as(user), transaction.atomic():
        alone(user.pk)
        known = Adjustment.objects.visible_to(user).filter(transaction__key=KEY.format(token=token)).first()
        return known or _write(
            user,
            Adjustment(
                sort=Sort.OTHER,
                account_id=account_id,
                amount_micro=amount_micro,
                effective_at=effective_at,
                note=note.strip(),
            ),
            token,
        )


def take_back(*, user: Any, adjustment_id: int) -> bool:
    """Reverse an adjustment in the journal. False when that was done before."""
    with acting_as(user), transaction.atomic():
        alone(user.pk)
        live = _live(user).filter(pk=adjustment_id)
        found = live.first()
        if found is None or not live.update(reversed_at=now()):
            return False
        for movement in Movement.objects.visible_to(user).filter(transaction=found.transaction_id):
            reverse(movement)
        personal_breaks.refresh(found.account_id)
        return True


def adjustments(user: Any, account: Account | int) -> Sequence[Adjustment]:
    """All of an account, the newest effect first, those taken back among them."""
    return list(Adjustment.objects.visible_to(user).filter(account=account))


def _live(user: Any) -> Any:
    return Adjustment.objects.visible_to(user).live()


def _write(user: Any, adjustment: Adjustment, token: UUID) -> Adjustment:
    book = Account.objects.visible_to(user).coded("book").filter(pk=adjustment.account_id).first()
    if book is None:
        raise UnknownAccount(f"There is no account {adjustment.account_id} with a bookmaker.")
    slug = book.code.partition(":")[2]
    other = ensure_account(
        owner=user,
        code=f"adjust:{slug}",
        currency=book.currency,
        name=f"{book.name}: {BOOKMAKER_SORTS['adjust'][1]}",
    )
    debit, credit = (book, other) if adjustment.amount_micro > 0 else (other, book)
    posting = Posting(
        debit_id=debit.pk,
        credit_id=credit.pk,
        amount_micro=abs(adjustment.amount_micro),
        currency=book.currency,
        kind="opening" if adjustment.sort == Sort.OPENING else "adjustment",
        key=f"{KEY.format(token=token)}:cash",
        effective_at=adjustment.effective_at,
    )
    key = KEY.format(token=token)
    written = post_event(kind=posting.kind, key=key, effective_at=adjustment.effective_at, postings=[posting])
    adjustment.owner = user
    adjustment.transaction_id = written.id
    adjustment.created_at = now()
    adjustment.save()
    personal_breaks.refresh(book.pk)
    return adjustment
