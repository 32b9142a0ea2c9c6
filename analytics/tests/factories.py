"""Files and transfers for tests, put through the real pipeline and posted to the journal."""

from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from bets.models import Bet, Status
from bets.tests.factories import START, create_bet
from imports import intake, pipeline
from imports.models import BetTelling, Row, Upload
from ledger.chart import bookmaker_accounts
from ledger.models import Movement
from ledger.posting import Posting, post
from web.context import acting_as

TOLD = [
    "account_id", "bookmaker_id", "currency", "structure", "side", "bonus", "placed_at", "stake_micro",
    "at_risk_micro", "odds", "selection", "legs_count", "commission_micro",
]  # fmt: skip


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


def create_told_bet(*, owner: Any, **more: Any) -> Bet:
    """A bet as create_bet() makes it, and an upload whose file tells it so: what is said of it later is weighed against
    that. What a rule concluded, the file leaves undecided."""
    bet = create_bet(owner=owner, **more)
    digest = sha256(f"told {bet.pk}".encode()).hexdigest()
    with acting_as(owner):
        telling = BetTelling.objects.create(
            owner=owner,
            bet_id=bet.pk,
            ref=bet.ref,
            digest=bet.pk,
            format="pikkit",
            from_lines=False,
            cash_in_lines=False,
            status=Status.UNDECIDED if bet.is_decided_by_rule else bet.status,
            **{name: getattr(bet, name) for name in TOLD},
        )
        upload = Upload.objects.create(
            owner=owner, filename="told.csv", sha256=digest, size=1, state="processed", format="pikkit",
            accounts=[bet.account_id], rows_read=1, inserted=1,
        )  # fmt: skip
        Row.objects.create(
            upload=upload, owner=owner, number=2, line_id=0, fate="inserted", telling_id=telling.pk
        )
    return bet
