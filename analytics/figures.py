"""The figures of the overview, of `manage.py figures` and of every break-down: one code, so that they cannot differ.

Profit, turnover and counts are sums over bets (each of which posts its result to the journal); deposits, withdrawals
and balances are sums of journal movements. Nothing is added across currencies.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, DecimalField, F, Q, Sum, Value
from django.db.models.functions import Coalesce

from analytics.columns import sums
from analytics.columns.picked import pick
from analytics.filters import Filter
from analytics.measures import average, bet_yield, strike_rate
from analytics.terms import with_terms
from bets.models import Bonus, Status
from bets.models.states import IS_LOST, IS_VOID, IS_WON, UNSETTLED
from ledger.balances import balances, balances_asof
from ledger.models import CASH_KINDS, Account, Movement

INSTANT = timedelta(microseconds=1)
IN, OUT = CASH_KINDS[:1], CASH_KINDS[1:]
SUMS = {
    "bets": Count("pk"),
    "settled": Count("pk", filter=~Q(status__in=UNSETTLED)),
    "won": Count("pk", filter=IS_WON),
    "lost": Count("pk", filter=IS_LOST),
    "void": Count("pk", filter=IS_VOID),
    "cashed_out": Count("pk", filter=Q(status=Status.CASHED_OUT)),
    "open": Count("pk", filter=Q(status=Status.OPEN)),
    "undecided": Count("pk", filter=Q(status=Status.UNDECIDED)),
    "odds_bets": Count("odds", filter=~Q(status__in=UNSETTLED)),
    "odds_sum": Coalesce(
        Sum("odds", filter=~Q(status__in=UNSETTLED)), Value(Decimal(0), output_field=DecimalField())
    ),
    # before "profit_micro", which would be taken for the sum of that name
    "bonus_profit_micro": Coalesce(Sum("profit_micro", filter=~Q(bonus=Bonus.NONE)), 0),
    "turnover_micro": Coalesce(Sum("turnover_micro"), 0),
    "profit_micro": Coalesce(Sum("profit_micro"), 0),
    "commission_micro": Coalesce(Sum("commission_micro"), 0),
    "undecided_micro": Coalesce(
        Sum(Coalesce("at_risk_micro", "stake_micro"), filter=Q(status=Status.UNDECIDED)), 0
    ),
    "at_stake_micro": Coalesce(Sum("stake_micro", filter=Q(status__in=UNSETTLED)), 0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Sums of some bets in one currency; money in micro-units. Half-won counts as won, half-lost as lost.

    undecided_micro is what undecided bets put at risk.
    bonus_profit is the part of the profit that bonus bets made; odds_bets settled bets tell their odds.
    """

    currency: str = ""
    bets: int = 0
    settled: int = 0
    won: int = 0
    lost: int = 0
    void: int = 0
    cashed_out: int = 0
    open: int = 0
    undecided: int = 0
    turnover_micro: int = 0
    profit_micro: int = 0
    commission_micro: int = 0
    bonus_profit_micro: int = 0
    odds_bets: int = 0
    odds_sum: Decimal = Decimal(0)
    at_stake_micro: int = 0
    undecided_micro: int = 0
    deposits_micro: int = 0
    withdrawals_micro: int = 0
    balance_micro: int = 0

    @property
    def bet_yield(self) -> Decimal | None:
        """Profit over turnover, six places."""
        return bet_yield(self.profit_micro, self.turnover_micro)

    @property
    def strike_rate(self) -> Decimal | None:
        """Won over won and lost."""
        return strike_rate(self.won, self.lost)

    @property
    def average_odds(self) -> Decimal | None:
        """The mean decimal odds of settled bets that tell them."""
        return average(self.odds_sum, self.odds_bets)

    @property
    def if_undecided_lost_micro(self) -> int:
        """The result if every undecided bet had lost."""
        return self.profit_micro - self.undecided_micro

    @property
    def own_profit_micro(self) -> int:
        """The result of bets of own money."""
        return self.profit_micro - self.bonus_profit_micro

    @property
    def has_cash(self) -> bool:
        """Do the files tell of deposits or withdrawals?"""
        return bool(self.deposits_micro or self.withdrawals_micro)

    @property
    def paid_in_micro(self) -> int:
        """Deposits less withdrawals: what the person put in on balance."""
        return self.deposits_micro - self.withdrawals_micro

    def plus(self, other: "Figures") -> "Figures":
        """Both together. Raises ValueError for two currencies."""
        if self.currency != other.currency:
            raise ValueError("Two currencies are never added.")
        added = {f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)[1:]}
        return Figures(currency=self.currency, **added)


@dataclass(frozen=True, slots=True)
class BookFigures:
    """The figures of one bookmaker in one currency."""

    slug: str
    bookmaker: str
    figures: Figures


def by_bookmaker(user: Any, asked: Filter, zone: ZoneInfo) -> list[BookFigures]:
    """Figures per bookmaker and currency, ordered by name. Call it inside acting_as(user).

    Deposits, withdrawals and balances answer to dates, bookmaker and currency only: they belong to no sport. The
    balance is the one at the end of the last day asked for, else the one now.
    """
    names: dict[tuple[str, str], str] = {}
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in grouped(user, asked, zone, "bookmaker__slug", "bookmaker__name"):
        key = (row.pop("bookmaker__slug"), row.pop("currency"))
        names[key] = row.pop("bookmaker__name")
        found[key] = row
    for (slug, currency), name, flows in _cash(user, asked, zone):
        names.setdefault((slug, currency), name)
        found.setdefault((slug, currency), {}).update(flows)
    made = [BookFigures(key[0], names[key], Figures(currency=key[1], **told)) for key, told in found.items()]
    return sorted(made, key=lambda book: (book.bookmaker.casefold(), book.figures.currency))


def by_currency(books: Iterable[BookFigures], *, with_bets_only: bool = False) -> list[Figures]:
    """Totals, one for each currency, the one with most bets first.

    Where bets fit at all, a currency without one (known from cash alone) is left out when `with_bets_only`.
    """
    totals: dict[str, Figures] = {}
    for book in books:
        currency = book.figures.currency
        totals[currency] = totals.get(currency, Figures(currency=currency)).plus(book.figures)
    told = sorted(totals.values(), key=lambda figures: (-figures.bets, figures.currency))
    return [total for total in told if total.bets] or told if with_bets_only else told


def grouped(user: Any, asked: Filter, zone: ZoneInfo, *names: str) -> list[dict[str, Any]]:
    """The sums of the bets that fit, by these columns (terms as `term_<name>`) and the currency.

    From the person's columns where there are some, else from the database; both say the same (decision 0035).
    """
    picked = pick(user, asked, zone)
    told = sums.summed(picked, names) if picked else None
    return by_sql(user, asked, zone, *names) if told is None else told


def by_sql(user: Any, asked: Filter, zone: ZoneInfo, *names: str) -> list[dict[str, Any]]:
    """The same from the bets themselves."""
    terms = {name.removeprefix("term_") for name in names if name.startswith("term_")}
    bets = with_terms(asked.bets(user, zone), zone, terms - asked.terms.keys())
    bets = bets.annotate(**{f"term_{term}": F(f"term_{term}") for term in terms})
    return list(bets.values(*names, "currency").annotate(**SUMS).order_by())


def _cash(user: Any, asked: Filter, zone: ZoneInfo) -> list[tuple[tuple[str, str], str, dict[str, int]]]:
    """(slug, currency), name and cash figures of each mirror account."""
    accounts = Account.objects.visible_to(user).coded("book")
    if asked.bookmaker:
        accounts = accounts.filter(code=f"book:{asked.bookmaker}")
    if asked.currency:
        accounts = accounts.filter(currency=asked.currency)
    known = {account.pk: account for account in accounts}
    _, end = asked.span(zone)
    standing = balances_asof(known, end - INSTANT) if end else balances(known)
    flows = {pk: {"deposits_micro": 0, "withdrawals_micro": 0} for pk in known}
    for account_id, kind, sign, amount in _transfers(user, asked, zone, list(known)):
        name = "deposits_micro" if kind in IN else "withdrawals_micro"
        flows[account_id][name] += amount * (sign if kind in IN else -sign)
    return [
        ((account.code.partition(":")[2], account.currency), account.name,
         flows[pk] | {"balance_micro": standing[pk]})
        for pk, account in known.items()
    ]  # fmt: skip


def _transfers(user: Any, asked: Filter, zone: ZoneInfo, ids: list[int]) -> list[tuple[int, str, int, int]]:
    """(account, kind, sign, micro-units) of movements between mirror accounts and outside, reversals taken off.

    A movement into the account counts +1, out of it -1; a reversal goes the other way and so cancels its original.
    """
    start, end = asked.span(zone)
    moved = Movement.objects.filter(kind__in=IN + OUT)
    if start:
        moved = moved.filter(effective_at__gte=start)
    if end:
        moved = moved.filter(effective_at__lt=end)
    found = []
    for side, sign in (("debit_id", 1), ("credit_id", -1)):
        rows = (
            moved.filter(**{f"{side}__in": ids})
            .values(side, "kind")
            .annotate(micro=Sum("amount_micro"))
            .order_by()
        )
        found += [(row[side], row["kind"], sign, int(row["micro"])) for row in rows]
    return found
