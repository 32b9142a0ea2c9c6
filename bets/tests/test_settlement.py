"""The settlement table, one row a case, checked by hand; then what must hold for every bet."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bets import settlement as s
from bets.settlement import Leg, Settled, SettlementError

TEN = 10_000_000
CASES = {
    "ten at 2.50 wins fifteen": (s.win(TEN, D("2.50")), (25, 15, 10)),
    "ten lost": (s.lose(TEN), (0, -10, 10)),
    "a void is no turnover": (s.void(TEN), (10, 0, 0)),
    "half won at 1.90 wins 4.50": (s.half_win(TEN, D("1.90")), ("14.5", "4.5", 10)),
    "half lost loses five": (s.half_lose(TEN), (5, -5, 10)),
    "cash-out below the stake": (s.cash_out(TEN, 7_500_000), ("7.5", "-2.5", 10)),
    "cash-out above the stake": (s.cash_out(TEN, 12_000_000), (12, 2, 10)),
    "bonus bet at 4.00, stake not returned": (s.bonus_win(TEN, D(4)), (30, 30, 0)),
    "bonus bet at 4.00, stake returned": (s.bonus_win(TEN, D(4), is_stake_returned=True), (40, 40, 0)),
    "bonus bet lost": (s.bonus_lose(), (0, 0, 0)),
    "each-way winner at 9.00, a fifth": (
        s.each_way(TEN, D(9), place_fraction=D("0.2"), is_winner=True, is_placed=True),
        (116, 96, 20),
    ),
    "each-way placed at 9.00, a fifth": (
        s.each_way(TEN, D(9), place_fraction=D("0.2"), is_winner=False, is_placed=True),
        (26, 6, 20),
    ),
    "each-way unplaced": (
        s.each_way(TEN, D(9), place_fraction=D("0.2"), is_winner=False, is_placed=False),
        (0, -20, 20),
    ),
    "dead heat of two at 5.00": (s.dead_heat(TEN, D(5), tied=2), (25, 15, 10)),
    "dead heat of three for two places at 3.00": (s.dead_heat(TEN, D(3), tied=3, places=2), (20, 10, 10)),
    "dead heat at odds too short to gain": (s.dead_heat(TEN, D("1.50"), tied=2), ("7.5", "-2.5", 10)),
    "Rule 4 of 25p at 5.00": (s.win(TEN, D(5), deduction=D("0.25")), (40, 30, 10)),
    "lay of ten at 4.30 wins ten": (s.lay(TEN, D("4.30"), has_selection_won=False), (43, 10, 33)),
    "lay of ten at 4.30 loses 33": (s.lay(TEN, D("4.30"), has_selection_won=True), (0, -33, 33)),
    "treble at 2 x 3 x 1.5": (
        s.multi(TEN, [Leg(D(2), "won"), Leg(D(3), "won"), Leg(D("1.5"), "won")]),
        (90, 80, 10),
    ),
    "treble with a void leg": (
        s.multi(TEN, [Leg(D(2), "won"), Leg(D(3), "void"), Leg(D("1.5"), "won")]),
        (30, 20, 10),
    ),
    "treble with a lost leg": (s.multi(TEN, [Leg(D(2), "won"), Leg(D(3), "lost")]), (0, -10, 10)),
    "double with a half-won leg": (s.multi(TEN, [Leg(D(2), "won"), Leg(D(3), "half_won")]), (40, 30, 10)),
    "double with a half-lost leg": (s.multi(TEN, [Leg(D(2), "won"), Leg(D(3), "half_lost")]), (10, 0, 10)),
    "all legs void": (s.multi(TEN, [Leg(D(2), "void"), Leg(D(3), "void")]), (10, 0, 0)),
    "2/3 with one loser": (
        s.system(TEN, [Leg(D(2), "won"), Leg(D(3), "won"), Leg(D(4), "lost")], [2]),
        (60, 30, 30),
    ),
    "Trixie with all winners": (
        s.system(TEN, [Leg(D(2), "won"), Leg(D(2), "won"), Leg(D(2), "won")], [2, 3]),
        (200, 160, 40),
    ),
    "Patent with a single winner": (
        s.system(TEN, [Leg(D(5), "won"), Leg(D(2), "lost"), Leg(D(2), "lost")], [1, 2, 3]),
        (50, -20, 70),
    ),
}
stakes = st.integers(min_value=0, max_value=10**13).map(lambda cents: cents * 10_000)
odds = st.decimals(min_value=1, max_value=1000, places=3)
outcomes = st.sampled_from(["won", "lost", "void", "half_won", "half_lost"])
legs = st.lists(st.builds(Leg, odds, outcomes), min_size=1, max_size=6)


@pytest.mark.parametrize("name", CASES)
def test_the_settlement_table(name):
    found, (returned, profit, turnover) = CASES[name]
    assert found == Settled(*(int(D(amount) * 1_000_000) for amount in (returned, profit, turnover)))


def test_commission_is_on_the_net_of_the_market():
    assert s.commission([10_000_000, -4_000_000], D("0.05")) == 300_000
    assert s.commission([4_000_000, -10_000_000], D("0.05")) == 0


def test_returns_are_rounded_half_up_to_the_cent():
    assert s.win(3_330_000, D("1.5")).returned_micro == 5_000_000
    assert s.win(1_000_000, D("1.555")).returned_micro == 1_560_000
    assert s.win(1_000_000, D("1.555"), unit_micro=1).returned_micro == 1_555_000


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: s.win(-1, D(2)),
        lambda: s.win(1, D("0.99")),
        lambda: s.win(1, D("NaN")),
        lambda: s.win(1, D(2), deduction=D("1.1")),
        lambda: s.dead_heat(1, D(2), tied=1, places=2),
        lambda: s.cash_out(1, -1),
        lambda: s.multi(1, []),
        lambda: s.multi(1, [Leg(D(2), "abandoned")]),
        lambda: s.system(1, [Leg(D(2), "won")], [2]),
    ],
)
def test_what_no_bet_can_be_is_refused(wrong):
    with pytest.raises(SettlementError):
        wrong()


@given(stakes, odds)
def test_profit_is_return_less_stake_and_half_a_win_lies_between_push_and_win(stake, price):
    won, half = s.win(stake, price), s.half_win(stake, price)
    assert won.profit_micro == won.returned_micro - stake
    assert 0 <= half.profit_micro <= max(won.profit_micro, 10_000)
    assert abs(2 * half.profit_micro - won.profit_micro) <= 20_000


@given(stakes, odds)
def test_a_lay_is_the_other_side_of_a_back(stake, price):
    assert s.lay(stake, price, has_selection_won=True).profit_micro == -s.win(stake, price).profit_micro
    assert s.lay(stake, price, has_selection_won=False).profit_micro == -s.lose(stake).profit_micro


@given(stakes, legs)
def test_a_void_leg_changes_nothing_and_a_lost_one_everything(stake, chosen):
    with_void = s.multi(stake, [*chosen, Leg(D(7), "void")])
    assert with_void.returned_micro == s.multi(stake, chosen).returned_micro
    assert s.multi(stake, [*chosen, Leg(D(7), "lost")]).returned_micro == 0


@given(stakes, st.lists(st.builds(Leg, odds, outcomes), min_size=2, max_size=5))
def test_a_system_of_full_size_is_the_multi(stake, chosen):
    assert s.system(stake, chosen, [len(chosen)]) == s.multi(stake, chosen)
