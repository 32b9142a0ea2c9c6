"""How much of a person's deposit limit is used: what accounts.protection asks this room."""

from datetime import datetime

from django.db.models import Sum

from accounts.models import LimitKind, User
from treasury.models import Deposit, DepositState


def deposited_micro(user: User, act: str, currency: str, since: datetime, using: str) -> int:
    """Micro-units credited to the person's wallet since then; what the chain took back is left out."""
    if act != LimitKind.DEPOSIT:
        return 0
    credited = Deposit.objects.using(using).visible_to(user).filter(state=DepositState.CREDITED)
    counted = credited.filter(currency=currency, credited_at__gte=since)
    return int(counted.aggregate(sum=Sum("amount_micro"))["sum"] or 0)
