"""Setting, lowering, raising and removing limits. What counts as more, and how long it waits, the database decides."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import DateTimeField, Func

from accounts.errors import LimitSame, LimitWaits
from accounts.models import Limit, User
from accounts.protection.gate import lock
from web.clock import now
from web.context import acting_as


def set_limit(
    *, user: User, kind: str, period: str, currency: str, amount_micro: int | None, using: str = "default"
) -> Limit:
    """Ask for a limit in micro-units; None asks for none any more.

    A first limit or a lower one is in force when this returns (`confirmed_at` is set, a pending raise is dropped); a
    higher one, or none, may be confirmed from `effective_at` on. Raises LimitSame when nothing would change.
    """
    with acting_as(user, using=using):
        lock(user, using=using)
        same = {"kind": kind, "period": period, "currency": currency}
        present = Limit.objects.using(using).visible_to(user).filter(**same).in_force().first()
        if amount_micro == (present.amount_micro if present else None):
            raise LimitSame
        asked = Limit(
            owner=user,
            amount_micro=amount_micro,
            time_zone=user.time_zone,
            effective_at=now() + timedelta(hours=settings.LIMIT_RAISE_HOURS),
            **same,
        )
        asked.save(using=using, force_insert=True)
        asked.refresh_from_db(using=using)
        return asked


def confirm_raise(*, user: User, limit: Limit, using: str = "default") -> None:
    """Say yes again, when the wait is over. Raises LimitWaits before, or when it is no longer pending."""
    with acting_as(user, using=using):
        due = _pending(user, limit, using).filter(effective_at__lte=_database_now())
        if due.update(confirmed_at=_database_now()) != 1:
            raise LimitWaits


def cancel_raise(*, user: User, limit: Limit, using: str = "default") -> None:
    """Drop a pending raise: what is in force stays. Dropping it twice changes nothing."""
    with acting_as(user, using=using):
        _pending(user, limit, using).update(cancelled_at=_database_now())


def _pending(user: User, limit: Limit, using: str) -> Any:
    return Limit.objects.using(using).visible_to(user).pending().filter(pk=limit.pk)


def _database_now() -> Func:
    return Func(function="betsite_now", output_field=DateTimeField())
