"""Sources, closes and sayings of tests."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from accounts.tests.factories import create_user
from markets.models import Close
from rounds.models import Adapter, Round, Source
from rounds.tests.factories import nasdaq
from web.clock import now

DAY = date(2026, 3, 4)  # a Wednesday: 14:30 to 21:00 UTC
BEFORE, AFTER = date(2026, 3, 3), date(2026, 3, 5)


def source(name: str, adapter: str = Adapter.MANUAL, *, rank: int = 2, **settings: Any) -> Source:
    return Source.objects.using("staff").create(
        instrument=nasdaq(), name=name, adapter=adapter, rank=rank, settings=settings
    )


def retire(name: str) -> None:
    """Take a source out of use, now."""
    Source.objects.using("staff").enabled().filter(name=name).update(disabled_at=now())


def told(
    close: str, *, day: date = DAY, vendor: str = "fred", revision: int = 1, is_final: bool = True,
    published_at: datetime | None = None,
) -> Close:  # fmt: skip
    """The price table takes a close in, now."""
    return Close.objects.using("staff").create(
        instrument=nasdaq(),
        session=day,
        source=vendor,
        revision=revision,
        close=Decimal(close),
        is_final=is_final,
        published_at=published_at,
    )


def sayer(name: str) -> Any:
    """One of the staff who may say closes (and answer disputes)."""
    return create_user(email=f"{name}@example.com", is_staff=True, is_superuser=True)


def again(one: Round) -> Round:
    """As it is now."""
    return Round.objects.using("staff").select_related("instrument").get(pk=one.pk)
