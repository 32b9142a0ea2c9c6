"""Rounds with wagers for tests: opened, wagered on and moved through time by the verbs people use."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.db import connections

from ledger.posting import Posting, post
from markets.models import Close, Instrument
from rounds import opening, wagering
from rounds.models import Round, Wager
from treasury.wallet import house, wallet
from web import clock

CURRENCY = "USDC"
REFERENCE = Decimal("23639.08")


def nasdaq() -> Instrument:
    """The instrument of the rounds."""
    return Instrument.objects.using("staff").get(slug="nasdaq-composite")


def utc(text: str) -> datetime:
    """An aware moment ("2025-03-07 21:00")."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def open_now(*, reference: Decimal = REFERENCE) -> Round:
    """The next round there can be, against a close that is given."""
    return opening.open_round(instrument=nasdaq(), reference=reference)


def fund(user: Any, micro: int) -> None:
    """Put micro-units of USDC into the person's wallet, as a bank deposit does."""
    posting = Posting(
        debit_id=wallet(user.pk, CURRENCY, using="staff").pk,
        credit_id=house("bank", CURRENCY).pk,
        amount_micro=micro,
        currency=CURRENCY,
        kind="deposit",
        key=f"test:fund:{uuid4()}",
        effective_at=clock.now(),
    )
    post(posting, using="staff")


def wager(user: Any, one: Round, side: str, micro: int, **more: Any) -> Wager:
    """A wager by the verb."""
    token = more.pop("token", None) or uuid4()
    return wagering.place(user=user, round_id=one.pk, side=side, amount_micro=micro, token=token)


def after(moment: datetime, **more: int) -> datetime:
    """So much later."""
    return moment + timedelta(**more)


def publish(session: date, close: Decimal | str, *, is_final: bool = True) -> Close:
    """The price table gets a session's close, told at this moment."""
    with connections["staff"].cursor() as cursor:
        cursor.execute("SELECT markets_close_years(%s)", [[session]])
    before = Close.objects.using("staff").of(nasdaq()).filter(session=session, source="exchange").count()
    told = Close(
        instrument=nasdaq(),
        session=session,
        source="exchange",
        revision=before + 1,
        close=Decimal(close),
        is_final=is_final,
        published_at=clock.now(),
    )
    told.save(using="staff", force_insert=True)
    return told
