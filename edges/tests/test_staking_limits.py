"""What a person's stakes are worked out by: their ledger, their limits, their risk."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.models import LimitKind, Period, User
from accounts.protection import usage
from accounts.protection.limits import set_limit
from accounts.protection.pauses import take_break
from edges.kelly import Bet
from edges.staking_limits import own_rules, own_stakes
from ledger import posting
from ledger.tests.factories import create_book, create_posting, deposit
from web.clock import now
from web.context import acting_as

pytestmark = pytest.mark.django_db
EVENS = [[Bet(0.6, Decimal("2.0"))]]


@pytest.fixture
def book(alice):
    """A thousand dollars at a bookmaker, of which 100 are in an open bet; 50 pounds beside them."""
    with acting_as(alice):
        accounts = create_book(owner=alice)
        deposit(accounts, "1000")
        posting.post(
            create_posting(
                debit=accounts["open"], credit=accounts["book"], amount="100", kind="stake", at=now()
            )
        )
        deposit(create_book(owner=alice, slug="bet365", currency="GBP"), "50", currency="GBP")
    return accounts


def limit(user, kind, amount, period=Period.EACH):
    set_limit(user=user, kind=kind, period=period, currency="AUD", amount_micro=amount * 1_000_000)


def stake(user):
    with acting_as(user):
        (one,) = own_stakes(user, EVENS).stakes
    return Decimal(one.stake_micro) / 1_000_000, one.why


def test_the_bankroll_is_the_cash_of_the_ledger_and_the_fraction_that_of_the_settings(alice, bob, book):
    with acting_as(alice):
        rules = own_rules(alice).rules
    assert (rules.bankroll, rules.already_open, rules.fraction) == (900, 100, Decimal("0.25"))
    assert stake(alice) == (45, "")
    with acting_as(bob):
        assert own_rules(bob).rules.bankroll == 0
    assert stake(bob)[0] == 0


def test_risk_tolerance_scales_the_fraction_and_the_cap_is_hard(alice, book):
    alice.risk_tolerance = Decimal("1.00")
    assert stake(alice)[0] == 90
    alice.kelly_fraction = Decimal("0.10")
    assert stake(alice)[0] == 18
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=alice.pk).update(kelly_fraction=Decimal("0.51"))
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=alice.pk).update(risk_tolerance=Decimal("1.01"))


def test_the_limit_for_one_stake_holds(alice, book):
    limit(alice, LimitKind.STAKE, 20)
    assert stake(alice) == (20, "Held by your limit for one stake.")


def test_what_may_be_open_counts_what_is(alice, book):
    alice.most_exposure_micro = 130_000_000
    assert stake(alice) == (30, "Held by what you may still stake.")
    alice.most_exposure_micro = 90_000_000
    assert stake(alice)[0] == 0


def test_a_limit_on_wagers_leaves_what_is_left(alice, book, monkeypatch):
    monkeypatch.setattr(usage, "_registered", [lambda *asked: 100_000_000 if asked[1] == "wager" else 0])
    limit(alice, LimitKind.WAGER, 110, Period.WEEK)
    assert stake(alice) == (10, "Held by what you may still stake.")


def test_in_a_break_nothing_is_suggested(alice, book):
    take_break(user=alice, length=timedelta(days=1))
    assert stake(alice) == (0, "You are taking a break: nothing is suggested.")


def test_the_page_shows_both_and_hides_amounts_of_those_who_want_it(client, alice, book):
    address = "/calculators/kelly/?odds=2&probability=60&bankroll=500"
    assert "By your own" not in client.get(address).text
    client.force_login(alice)
    text = client.get(address).text
    assert "100.00" in text  # the answer to the question, as everybody sees it
    assert "$45.00" in text
    assert "$900.00" in text
    User.objects.filter(pk=alice.pk).update(mask_amounts=True)
    masked = client.get(address).text
    assert "$45.00" not in masked
    assert "100.00" in masked
