"""The figures against the same sums done by hand and by brute force."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from analytics import breakdowns
from analytics.figures import Figures, by_bookmaker, by_currency
from analytics.filters import Filter
from analytics.tests.factories import create_transfer
from bets.models import Bonus, Status, Structure
from bets.tests.factories import START, create_bet
from ledger.chart import bookmaker_accounts
from ledger.posting import Posting, post
from web.context import acting_as

UTC_ZONE = ZoneInfo("UTC")


def figures(user, asked=None, zone=UTC_ZONE):
    with acting_as(user):
        return by_bookmaker(user, asked or Filter(), zone)


def one(user, asked=None, zone=UTC_ZONE):
    (only,) = by_currency(figures(user, asked, zone))
    return only


def test_a_void_is_settled_but_no_turnover(alice):
    create_bet(owner=alice, status=Status.WON, stake="10", profit="15")
    create_bet(owner=alice, status=Status.LOST, stake="20")
    create_bet(owner=alice, status=Status.VOID, stake="50")
    create_bet(owner=alice, status=Status.UNDECIDED, stake="5")
    create_bet(owner=alice, status=Status.OPEN, stake="7")
    found = one(alice)
    assert (found.bets, found.settled, found.won, found.lost, found.void) == (5, 3, 1, 1, 1)
    assert (found.undecided, found.open) == (1, 1)
    assert (found.turnover_micro, found.profit_micro) == (30_000_000, -5_000_000)
    assert found.bet_yield == Decimal("-0.166667")
    assert found.at_stake_micro == 12_000_000


def test_a_cash_out_is_not_a_win_and_a_half_win_is(alice):
    create_bet(owner=alice, status=Status.CASHED_OUT, stake="10", profit="2")
    create_bet(owner=alice, status=Status.HALF_WON, stake="10", profit="4.50")
    create_bet(owner=alice, status=Status.HALF_LOST, stake="10", profit="-5")
    found = one(alice)
    assert (found.won, found.lost, found.cashed_out) == (1, 1, 1)
    assert found.turnover_micro == 30_000_000


def test_a_lay_counts_its_liability_and_a_bonus_bet_nothing(alice):
    create_bet(owner=alice, side="lay", stake="10", at_risk_micro=33_000_000, status=Status.WON, profit="10")
    create_bet(owner=alice, stake="0", bonus=Bonus.STATED, status=Status.WON, profit="30")
    assert one(alice).turnover_micro == 33_000_000


def test_currencies_are_never_added(alice):
    create_bet(owner=alice, stake="10")
    create_bet(owner=alice, stake="10", currency="GBP")
    assert [total.currency for total in by_currency(figures(alice))] == ["AUD", "GBP"]
    with pytest.raises(ValueError, match="never added"):
        Figures(currency="AUD").plus(Figures(currency="GBP"))


def test_a_day_is_the_persons_own(alice):
    """Settled at 13:30 UTC on 31 March is 1 April, half past midnight, in Sydney."""
    at = datetime(2026, 3, 31, 13, 30, tzinfo=UTC)
    create_bet(owner=alice, placed_at=at - timedelta(days=2), settled_at=at)
    april = Filter(date_from=date(2026, 4, 1))
    assert not figures(alice, april) or one(alice, april).bets == 0
    assert one(alice, april, ZoneInfo("Australia/Sydney")).bets == 1


def test_deposits_and_withdrawals_come_from_the_journal_less_what_was_reversed(alice):
    with acting_as(alice):
        book = bookmaker_accounts(owner=alice, slug="sportsbet", name="Sportsbet", currency="AUD")
        cash, outside = book["book"].pk, book["outside"].pk
        for key, debit, credit, amount, kind in (
            ("a", cash, outside, 100, "deposit"),
            ("b", outside, cash, 30, "withdrawal"),
            ("c", cash, outside, 10, "withdrawal_returned"),
        ):
            post(
                Posting(
                    debit_id=debit,
                    credit_id=credit,
                    amount_micro=amount * 1_000_000,
                    currency="AUD",
                    kind=kind,
                    key=f"line:{key}:cash:r1",
                    effective_at=START,
                )
            )
    found = one(alice)
    assert (found.deposits_micro, found.withdrawals_micro) == (100_000_000, 20_000_000)
    assert found.balance_micro == 80_000_000


def test_another_persons_bets_are_not_counted(alice, bob):
    create_bet(owner=bob)
    assert figures(alice) == []


def test_figures_and_breakdowns_equal_brute_force_on_random_bets(alice):
    chance = random.Random(7)
    made = [
        create_bet(
            owner=alice,
            status=chance.choice(list(Status)),
            stake=f"{chance.randrange(0, 5000) / 100:.2f}",
            profit=f"{chance.randrange(-5000, 9000) / 100:.2f}",
            placed_at=START + timedelta(hours=chance.randrange(2000)),
            bookmaker=chance.choice(["sportsbet", "betfair", "pinnacle"]),
            currency=chance.choice(["AUD", "GBP"]),
            sport=chance.choice(["", "tennis", "football"]),
            structure=chance.choice(list(Structure)),
        )
        for _ in range(120)
    ]
    asked = Filter(date_from=date(2026, 3, 20), date_to=date(2026, 4, 20), bookmaker="betfair")

    def fits(bet):
        day = (bet.settled_at or bet.placed_at).date()
        return bet.bookmaker.slug == "betfair" and asked.date_from <= day <= asked.date_to

    for currency in ("AUD", "GBP"):
        kept = [bet for bet in made if fits(bet) and bet.currency == currency]
        settled = [bet for bet in kept if bet.profit_micro is not None]
        (found,) = [total for total in by_currency(figures(alice, asked)) if total.currency == currency]
        assert found.bets == len(kept)
        assert found.settled == len(settled)
        assert found.profit_micro == sum(bet.profit_micro for bet in settled)
        assert found.turnover_micro == sum(bet.at_risk_micro for bet in settled if bet.status != Status.VOID)
        for name in breakdowns.DIMENSIONS:
            with acting_as(alice):
                lines = breakdowns.by(name, alice, asked, UTC_ZONE)
                mine = [line for line in lines if line.figures.currency == currency]
                assert sum(line.figures.profit_micro for line in mine) == found.profit_micro
                for line in mine:
                    behind = line.narrowed.bets(alice, UTC_ZONE)
                    assert behind.count() == line.figures.bets, (name, line.label)


def test_a_placed_bet_counts_by_what_it_came_to(alice):
    for profit in ("6", "-4", "0"):
        create_bet(owner=alice, status=Status.PLACED, stake="20", profit=profit)
    found = one(alice)
    assert (found.won, found.lost, found.void, found.settled) == (1, 1, 1, 3)
    for state, count in (("won", 1), ("lost", 1), ("void", 1)):
        assert one(alice, Filter(status=state)).bets == count


def test_a_balance_is_the_one_at_the_end_of_the_last_day_asked_for(alice):
    create_transfer(owner=alice, amount="100", at=START)
    create_transfer(owner=alice, amount="40", kind="withdrawal", at=START + timedelta(days=3))
    assert one(alice).balance_micro == 60_000_000
    asked = Filter(date_to=START.date() + timedelta(days=1))
    assert one(alice, asked).balance_micro == 100_000_000
    assert one(alice, asked).withdrawals_micro == 0


def test_bonus_winnings_and_average_odds_are_told_apart(alice):
    create_bet(owner=alice, status=Status.WON, stake="0", bonus=Bonus.STATED, profit="30", odds=Decimal("4"))
    create_bet(owner=alice, status=Status.LOST, stake="10", odds=Decimal("2.5"))
    create_bet(owner=alice, status=Status.OPEN, odds=Decimal("100"))
    found = one(alice)
    assert (found.bonus_profit_micro, found.profit_micro) == (30_000_000, 20_000_000)
    assert found.average_odds == Decimal("3.25")
