"""A person's own rules for stakes: bankroll and open bets from the ledger, limits from their protection, risk from
their settings. All in the currency of the person."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import chain

from accounts.models import Limit, LimitKind, User
from accounts.models.people import KELLY_CAP
from accounts.protection import pauses, periods, usage
from edges.arbitrage_stakes import CENT
from edges.kelly import Bet
from edges.staking import Rules, Stake, stakes
from ledger.balances import trial_balance
from ledger.money import MICRO
from web.clock import now

CASH = {"book", "wallet"}
HELD = {
    "": "",
    "no edge": "No stake: the odds are too short for this chance.",
    "bet": "Held by your limit for one stake.",
    "event": "Held by your limit for one event.",
    "together": "Held by what you may still stake.",
    "step": "Less than one step.",
}


@dataclass(frozen=True, slots=True)
class Own:
    """Rules of a person. `is_paused`: a break or an exclusion is running, and nothing is to be staked."""

    rules: Rules
    currency: str
    is_paused: bool


@dataclass(frozen=True, slots=True)
class OwnStake:
    """One stake by a person's own rules, in micro-units of `currency`."""

    odds: Decimal
    stake_micro: int
    currency: str
    why: str


@dataclass(frozen=True, slots=True)
class OwnStakes:
    """All of them, with what they were worked out from."""

    own: Own
    stakes: tuple[OwnStake, ...]

    @property
    def bankroll_micro(self) -> int:
        return _micro(self.own.rules.bankroll)

    @property
    def open_micro(self) -> int:
        return _micro(self.own.rules.already_open)

    @property
    def total_micro(self) -> int:
        return sum(stake.stake_micro for stake in self.stakes)


def own_rules(user: User, *, at: datetime | None = None) -> Own:
    """What the person's stakes are worked out by. Reads as the person: call it acting as them.

    The bankroll is the cash at bookmakers and in wallets in the person's currency; open bets are not part of it, and
    count against the most that may be open.
    """
    moment = at or now()
    cash = opened = 0
    for row in trial_balance(user.currency, owner=user):
        sort = row.code.partition(":")[0]
        cash += row.balance_micro if sort in CASH else 0
        opened += row.balance_micro if sort == "open" else 0
    left = list(_left(user, moment))
    most = user.most_exposure_micro
    rules = Rules(
        bankroll=_amount(max(cash, 0)),
        fraction=user.part_of_kelly,
        most_bet_amount=_most_per_bet(user),
        most_exposure=None if most is None else _amount(most),
        already_open=_amount(max(opened, 0)),
        most_now=min(left, default=None),
        hard_cap=KELLY_CAP,
    )
    return Own(rules, user.currency, pauses.running(user) is not None)


def own_stakes(user: User, events: Sequence[Sequence[Bet]], *, step: Decimal = CENT) -> OwnStakes:
    """What these bets are worth to this person. Raises KellyError as `edges.staking.stakes`."""
    own = own_rules(user)
    rules = replace(own.rules, step=step, bankroll=Decimal(0) if own.is_paused else own.rules.bankroll)
    found = stakes(events, rules)
    bets, made = chain(*events), chain(*found.events)
    told = (
        OwnStake(bet.odds, _micro(each.amount), own.currency, _why(each, own))
        for bet, each in zip(bets, made, strict=True)
    )
    return OwnStakes(own, tuple(told))


def _why(stake: Stake, own: Own) -> str:
    if own.is_paused:
        return "You are taking a break: nothing is suggested."
    return HELD[stake.held_by]


def _most_per_bet(user: User) -> Decimal | None:
    limits = _limits(user, LimitKind.STAKE)
    return min((_amount(limit.amount_micro or 0) for limit in limits), default=None)


def _left(user: User, at: datetime) -> Iterator[Decimal]:
    """What the limits on wagers and losses leave to be staked in their periods."""
    for limit in _limits(user, LimitKind.WAGER, LimitKind.LOSS):
        since = periods.began_at(limit.period, at, limit.time_zone)
        used = usage.used_micro(user, limit.kind, limit.currency, since, "default")
        yield _amount(max((limit.amount_micro or 0) - used, 0))


def _limits(user: User, *kinds: LimitKind) -> list[Limit]:
    found = Limit.objects.visible_to(user).filter(kind__in=kinds, currency=user.currency).in_force()
    return [limit for limit in found if limit.amount_micro is not None]


def _amount(micro: int) -> Decimal:
    return Decimal(micro) / MICRO


def _micro(amount: Decimal) -> int:
    return int(amount * MICRO)
