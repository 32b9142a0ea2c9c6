"""Each marker on histories whose figure is worked out by hand."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D
from zoneinfo import ZoneInfo

import pytest

from analytics.harm.markers.chasing import chasing
from analytics.harm.markers.deposits import deposits
from analytics.harm.markers.escalation import escalation
from analytics.harm.markers.frequency import frequency
from analytics.harm.markers.hours import hours
from analytics.harm.markers.live import live
from analytics.harm.markers.longshots import longshots
from analytics.harm.markers.multis import multis
from analytics.harm.markers.night import night
from analytics.harm.markers.spending import spending
from analytics.harm.markers.withdrawals import withdrawals
from analytics.harm.tests.made import MICRO, NOON, SYDNEY, bet, history, transfer

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def facts(finding):
    return {fact.label: fact.value for fact in finding.facts}


def days_of_chasing(count=10, gap=30):
    """Each day a bet of 10 that loses after an hour, and one of 25 `gap` minutes after that."""
    for day in range(count):
        at = NOON + day * DAY
        yield bet(2 * day, at, 10, result=-10, after=60)
        yield bet(2 * day + 1, at + HOUR + timedelta(minutes=gap), 25, result=25, after=60)


# --- Chasing ------------------------------------------------------------------------------------------------
def test_stakes_within_the_hour_after_a_loss_are_set_against_the_others():
    found = chasing(history(days_of_chasing()))
    assert (found.value, found.cases) == (D("2.5"), 10)
    assert facts(found)["Median stake within the hour after a loss"] == 25 * MICRO
    assert facts(found)["Median of the other stakes"] == 10 * MICRO
    assert facts(found)["Bets within the hour after a loss"] == D("0.5")
    assert facts(found)["Bets within 15 minutes of a loss"] == 0


@pytest.mark.parametrize(
    ("gap", "within_hour", "within_quarter"),
    [(15, D("0.5"), D("0.5")), (16, D("0.5"), D(0)), (60, D("0.5"), D(0))],
)
def test_the_windows_hold_their_last_minute(gap, within_hour, within_quarter):
    found = facts(chasing(history(days_of_chasing(gap=gap))))
    assert found["Bets within the hour after a loss"] == within_hour
    assert found["Bets within 15 minutes of a loss"] == within_quarter


def test_a_minute_more_than_an_hour_is_no_chase():
    found = chasing(history(days_of_chasing(gap=61)))
    assert found.value is None
    assert "0 bets within the hour after a loss and 20 others" in found.missing


def test_the_last_result_decides_and_what_settles_together_is_added():
    rows = []
    for day in range(10):
        at = NOON + day * DAY
        rows += [
            bet(10 * day, at, 10, result=-10, after=60),
            bet(10 * day + 1, at, 10, result=30, after=60),
            bet(10 * day + 2, at + HOUR + timedelta(minutes=5), 50),
        ]
    assert chasing(history(rows)).cases == 0  # 30 − 10 at one moment is a gain


def test_a_loss_whose_moment_nobody_tells_is_named_and_not_guessed():
    rows = [bet(n, NOON + n * DAY, result=-10) for n in range(25)]
    found = chasing(history(rows))
    assert found.value is None
    assert found.left_out == "Left out: 25 losses whose moment no file tells"


def test_a_bet_is_not_placed_after_its_own_result():
    rows = [bet(n, NOON + n * DAY, result=-10, after=0) for n in range(25)]
    assert chasing(history(rows)).cases == 0


# --- Growing stakes -----------------------------------------------------------------------------------------
def weeks_of(*stakes, per_week=4):
    return [
        bet(10 * week + n, NOON + week * 7 * DAY + n * DAY, stake)
        for week, stake in enumerate(stakes)
        for n in range(per_week)
    ]


def test_equal_stakes_do_not_grow():
    found = escalation(history(weeks_of(10, 10, 10, 10, 10, 10)))
    assert found.value == 0
    assert facts(found)["Variation of stakes (standard deviation over mean)"] == 0


def test_stakes_that_rise_by_five_a_week_grow_by_twenty_in_four_weeks():
    found = escalation(history(weeks_of(10, 15, 20, 25, 30, 35)))
    assert found.value == (D(20) / D("22.5")).quantize(D("0.000001"))
    assert facts(found)["Median stake"] == D("22.5") * MICRO


def test_one_wild_week_moves_the_slope_of_all_pairs_little():
    assert escalation(history(weeks_of(10, 10, 10, 500, 10, 10, 10))).value == 0


def test_five_weeks_are_no_trend_but_the_stakes_are_told():
    found = escalation(history(weeks_of(10, 20, 30, 40, 50)))
    assert found.value is None
    assert "5 weeks" in found.missing
    assert facts(found)["Largest stake"] == 50 * MICRO


# --- Nights, in local time ----------------------------------------------------------------------------------
def test_nights_are_those_of_the_persons_clock():
    at_half_past_ten = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)  # 23:30 in Sydney, 12:30 in London
    rows = [bet(n, at_half_past_ten + n * DAY) for n in range(20)]
    assert night(history(rows)).value == 1
    london = [bet(n, at_half_past_ten + n * DAY, zone=ZoneInfo("Europe/London")) for n in range(20)]
    assert night(history(london)).value == 0


@pytest.mark.parametrize(
    ("hour", "minute", "is_night"),
    [(22, 59, False), (23, 0, True), (0, 30, True), (4, 59, True), (5, 0, False)],
)
def test_the_night_begins_at_eleven_and_ends_at_five(hour, minute, is_night):
    rows = [bet(n, datetime(2026, 3, 2, hour, minute, tzinfo=SYDNEY) + n * DAY) for n in range(20)]
    assert night(history(rows)).value == int(is_night)


def test_the_same_moment_of_the_day_in_utc_leaves_the_night_with_summer_time():
    """Sydney goes back to standard time on 5 April 2026: 12:30 UTC is 23:30 before and 22:30 after."""
    rows = [bet(n, datetime(2026, 3, 26, 12, 30, tzinfo=UTC) + n * DAY) for n in range(20)]
    found = night(history(rows))
    assert facts(found)["Bets placed at night"] == 10
    assert [point.value for point in found.months] == [D(1), (D(4) / 14).quantize(D("0.000001"))]


def test_files_that_tell_days_only_say_nothing_of_nights():
    rows = [bet(n, datetime(2026, 3, 2 + n, 0, 0, tzinfo=SYDNEY)) for n in range(25)]
    found = night(history(rows))
    assert found.value is None
    assert "no bets with a time of day" in found.missing
    assert found.left_out == "Left out: 25 without a time of day"


# --- Deposits and withdrawals -------------------------------------------------------------------------------
def test_three_deposits_in_a_day_are_a_burst():
    made = [transfer(n, NOON + n * 11 * HOUR) for n in range(3)] + [transfer(9, NOON + 5 * DAY)]
    found = deposits(history(transfers=made))
    assert (found.value, found.cases) == (1, 4)
    assert facts(found)["Most deposits within 24 hours"] == 3
    assert facts(found)["Put in by them"] == 200 * MICRO


def test_the_third_deposit_after_a_whole_day_is_none():
    made = [transfer(n, NOON + n * 12 * HOUR) for n in range(3)]
    assert deposits(history(transfers=made)).value == 0


def test_six_deposits_in_two_days_are_two_bursts():
    made = [transfer(n, NOON + n * 8 * HOUR) for n in range(6)]
    assert deposits(history(transfers=made)).value == 2


def test_a_deposit_within_the_hour_after_a_loss_is_counted():
    rows = [bet(1, NOON, result=-10, after=30), bet(2, NOON + DAY, result=10, after=30)]
    made = [transfer(1, NOON + HOUR), transfer(2, NOON + 3 * HOUR), transfer(3, NOON + DAY + HOUR)]
    found = deposits(history(rows, made))
    assert facts(found)["Deposits within the hour after a loss"] == D("0.333333")


def test_without_deposits_nothing_is_said_of_them():
    assert deposits(history([bet(1, NOON)])).missing.startswith("Your files tell no deposits")


def test_returned_withdrawals_are_counted_against_those_asked_for():
    made = [transfer(n, NOON + n * DAY, 100, "withdrawal") for n in range(4)]
    made.append(transfer(9, NOON + 2 * DAY + HOUR, 100, "withdrawal_returned"))
    found = withdrawals(history(transfers=made))
    assert (found.value, found.cases) == (1, 4)
    assert facts(found)["Returned, of those asked for"] == D("0.25")
    assert facts(found)["Amount returned"] == 100 * MICRO
    assert [point.value for point in found.months] == [1, 0]


# --- Shares -------------------------------------------------------------------------------------------------
def test_long_odds_are_above_ten_and_untold_odds_are_left_out():
    rows = [bet(n, NOON + n * HOUR, 10, odds="10.01" if n < 5 else "10", result=-10) for n in range(20)]
    found = longshots(history([*rows, bet(99, NOON)]))
    assert (found.value, found.cases, found.left_out) == (D("0.25"), 20, "Left out: 1 without odds")
    assert facts(found)["Result of those bets"] == -50 * MICRO


def test_multis_by_number_and_by_money():
    rows = [bet(n, NOON + n * HOUR, 30 if n < 5 else 10, is_multi=n < 5) for n in range(20)]
    found = multis(history(rows))
    assert found.value == D("0.25")
    assert facts(found)["Of the money staked"] == D("0.5")


def test_in_play_among_those_that_say_so():
    rows = [bet(n, NOON + n * HOUR, is_live=n < 5) for n in range(20)] + [bet(50, NOON)]
    found = live(history(rows))
    assert (found.value, found.cases) == (D("0.25"), 20)


@pytest.mark.parametrize("marker", [night, longshots, multis, live, hours])
def test_nineteen_bets_are_too_few_to_say_anything(marker):
    rows = [bet(n, NOON + n * DAY, odds="2", is_live=True) for n in range(19)]
    found = marker(history(rows))
    assert found.value is None
    assert "19 bets" in found.missing


# --- Days, hours, income ------------------------------------------------------------------------------------
def test_days_a_week_count_local_days_once():
    rows = [bet(10 * week + n, NOON + week * 7 * DAY + n * HOUR) for week in range(5) for n in range(3)]
    found = frequency(history(rows))
    assert found.value == (D(5 * 7) / 29).quantize(D("0.000001"))  # five days within 29
    assert [point.value for point in found.months] == [5, 0]


def test_a_day_is_the_persons_day_not_utc():
    """13:30 UTC on 2 March is already 3 March in Sydney at 00:30; 12:30 UTC is still the second."""
    rows = [
        bet(1, datetime(2026, 3, 2, 12, 30, tzinfo=UTC)),
        bet(2, datetime(2026, 3, 2, 13, 30, tzinfo=UTC)),
        bet(3, datetime(2026, 3, 30, 1, 0, tzinfo=UTC)),
    ]
    assert frequency(history(rows)).cases == 3


def test_hours_run_from_the_first_to_the_last_bet_of_a_sitting():
    rows = []
    for day in range(7):
        at = NOON + day * DAY
        rows += [bet(10 * day + n, at + timedelta(minutes=30 * n)) for n in range(3)]  # one hour
        rows.append(bet(10 * day + 5, at + timedelta(minutes=91)))  # 31 minutes later: a sitting of its own
    found = hours(history(rows))
    assert found.value == 7  # in one week
    assert facts(found)["Sittings"] == 14
    assert facts(found)["Longest sitting, at least"] == 1


def test_a_sitting_over_the_end_of_summer_time_is_as_long_as_it_was():
    """On 5 April 2026 the hour from two to three comes twice in Sydney: ten bets, 20 minutes apart, are three hours."""
    start = datetime(2026, 4, 4, 14, 40, tzinfo=UTC)  # 01:40 summer time
    rows = [bet(n, start + timedelta(minutes=20 * n)) for n in range(10)]
    rows += [bet(100 + n, NOON + n * DAY) for n in range(10)]
    assert facts(hours(history(rows)))["Longest sitting, at least"] == 3


def test_loss_against_income_over_the_months_with_results():
    results = {("AUD", date(2026, 3, 1)): -150 * MICRO, ("AUD", date(2026, 4, 1)): 50 * MICRO}
    made = history(results_micro=results, income_micro=2_000 * MICRO, income_currency="AUD")
    found = spending(made.of("AUD"))
    assert found.value == D("0.025")  # 100 of 4,000
    assert [point.value for point in found.months] == [D("0.075"), D("-0.025")]


def test_income_of_another_currency_is_never_compared():
    results = {("GBP", date(2026, 3, 1)): -150 * MICRO}
    made = history(results_micro=results, income_micro=2_000 * MICRO, income_currency="AUD")
    found = spending(made.of("GBP"))
    assert found.value is None
    assert "Tell your income" in found.missing
    assert facts(found)["Net loss in these months"] == 150 * MICRO


def test_the_loss_of_some_days_is_held_against_the_income_of_these_days():
    """A week of February asked for alone: a quarter of the month's income, not all of it."""
    made = history(
        results_micro={("AUD", date(2026, 2, 1)): -100 * MICRO},
        income_micro=4_000 * MICRO,
        income_currency="AUD",
        first=date(2026, 2, 8),
        last=date(2026, 2, 14),
    )
    found = spending(made.of("AUD"))
    assert found.value == D("0.1")
    assert [point.value for point in found.months] == [D("0.1")]
    assert facts(found)["Net loss a month"] == 400 * MICRO
