"""One vocabulary: what the database says of random bets is what plain functions say of the same bets."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics import measures, series, vocabulary
from analytics.days import ended
from analytics.facts import cost, known
from analytics.facts import measures as measures_of
from analytics.figures import by_bookmaker, by_currency
from analytics.filters import Filter
from analytics.measures import Plain, sittings
from analytics.standing import balances_after
from analytics.swings import swings
from analytics.tests.factories import create_transfer
from bets.models import Bonus, Side, Status, Structure
from bets.tests.factories import START, create_bet
from ledger.balances import balances_asof
from ledger.models import Account, Movement
from web.context import acting_as

UTC_ZONE = ZoneInfo("UTC")
SYDNEY = ZoneInfo("Australia/Sydney")
CENT = 10_000

cents = st.integers(1, 50_000)
one_bet = st.fixed_dictionaries(
    {
        "status": st.sampled_from(list(Status)),
        "stake": cents,
        "profit": st.integers(-50_000, 90_000),
        "odds": st.none() | st.integers(101, 5_000).map(lambda hundredths: Decimal(hundredths) / 100),
        "closing": st.none() | st.integers(101, 900).map(lambda hundredths: Decimal(hundredths) / 100),
        "kind": st.sampled_from(["back", "back", "lay", "bonus"]),
        "is_live": st.sampled_from([None, True, False]),
        "legs": st.sampled_from([1, 1, 2, 5]),
        "minutes": st.integers(0, 3_000),
    }
)


def stored(owner, place, told):
    is_lay, is_bonus = told["kind"] == "lay", told["kind"] == "bonus"
    stake = told["stake"] * CENT
    odds = told["odds"] or (Decimal(3) if is_lay else None)
    plain = Plain(
        status=str(told["status"]),
        stake_micro=stake,
        profit_micro=None if told["status"] in ("open", "undecided") else told["profit"] * CENT,
        odds=odds,
        is_lay=is_lay,
        is_bonus=is_bonus,
    )
    risk = 0 if is_bonus else int(stake * (odds - 1)) if is_lay else stake
    bet = create_bet(
        owner=owner,
        ref=f"n{place}",
        status=told["status"],
        stake=str(Decimal(0 if is_bonus else told["stake"]) / 100),
        profit=str(Decimal(told["profit"]) / 100),
        placed_at=START + timedelta(minutes=told["minutes"]),
        odds=odds,
        closing_odds=told["closing"],
        side=Side.LAY if is_lay else Side.BACK,
        bonus=Bonus.STATED if is_bonus else Bonus.NONE,
        bonus_stake_micro=stake if is_bonus else 0,
        at_risk_micro=risk,
        is_live=told["is_live"],
        legs_count=told["legs"],
        structure=Structure.MULTI if told["legs"] > 1 else Structure.SINGLE,
    )
    return bet, plain


@pytest.mark.thorough
@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(one_bet, min_size=1, max_size=9))
def test_the_database_and_the_plain_functions_agree(alice, random_bets):
    with transaction.atomic():
        try:
            agree(alice, random_bets)
        finally:
            transaction.set_rollback(True)


def agree(alice, random_bets):
    made = [stored(alice, place, told) for place, told in enumerate(random_bets)]
    bets, plain = [bet for bet, _ in made], [each for _, each in made]
    with acting_as(alice):
        of = (alice, Filter(), UTC_ZONE)
        (found,) = by_currency(by_bookmaker(*of))
        for name, value in measures.told(plain).items():
            assert getattr(found, name) == value, name
        settled = [bet for bet in bets if bet.profit_micro is not None]
        middle = measures.median(bet.odds for bet in settled if bet.odds is not None)
        assert vocabulary.median_odds(*of).get("AUD") == middle
        fit = [
            bet
            for bet in bets
            if bet.side == Side.BACK and bet.odds and bet.status != Status.VOID and not bet.is_live
        ]
        gains = [measures.price_clv(bet.odds, bet.closing_odds) for bet in fit if bet.closing_odds]
        closing = vocabulary.closing(*of)["AUD"]
        assert (closing.bets, closing.of) == (len(gains), len(fit))
        assert (
            closing.mean is None
            if not gains
            else abs(closing.mean - sum(gains) / len(gains)) < Decimal("1e-6")
        )
        assert (vocabulary.sat(*of)["AUD"].count, vocabulary.sat(*of)["AUD"].length) == sittings(
            bet.placed_at for bet in bets
        )
        order = [
            (bet, each)
            for bet, each in sorted(made, key=lambda pair: (pair[0].settled_at or START, pair[0].pk))
            if bet.profit_micro is not None
        ]
        moved = swings(*of).get("AUD")
        falls = measures.drawdown(bet.profit_micro for bet, _ in order)
        assert (moved.depth_micro if moved else 0) == falls.depth_micro
        runs = [each.outcome > 0 for _, each in order if each.outcome]
        longest = moved.losses.size if moved and moved.losses else 0
        assert longest == measures.longest_run(runs, of_wins=False)
        own = sum(bet.profit_micro for bet in settled if bet.bonus == Bonus.NONE)
        purse = vocabulary.purses(*of).get("AUD")
        assert (purse.own_profit_micro if purse else 0) == own
        days = {}
        for bet in settled:
            days[bet.settled_at.date()] = days.get(bet.settled_at.date(), 0) + bet.profit_micro
        told = ended(series.results(*of, "AUD", "day"))
        assert told.ended[0].share == measures.share_of_losses(days.values())
        assert (told.worst.profit_micro if told.worst else 0) == min([0, *days.values()])
        combined = [bet for bet in settled if bet.legs_count > 1 and bet.bonus == Bonus.NONE]
        multis = vocabulary.multis(*of).get("AUD")
        assert (multis.profit_micro if multis else 0) == sum(bet.profit_micro for bet in combined)


def test_what_multis_cost_is_told_of_own_money_alone(alice):
    """A bonus multi that won would hide what multis cost; a void one took part with nothing."""
    many = {"owner": alice, "structure": Structure.MULTI, "legs_count": 3}
    create_bet(**many, ref="lost", status=Status.LOST, stake="20")
    create_bet(**many, ref="void", status=Status.VOID, stake="10")
    create_bet(
        **many, ref="free", status=Status.WON, stake="0", profit="90", bonus=Bonus.STATED, at_risk_micro=0,
        bonus_stake_micro=10_000_000,
    )  # fmt: skip
    with acting_as(alice):
        told = vocabulary.multis(alice, Filter(), UTC_ZONE)["AUD"]
    assert (told.bets, told.turnover_micro, told.cost_micro) == (2, 20_000_000, 20_000_000)


def test_what_is_no_turnover_and_what_is_no_win():
    """The cases that trackers get wrong, one by one."""
    unit = 1_000_000
    assert Plain(status="void", stake_micro=unit, profit_micro=0).turnover_micro == 0
    assert Plain(status="lost", stake_micro=unit, odds=Decimal(4), is_lay=True).turnover_micro == 3 * unit
    assert Plain(status="won", stake_micro=unit, is_bonus=True).turnover_micro == 0
    assert Plain(status="cashed_out", stake_micro=unit, profit_micro=unit).outcome == 0
    assert Plain(status="half_won", stake_micro=unit, profit_micro=unit).outcome == 1
    assert Plain(status="half_lost", stake_micro=unit, profit_micro=-unit).outcome == -1
    assert [Plain(status="placed", stake_micro=unit, profit_micro=p).outcome for p in (5, -5, 0)] == [
        1,
        -1,
        0,
    ]


def test_reference_values_of_the_closing_price():
    cases = (("2.10", "2.00", "5.00"), ("1.91", "1.80", "6.11"), ("2.0", "2.1", "-4.76"))
    for taken, close, percent in cases:
        gain = measures.price_clv(Decimal(taken), Decimal(close)) * 100
        assert gain.quantize(Decimal("0.01")) == Decimal(percent)


def test_a_bankroll_is_the_most_that_was_put_in_on_balance(alice):
    for day, kind, amount in (
        (0, "deposit", "100"),
        (1, "withdrawal", "80"),
        (2, "deposit", "50"),
        (3, "deposit", "10"),
    ):
        create_transfer(owner=alice, kind=kind, amount=amount, at=START + timedelta(days=day))
    create_transfer(owner=alice, amount="7", currency="GBP")
    with acting_as(alice):
        assert vocabulary.bankrolls(alice, Filter(), UTC_ZONE) == {"AUD": 100_000_000, "GBP": 7_000_000}
        assert vocabulary.bankrolls(alice, Filter(sport="afl"), UTC_ZONE) == {}
    assert measures.bankroll([100, -80, 90]) == 110
    assert measures.bankroll([-5]) == 0


def test_a_sitting_ends_with_half_an_hour_without_a_bet():
    moments = [START + timedelta(minutes=minute) for minute in (0, 30, 45, 76, 200)]
    assert sittings(moments) == (3, timedelta(minutes=45 + 30))
    assert sittings([]) == (0, timedelta(0))


def test_margins_multiply_in_a_multi():
    assert measures.expected_loss(100_000_000, 1, Decimal("0.05")) == 4_760_000
    assert measures.expected_loss(100_000_000, 4, Decimal("0.05")) == 17_730_000


def test_the_median_is_the_middle():
    assert measures.median(map(Decimal, ("1.5", "9", "2"))) == Decimal("2.00")
    assert measures.median(map(Decimal, ("1.5", "9", "2", "3"))) == Decimal("2.50")
    assert measures.median([]) is None


@pytest.mark.parametrize("zone", [UTC_ZONE, SYDNEY, ZoneInfo("America/New_York")])
def test_balances_at_the_end_of_local_days_are_the_journals(alice, zone):
    for hours, kind, amount in (
        (1, "deposit", "100"),
        (9, "withdrawal", "30"),
        (22, "deposit", "5"),
        (47, "deposit", "9"),
        (75, "withdrawal", "50"),
    ):
        create_transfer(owner=alice, kind=kind, amount=amount, at=START + timedelta(hours=hours))
        create_transfer(owner=alice, amount=amount, at=START + timedelta(hours=hours), bookmaker="betfair")
    days = [date(2026, 3, day) for day in (1, 2, 3, 4, 9)]
    with acting_as(alice):
        accounts = list(Account.objects.coded("book"))
        for bookmaker in ("", "betfair"):
            mine = [account for account in accounts if account.code.endswith(bookmaker)]
            expected = []
            for day in days:
                end = datetime.combine(day + timedelta(days=1), datetime.min.time(), zone).astimezone(UTC)
                expected.append(sum(balances_asof(mine, end - timedelta(microseconds=1)).values()))
            assert balances_after(alice, "AUD", days, zone, bookmaker=bookmaker) == expected
        assert Movement.objects.count() == 10
        assert balances_after(alice, "GBP", days, zone) == [0] * 5


def test_periods_of_days_equal_the_databases_own(alice):
    for number in range(40):
        create_bet(
            owner=alice,
            status=Status.WON,
            profit=str(number - 15),
            placed_at=START + timedelta(days=9 * number),
        )
    with acting_as(alice):
        days = series.results(alice, Filter(), SYDNEY, "AUD", "day")
        for period in ("week", "month", "quarter", "year"):
            assert series.summed_up(days, period) == series.results(alice, Filter(), SYDNEY, "AUD", period)


@pytest.mark.parametrize("page", ["/measures/", "/cost/"])
def test_every_figure_has_its_definition_and_leads_to_bets_that_fit(client, alice, page):
    create_bet(owner=alice, status=Status.WON, stake="10", profit="15", odds=Decimal("2.5"))
    create_bet(owner=alice, status=Status.LOST, stake="40", placed_at=START + timedelta(days=3))
    create_bet(owner=alice, status=Status.LOST, stake="20", structure=Structure.MULTI, legs_count=3)
    create_bet(owner=alice, status=Status.UNDECIDED, stake="12.34")
    create_bet(owner=alice, status=Status.LOST, currency="GBP")
    client.force_login(alice)
    with acting_as(alice):
        told = known(alice, Filter(), SYDNEY)
    assert [each.currency for each in told] == ["AUD", "GBP"]
    text = " ".join(client.get(page).text.split())
    assert "1 bet with $12.34 staked has no result in your files" in text
    for each in told:
        for section in (measures_of if page == "/measures/" else cost)(each):
            for fact in section.facts:
                assert len(fact.definition) > 15, fact.title
                if fact.query:
                    (total,) = client.get(f"/bets/?{fact.query}").context["totals"] or [None]
                    assert total is None or total.currency == each.currency


def test_the_price_of_betting_is_told_by_week_hour_and_bet(client, alice):
    for day in range(0, 21, 10):
        create_bet(owner=alice, stake="30", placed_at=START + timedelta(days=day))
    client.force_login(alice)
    text = " ".join(client.get("/cost/").text.split())
    assert "0.50 hours in 3 sittings" in text
    assert "\N{MINUS SIGN}$180.00" in text  # of ninety in half an hour
    assert "\N{MINUS SIGN}$30.00" in text  # a bet, and over three weeks
    assert "3 of 3 days with settled bets ended below zero" in text


def test_what_is_undecided_is_said_loudly(client, alice):
    create_bet(owner=alice, status=Status.WON, stake="10", profit="15")
    create_bet(owner=alice, status=Status.UNDECIDED, stake="40")
    client.force_login(alice)
    text = " ".join(client.get("/").text.split())
    assert "1 bet with $40.00 staked has no result in your files" in text
    assert "\N{MINUS SIGN}$25.00" in text
