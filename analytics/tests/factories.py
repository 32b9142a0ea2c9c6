"""Files and transfers for tests, put through the real pipeline and posted to the journal."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from bets.tests.factories import START
from imports import intake, pipeline
from imports.models import Upload
from ledger.chart import bookmaker_accounts
from ledger.models import Movement
from ledger.posting import Posting, post
from web.context import acting_as


def create_transfer(
    *,
    owner: Any,
    amount: str = "100",
    kind: str = "deposit",
    at: datetime = START,
    bookmaker: str = "sportsbet",
    currency: str = "AUD",
) -> None:
    """One movement between a bookmaker's account and outside; `amount` as money ("12.50")."""
    with acting_as(owner):
        book = bookmaker_accounts(owner=owner, slug=bookmaker, name=bookmaker.title(), currency=currency)
        ways = (book["book"].pk, book["outside"].pk)
        debit, credit = ways if kind != "withdrawal" else ways[::-1]
        post(
            Posting(
                debit_id=debit,
                credit_id=credit,
                amount_micro=int(Decimal(amount) * 1_000_000),
                currency=currency,
                kind=kind,
                key=f"line:{900_000 + owner.pk * 10_000 + Movement.objects.count()}:cash:r1",
                effective_at=at,
            )
        )


def import_file(owner: Any, content: bytes) -> Upload:
    """A file sent and imported; the finished upload."""
    upload = intake.receive(user=owner, filename="export.csv", chunks=[content])
    pipeline.run(upload_id=upload.pk, user_id=owner.pk, attempt=upload.attempt)
    with acting_as(owner):
        return Upload.objects.get(pk=upload.pk)
