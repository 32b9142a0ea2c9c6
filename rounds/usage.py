"""How much of a person's limits rounds have used: what accounts.protection asks this room."""

from datetime import datetime

from django.db.models import Sum

from accounts.models import LimitKind, User
from rounds.models import PaidAs, Payout, Wager


def wagered_micro(user: User, act: str, currency: str, since: datetime, using: str) -> int:
    """Micro-units wagered since then, refunds left out; for losses less what those wagers brought back."""
    if act not in (LimitKind.WAGER, LimitKind.LOSS):
        return 0
    wagers = (
        Wager.objects.using(using).visible_to(user).filter(round__currency=currency, placed_at__gte=since)
    )
    wagered = int(wagers.aggregate(sum=Sum("amount_micro"))["sum"] or 0)
    back = Payout.objects.using(using).visible_to(user).filter(wager__in=wagers.values("pk"))
    if act == LimitKind.WAGER:
        back = back.filter(paid_as=PaidAs.REFUND)
    return wagered - int(back.aggregate(sum=Sum("amount_micro"))["sum"] or 0)
