"""A round from beginning to end in seconds, with made-up people, money and index: to see that everything works.

Nothing is pretended but the index: deposits arrive over the simulated network, wagers, lock, settlement and withdrawal
are the ones people use, the audit is the back-office's. The index belongs to no exchange, so no real round or
price is touched; its days are names alone. Refused in production, and where the network is a real one.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connections

from accounts.models import User
from ledger.money import format_micro
from markets.models import Instrument
from rounds import auditing, locking, opening, settlement, telling, wagering
from rounds.configured import rules
from rounds.errors import DemoRefused, DemoStuck, RoundClosed
from rounds.models import Round, Side, State
from rounds.timetable import Times
from treasury import running, simulating, withdrawing
from treasury.chain.configured import current
from treasury.models import Deposit, Withdrawal, WithdrawalState
from web.clock import now

STAFF = "staff"
SLUG, NAME = "made-up-index", "Made-up index (demonstration)"
PEOPLE = {"una": "demo-una@example.com", "dario": "demo-dario@example.com", "mia": "demo-mia@example.com"}
WAGERS = (("una", Side.UP, 60_000_000), ("dario", Side.DOWN, 100_000_000), ("mia", Side.UP, 12_345_678))
DEPOSIT_MICRO, WITHDRAWAL_MICRO = 150_000_000, 150_000_000
PAYEE = "0x00000000000000000000000000000000000000d0"
REFERENCE, CLOSE = Decimal("1000.00"), Decimal("1010.00")
SECONDS, PATIENCE = 5, timedelta(seconds=90)
JOURNAL = """
SELECT m.id, m.key, m.amount_micro, m.currency, d.code, du.email, c.code, cu.email
  FROM ledger_movement m JOIN ledger_account d ON d.id = m.debit_id JOIN ledger_account c ON c.id = m.credit_id
  LEFT JOIN accounts_user du ON du.id = d.owner_id LEFT JOIN accounts_user cu ON cu.id = c.owner_id
 WHERE m.id > %(since)s AND (d.id = ANY (%(pools)s) OR c.id = ANY (%(pools)s)
                             OR d.owner_id = ANY (%(people)s) OR c.owner_id = ANY (%(people)s)) ORDER BY m.id
"""
Say = Callable[[str], None]


@dataclass(slots=True)
class Played:
    """How it went: the round as it ended, what the audit said, how the withdrawal ended, and the journal's lines."""

    round: Round
    is_right: bool
    withdrawal: str
    paid: dict[str, str]
    journal: list[dict[str, Any]] = field(default_factory=list)


def play(say: Say, *, seconds: int = SECONDS) -> Played:
    """Deposit, wager on both sides, lock, settle, withdraw. `say` hears each step as it is done.

    `seconds`: how long wagers are taken. Raises DemoRefused, DemoStuck, or what a verb refuses.
    """
    if settings.PRODUCTION or not simulating.allowed():
        raise DemoRefused
    since = _last_movement()
    people = {name: _person(email) for name, email in PEOPLE.items()}
    for name, user in people.items():
        _deposit(user)
        say(f"{name} deposited {format_micro(DEPOSIT_MICRO)} over the simulated network.")
    one = _open(seconds)
    say(f"Round {one.code} of the {NAME} is open, against {REFERENCE}; it locks in {seconds} seconds.")
    for name, side, micro in WAGERS:
        wagering.place(user=people[name], round_id=one.pk, side=side, amount_micro=micro, token=uuid4())
        say(f"{name} wagered {format_micro(micro)} on {side}.")
    _wait(one.locks_at)
    locking.lock(one.pk)
    say("Locked. " + _try_late(people["mia"], one))
    _wait(one.closes_at)
    ended = settlement.settle(one.pk, close=CLOSE, is_final=True)
    telling.work_off()
    say(f"The index closed at {CLOSE}: {ended.outcome}. Fee {format_micro(ended.fee_micro or 0)}.")
    audit = auditing.audit(ended)
    say("The audit finds no difference." if audit.is_right else "THE AUDIT FINDS A DIFFERENCE.")
    paid = {name: format_micro(_paid(ended, user)) for name, user in people.items()}
    for name, text in paid.items():
        say(f"{name} was paid {text}.")
    state = _withdraw(people["una"])
    say(f"una withdrew {format_micro(WITHDRAWAL_MICRO)}: {state}.")
    lines = list(_journal(since, ended, [user.pk for user in people.values()]))
    return Played(ended, audit.is_right, state, paid, lines)


def _person(email: str) -> User:
    """They cannot sign in: nobody knows a password."""
    found = User.objects.using(STAFF).filter(email=email).first()
    name = email.partition("@")[0].removeprefix("demo-").title()
    return found or User.objects.create_user(email=email, password=None, name=name, currency="USD")


def _deposit(user: User) -> None:
    tx_hash = simulating.arrive(user, DEPOSIT_MICRO)
    simulating.confirm(Deposit.objects.using(STAFF).get(tx_hash=tx_hash))


def _open(seconds: int) -> Round:
    """Not by the verb for real rounds, whose sessions an exchange's calendar names. The same row, the same guards."""
    instrument, _ = Instrument.objects.using(STAFF).get_or_create(
        slug=SLUG, defaults={"name": NAME, "symbol": "DEMO", "exchange": "24/7", "is_index": True}
    )
    rounds = Round.objects.using(STAFF).filter(instrument=instrument)
    for left in rounds.exclude(
        state__in=[State.SETTLED, State.VOID]
    ):  # of a demonstration that was interrupted
        settlement.void(left.pk, reason="The demonstration was interrupted.")
    day = _next_day(rounds.order_by("-session").values_list("session", flat=True).first())
    closes_at = now() + timedelta(seconds=seconds + 1)
    times = Times(
        session=day,
        code=f"{day:%Y%m%d}",
        locks_at=closes_at - timedelta(seconds=1),
        closes_at=closes_at,
        settle_due_at=closes_at,
        void_at=closes_at + timedelta(minutes=5),
        is_early=False,
    )
    against = opening.Reference(day - timedelta(days=1), REFERENCE)
    new = opening.new_round(instrument, times, against, rules(), currency=current().currency, quorum=1)
    new.save(using=STAFF, force_insert=True)
    return new


def _next_day(last: date | None) -> date:
    today = now().date()
    return today if last is None or last < today else last + timedelta(days=1)


def _try_late(user: User, one: Round) -> str:
    try:
        wagering.place(user=user, round_id=one.pk, side=Side.UP, amount_micro=1, token=uuid4())
    except RoundClosed:
        return "A wager that came later was refused."
    raise DemoStuck("A wager was taken after the lock.")


def _wait(moment: datetime) -> None:
    while (left := (moment - now()) / timedelta(seconds=1)) > 0:
        time.sleep(min(left, 0.25))


def _paid(ended: Round, user: User) -> int:
    return sum(ended.payouts.using(STAFF).filter(owner=user).values_list("amount_micro", flat=True))


def _withdraw(user: User) -> str:
    """Asked for, signed, sent and paid. Raises DemoStuck when it does not end in time."""
    simulating.fund_treasury(WITHDRAWAL_MICRO)
    asked = withdrawing.request(user=user, amount_micro=WITHDRAWAL_MICRO, recipient=PAYEE, token=uuid4())
    until = now() + PATIENCE
    while now() < until:
        running.sign()
        simulating.make_blocks()
        running.pay()
        state = Withdrawal.objects.using(STAFF).values_list("state", flat=True).get(pk=asked.pk)
        if state == WithdrawalState.CONFIRMED:
            return str(WithdrawalState(state).label).lower()
        time.sleep(0.25)
    raise DemoStuck(f"Withdrawal {asked.pk} is still {state}.")


def _last_movement() -> int:
    with connections[STAFF].cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM ledger_movement")
        return int(cursor.fetchone()[0])


def _journal(since: int, ended: Round, people: list[int]) -> Iterator[dict[str, Any]]:
    """The movements of this round and these people, with whose accounts they are."""
    with connections[STAFF].cursor() as cursor:
        cursor.execute(JOURNAL, {"since": since, "pools": list(ended.accounts.values()), "people": people})
        for pk, key, micro, currency, into, to, out_of, of in cursor.fetchall():
            yield {
                "movement": pk,
                "key": key,
                "into": _named(into, to),
                "out_of": _named(out_of, of),
                "amount": format_micro(micro),
                "amount_micro": micro,
                "currency": currency,
            }


def _named(code: str, email: str | None) -> str:
    return code if email is None else f"{email.partition('@')[0].removeprefix('demo-')}'s {code}"
