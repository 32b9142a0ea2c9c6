"""The gate. It locks the person, so that two movements at the same moment cannot both use up what is left."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.db import connections
from django.db.transaction import TransactionManagementError

from accounts.errors import AccountProblem
from accounts.models import Limit, LimitKind, Pause, PauseKind, Period, User
from accounts.protection import periods
from accounts.protection.usage import used_micro
from web import prepared
from web.context import acting_as
from web.numbers import money_text

# After the lock, in a statement of its own: what was written while this one waited for the lock is seen.
ANY = (
    "SELECT EXISTS (SELECT 1 FROM accounts_pause WHERE owner_id = %s),"
    " EXISTS (SELECT 1 FROM accounts_limit WHERE owner_id = %s)"
)
LOCK = (
    "SELECT accounts_protection_lock(%s), nullif(current_setting('betsite.uid', true), '')::bigint,"
    " (SELECT is_active FROM accounts_user WHERE id = %s)"
)


class Act(StrEnum):
    """What is about to be done with money."""

    WAGER = "wager"
    STAKE = "stake"
    DEPOSIT = "deposit"
    WITHDRAW = "withdraw"
    TRANSFER = "transfer"


# A break never keeps anybody from taking their own money out.
STOPPED_BY_PAUSE = {Act.WAGER, Act.STAKE, Act.DEPOSIT}
LIMITED_BY = {
    Act.DEPOSIT: (LimitKind.DEPOSIT,),
    Act.WAGER: (LimitKind.WAGER, LimitKind.LOSS, LimitKind.STAKE),
    Act.STAKE: (LimitKind.WAGER, LimitKind.LOSS, LimitKind.STAKE),
}
NAMES = {LimitKind.DEPOSIT: "deposits", LimitKind.LOSS: "losses", LimitKind.WAGER: "wagers"}


@dataclass(frozen=True, slots=True)
class Stop:
    """One reason against a movement: a code for programs, a sentence for the person, and when it ends if it does."""

    code: str
    message: str
    until: datetime | None = None


class Refused(AccountProblem):
    """Your limits or breaks do not allow this."""

    def __init__(self, stops: Sequence[Stop]) -> None:
        super().__init__(" ".join(stop.message for stop in stops))
        self.stops = tuple(stops)


def lock(user: User, *, using: str) -> None:
    """Hold the person's protection until the transaction ends: nothing of theirs is decided or changed beside."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT accounts_protection_lock(%s)", [user.pk])


def problems(
    user: User, act: str, *, amount_micro: int, currency: str, at: datetime, using: str = "default"
) -> list[Stop]:
    """All reasons why `user` may not do this now; empty when they may.

    `amount_micro` (above zero) in micro-units of `currency`; `at` is the movement's aware moment. Must be called in the
    transaction that posts (raises TransactionManagementError otherwise): it holds the person's lock until that ends, so
    what another transaction posts meanwhile is counted. Raises ValueError for an unknown act or amount.
    """
    asked = Act(act)
    if amount_micro <= 0:
        raise ValueError("An amount to be moved is above zero.")
    if not connections[using].in_atomic_block:
        raise TransactionManagementError("protection.problems() must be asked in the transaction that posts.")
    _, acting, is_active = prepared.fetch_one(LOCK, [user.pk, user.pk], using=using) or (None, None, False)
    if not is_active:
        return [Stop("inactive", "This account is closed. Write to us, and we help you to your money.")]
    if acting == user.pk:
        return list(_stops(user, asked, amount_micro, currency, at, using))
    with acting_as(user, using=using):  # row-level security would hide the limits of anybody else
        return list(_stops(user, asked, amount_micro, currency, at, using))


def _stops(
    user: User, act: Act, amount_micro: int, currency: str, at: datetime, using: str
) -> Iterator[Stop]:
    yield from _bounds(act, amount_micro, currency)
    has_pause, has_limit = prepared.fetch_one(ANY, [user.pk, user.pk], using=using) or (True, True)
    if has_pause and act in STOPPED_BY_PAUSE:
        yield from _pauses(user, at, using)
    kinds = LIMITED_BY.get(act)
    if has_limit and kinds:
        found = (
            Limit.objects.using(using).visible_to(user).filter(kind__in=kinds, currency=currency).in_force()
        )
        for limit in found:
            yield from _limit(user, limit, amount_micro, at, using)


def _bounds(act: Act, amount_micro: int, currency: str) -> Iterator[Stop]:
    """The installation's least and most for one movement."""
    bounds = settings.MOVEMENT_BOUNDS.get(act, settings.MOVEMENT_BOUNDS.get("*", {}))
    least, most = bounds.get(currency, bounds.get("*", (1, None)))
    if amount_micro < least:
        yield Stop("too_small", f"The least is {money_text(least, currency)}.")
    if most is not None and amount_micro > most:
        yield Stop("too_large", f"The most at a time is {money_text(most, currency)}.")


def _pauses(user: User, at: datetime, using: str) -> Iterator[Stop]:
    """Of several running ones the one that lasts longest is told."""
    running = list(Pause.objects.using(using).visible_to(user).running(at))
    if not running:
        return
    longest = max(running, key=lambda pause: (pause.until_at is None, pause.until_at or at))
    word = "You have excluded yourself" if longest.kind == PauseKind.EXCLUSION else "You are taking a break"
    if longest.until_at is None:
        yield Stop("excluded", f"{word} for good.")
    else:
        code = "excluded" if longest.kind == PauseKind.EXCLUSION else "cool_off"
        yield Stop(code, f"{word} until {_told(longest.until_at, user.time_zone)}.", longest.until_at)


def _limit(user: User, limit: Limit, amount_micro: int, at: datetime, using: str) -> Iterator[Stop]:
    if limit.amount_micro is None:
        return
    if limit.period == Period.EACH:
        if amount_micro > limit.amount_micro:
            most = money_text(limit.amount_micro, limit.currency, own=user.currency)
            yield Stop("stake_limit", f"Your limit for one stake is {most}.")
        return
    since = periods.began_at(limit.period, at, limit.time_zone)
    used = used_micro(user, limit.kind, limit.currency, since, using)
    if used + amount_micro > limit.amount_micro:
        until = periods.ends_at(limit.period, at, limit.time_zone)
        yield Stop(f"{limit.kind}_limit", _limit_sentence(user, limit, used, until), until)


def _limit_sentence(user: User, limit: Limit, used: int, until: datetime) -> str:
    most = money_text(limit.amount_micro or 0, limit.currency, own=user.currency)
    left = money_text(max((limit.amount_micro or 0) - used, 0), limit.currency, own=user.currency)
    name, when = NAMES[LimitKind(limit.kind)], _told(until, limit.time_zone)
    return f"Your limit for {name} is {most} {Period(limit.period).label}; {left} is left until {when}."


def _told(moment: datetime, time_zone: str) -> str:
    local = moment.astimezone(periods.zone(time_zone))
    return f"{local:%A} {local.day} {local:%B %Y, %H:%M}"
