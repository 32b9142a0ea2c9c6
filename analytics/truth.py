"""The truth card: what went in, what came out, what it cost, and what the winning slips alone would suggest."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Min, Q, Sum

from analytics.figures import Figures
from analytics.filters import Filter
from analytics.measures import ratio
from imports.models import BalanceBreak, ProofStatus, State, Upload

WEEK = Decimal(7)
CENT = 10_000


@dataclass(frozen=True, slots=True)
class Truth:
    """One currency's story between the first and the last bet."""

    figures: Figures
    first: date
    last: date
    slips_micro: int
    slips: int

    @property
    def weeks(self) -> Decimal:
        """Weeks from the first to the last bet's day, at least one."""
        return max(Decimal((self.last - self.first).days + 1) / WEEK, Decimal(1))

    @property
    def weekly_micro(self) -> int:
        """Profit a week in micro-units, to the nearest cent."""
        return int((self.figures.profit_micro / self.weeks / CENT).to_integral_value()) * CENT

    @property
    def weekly_cost_micro(self) -> int:
        """The size of it."""
        return abs(self.weekly_micro)

    @property
    def cost_micro(self) -> int:
        """The size of the profit or loss."""
        return abs(self.figures.profit_micro)

    @property
    def is_loss(self) -> bool:
        return self.figures.profit_micro < 0

    @property
    def has_cash(self) -> bool:
        """Do the files tell of deposits or withdrawals?"""
        return bool(self.figures.deposits_micro or self.figures.withdrawals_micro)

    @property
    def share_lost(self) -> Decimal | None:
        """Lost bets among won and lost."""
        return ratio(self.figures.lost, self.figures.won + self.figures.lost)

    @property
    def share_of_deposits(self) -> Decimal | None:
        """The loss as a share of what was put in."""
        return ratio(-self.figures.profit_micro, self.figures.deposits_micro) if self.is_loss else None


@dataclass(frozen=True, slots=True)
class ProofSummary:
    """What the balance proofs of all finished uploads say together."""

    proved_rows: int
    proved_files: int
    broken_files: int
    breaks: int
    first_broken: int | None


def truths(user: Any, asked: Filter, zone: ZoneInfo, totals: list[Figures]) -> list[Truth]:
    """A story for each currency with settled bets, in the order of `totals`."""
    rows = (
        asked.bets(user, zone)
        .settled()
        .values("currency")
        .annotate(
            first=Min("placed_at"),
            last=Max("settled_at"),
            slips_micro=Sum("profit_micro", filter=Q(profit_micro__gt=0)),
            slips=Count("pk", filter=Q(profit_micro__gt=0)),
        )
        .order_by()
    )
    told = {row["currency"]: row for row in rows}
    return [
        Truth(
            figures,
            _day(told[figures.currency]["first"], zone),
            _day(told[figures.currency]["last"], zone),
            told[figures.currency]["slips_micro"] or 0,
            told[figures.currency]["slips"],
        )
        for figures in totals
        if figures.currency in told
    ]


def proof_summary(user: Any) -> ProofSummary:
    """What the proofs of the person's finished uploads say together; a file sent twice counts once."""
    done = Upload.objects.visible_to(user).filter(state=State.PROCESSED)
    broken = done.filter(proof_status=ProofStatus.BROKEN)
    proved = done.filter(proof_status=ProofStatus.PROVED).order_by("sha256", "-pk").distinct("sha256")
    rows = list(proved.values_list("proof_rows", flat=True))
    return ProofSummary(
        proved_rows=sum(rows),
        proved_files=len(rows),
        broken_files=broken.count(),
        breaks=BalanceBreak.objects.filter(upload__in=broken).count(),
        first_broken=broken.order_by("-pk").values_list("pk", flat=True).first(),
    )


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
