"""A market's net result and its bets: told once, the commission between them, nothing lost and nothing twice."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from imports.market_nets import CENT, Told, split

NOON = datetime(2026, 6, 23, 12, tzinfo=UTC)


def bet(number, profit, *, event="Suíça x Colômbia", market="Placar correto", hours=0):
    return Told(number, 1, event, market, round(profit * 1_000_000), NOON + timedelta(hours=hours))


def net(number, profit, *, hours=2, **more):
    return bet(number, profit, hours=hours, **more)


def test_a_losing_market_is_the_sum_of_its_bets():
    (found,) = split([net(9, -15)], [bet(1, -10), bet(2, -5)])
    assert found.is_explained
    assert [part.commission_micro for part in found.parts] == [0, 0]


def test_commission_falls_to_the_winning_bets_in_proportion():
    (found,) = split([net(9, 18.70)], [bet(1, 30), bet(2, 10), bet(3, -20)])
    assert found.is_explained
    assert [part.commission_micro for part in found.parts] == [975_000, 325_000, 0]


def test_a_cent_of_rounding_does_not_part_them():
    (found,) = split([net(9, -15.01)], [bet(1, -10), bet(2, -5)])
    assert found.is_explained
    assert sum(part.gross_micro - part.commission_micro for part in found.parts) == -15_010_000


def test_a_market_with_missing_bets_is_not_explained():
    (found,) = split([net(9, 50)], [bet(1, 10)])
    assert not found.is_explained


def test_names_meet_without_accents_case_and_sport():
    markets = [net(9, -1, event="Futebol / SUICA x Colombia", market="placar  correto")]
    assert split(markets, [bet(1, -1)])


def test_the_same_fixture_later_is_another_market():
    found = split([net(8, -1), net(9, -2, hours=50)], [bet(1, -1), bet(2, -2, hours=49)])
    assert {market.market_id: [part.bet_id for part in market.parts] for market in found} == {8: [1], 9: [2]}


def test_another_market_has_no_part_in_it():
    assert split([net(9, -1, market="Resultado")], [bet(1, -1)]) == []


profits = st.lists(st.integers(-50_00, 50_00).map(lambda cents: cents * CENT), min_size=1, max_size=8)


@given(profits, st.integers(0, 10), st.randoms())
def test_what_is_explained_adds_up_to_the_net_result_in_any_order(amounts, percent, chance):
    bets = [Told(number, 1, "A v B", "Match Odds", amount, NOON) for number, amount in enumerate(amounts, 1)]
    gross = sum(amounts)
    fee = gross * percent // 100 if gross > 0 else 0
    market = Told(99, 1, "A v B", "Match Odds", gross - fee, NOON + timedelta(hours=2))
    (found,) = split([market], bets)
    assert found.is_explained
    assert sum(part.gross_micro - part.commission_micro for part in found.parts) == market.profit_micro
    shuffled = list(bets)
    chance.shuffle(shuffled)
    assert split([market], shuffled) == [found]
