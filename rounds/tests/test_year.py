"""A year of real sessions with random wagers, outages, silent sources, surprises of the exchange and killed workers.

After each round: nothing is left in its pools, nobody's money was made or lost, every wager ended once, and the round
is as its own rules say when they are applied anew to what was wagered.
"""

import random
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.db import connections

from accounts.tests.factories import create_user
from ledger.verification import run as verify
from markets import calendar, closures
from rounds import pools, standing, ticking, wagering
from rounds.errors import RoundClosed
from rounds.models import Payout, Round, State, Wager
from rounds.tests.factories import REFERENCE, fund, nasdaq, publish, utc, wager

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "staff"])
PEOPLE, FUNDS = 5, 10**12
MONEY = """
SELECT sum(b.debit_micro - b.credit_micro) FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id
 WHERE a.code IN ('wallet', 'fees:rounds') OR a.code LIKE 'pool:%%'
"""


class Died(BaseException):
    """The worker is gone."""


def dying_tick(chance):
    """A tick whose process dies at some statement of its work, or not at all when the work is shorter."""
    left = chance.randint(1, 60)

    def dying(execute, sql, params, many, context):
        nonlocal left
        left -= 1
        if left <= 0:
            raise Died
        return execute(sql, params, many, context)

    try:
        with connections["staff"].execute_wrapper(dying):
            ticking.tick()
    except Died:
        return True
    return False


def check(one):
    """All that is promised of a round that has ended."""
    wagers = list(Wager.objects.using("staff").filter(round=one).order_by("pk"))
    paid = dict(Payout.objects.using("staff").filter(round=one).values_list("wager_id", "amount_micro"))
    rows = [(each.pk, each.side, each.amount_micro) for each in wagers]
    expected = pools.refund(rows) if one.state == State.VOID else pools.settle(rows, one.outcome, one.fee_bps)
    assert paid == dict(expected.paid)
    assert one.fee_micro == expected.fee_micro
    assert sum(paid.values()) + one.fee_micro == sum(each.amount_micro for each in wagers)
    assert all(each.placed_at < one.locks_at for each in wagers)
    assert [each.paid_micro for each in standing.inputs(one)] == [paid.get(each.pk, 0) for each in wagers]
    if one.state == State.SETTLED:
        assert one.outcome == pools.outcome_of(one.close, one.reference_close, one.decimals)
    with connections["staff"].cursor() as cursor:
        cursor.execute(MONEY)
        assert cursor.fetchone() == (PEOPLE * FUNDS,)


class Year:
    """The sessions of a year, lived through."""

    def __init__(self, moved, staff, seed):
        self.moved, self.staff, self.chance = moved, staff, random.Random(seed)
        self.people = [create_user(email=f"year-{n}@example.com") for n in range(PEOPLE)]
        self.close = REFERENCE
        self.ends = {State.SETTLED: 0, State.VOID: 0}
        self.deaths = self.refused = self.outages = self.surprises = 0
        self.checked = set()

    def begin(self, day):
        before = calendar.previous_session(nasdaq(), day)
        self.moved.to(before.closes_at + timedelta(hours=1))
        for person in self.people:
            fund(person, FUNDS)
        publish(before.day, self.close)
        ticking.tick()

    def live(self, session):
        """One session, from the morning until its round has ended and the next is open."""
        if self.chance.random() < 0.04:  # nobody is there all day
            self.outages += 1
            return
        self.moved.to(session.closes_at - timedelta(hours=self.chance.randint(2, 6)))
        ticking.tick()
        one = Round.objects.using("staff").open().first()
        self.wager(one)
        session = self.surprise(session)
        self.moved.to(session.closes_at - timedelta(seconds=1))
        self.tick()
        self.wager_late(one)
        self.close = max(Decimal(1), self.close + Decimal(self.chance.randint(-30_000, 30_000)) / 100)
        if self.chance.random() < 0.05:
            self.close = one.reference_close if one else self.close  # a tie
        self.publish(session)
        self.moved.to(session.closes_at + timedelta(minutes=5))
        self.tick()
        if Round.objects.using("staff").locked().exists():
            self.moved.to(session.closes_at + timedelta(minutes=35))
            self.tick()
        self.check_ended()

    def wager(self, one):
        for _ in range(self.chance.randint(0, 5)) if one else ():
            side = self.chance.choice(["up", "down"])
            micro = self.chance.choice([1, 2, 3, 10, 999_999, self.chance.randint(1, 10**9)])
            wager(self.chance.choice(self.people), one, side, micro)

    def wager_late(self, one):
        if one is None:
            return
        with pytest.raises(RoundClosed):
            wager(self.people[0], one, "up", 1)
        self.refused += 1

    def surprise(self, session):
        """The exchange closes early, which is announced in the session itself."""
        if self.chance.random() >= 0.03 or session.is_early:
            return session
        self.surprises += 1
        closes_at = session.closes_at - timedelta(minutes=30)
        closures.announce(
            exchange="XNAS", day=session.day, closes_at=closes_at, reason="A power cut", by=self.staff
        )
        self.tick()
        return calendar.session_of(nasdaq(), session.day)

    def publish(self, session):
        kind = self.chance.random()
        if kind < 0.06:  # silence; it is known the next morning only
            self.moved.to(session.closes_at + timedelta(minutes=36))
            self.tick()
        self.moved.to(max(session.closes_at + timedelta(minutes=1), wagering.now()))
        publish(session.day, self.close, is_final=kind < 0.8)

    def tick(self):
        while self.chance.random() < 0.15:
            self.deaths += dying_tick(self.chance)
        ticking.tick()
        ticking.tick()

    def check_ended(self):
        for one in Round.objects.using("staff").ended().exclude(pk__in=self.checked):
            check(one)
            self.checked.add(one.pk)
            self.ends[one.state] += 1


@pytest.mark.thorough
def test_a_year_of_rounds(moved, staff):
    sessions = calendar.sessions(nasdaq(), date(2025, 1, 2), date(2025, 12, 31))
    assert len(sessions) == 250
    year = Year(moved, staff, seed=20251231)
    year.begin(sessions[0].day)

    for session in sessions:
        year.live(session)
    moved.to(utc("2026-01-01 12:00"))
    year.tick()
    year.check_ended()

    rounds = list(Round.objects.using("staff").order_by("session"))
    assert [one.state for one in rounds[:-1]].count(State.OPEN) == 0
    assert rounds[-1].code == "20260102"
    assert all(a.ended_at <= b.opened_at for a, b in pairwise(rounds))  # one open at a time
    assert len(rounds) - 1 + year.outages >= 250
    assert year.ends[State.SETTLED] > 150
    assert year.ends[State.VOID] > 10
    assert min(year.deaths, year.outages, year.surprises) > 0
    assert year.refused > 200
    assert verify().is_sound
