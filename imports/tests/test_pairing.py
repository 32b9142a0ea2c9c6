"""Which bets of two exports are one: same stake, same time, nothing that contradicts; one pairs with one."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from imports.pairing import Told, pair

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
_ids = count(1)


def told(
    form="statement", detail=30, *, stake=10, odds=2.0, after=timedelta(0), text="Arsenal v Everton", bet_id=0
):
    return Told(
        bet_id or next(_ids),
        form,
        detail,
        1,
        stake * 1_000_000,
        odds and Decimal(str(odds)),
        NOON + after,
        text,
    )


def note(**more):
    return told("tracker", 10, **more)


def paired(*bets, **more):
    return [(found.bet_id, found.into_id) for found in pair(bets, **more)]


def test_a_note_of_a_bet_is_that_bet():
    own, noted = told(), note(after=timedelta(minutes=2), text="Arsenal ML")
    assert paired(own, noted) == [(noted.bet_id, own.bet_id)]


def test_two_rows_of_one_export_never_pair():
    assert paired(told(), told()) == []


def test_another_stake_price_or_team_is_another_bet():
    assert paired(told(), note(stake=11)) == []
    assert paired(told(), note(odds=2.1)) == []
    assert paired(told(), note(text="Chelsea v Fulham")) == []


def test_american_odds_in_whole_numbers_are_the_same_odds():
    assert paired(told(odds=1.91), note(odds=1.909091))


def test_a_zone_misread_pairs_only_what_names_the_same():
    late = timedelta(hours=10, minutes=1)
    assert paired(told(), note(after=late))
    assert paired(told(), note(after=late, text="Match odds")) == []
    assert paired(told(), note(after=timedelta(hours=9, minutes=45))) == []


def test_equal_bets_pair_one_to_one():
    own = [told(), told(after=timedelta(minutes=1))]
    noted = [note(), note(after=timedelta(minutes=1)), note(after=timedelta(minutes=2))]
    found = paired(*own, *noted)
    assert len(found) == 2
    assert len({into for _, into in found}) == 2


def test_what_a_person_refused_stays_two_bets():
    own, noted = told(), note()
    assert paired(own, noted, refused=frozenset({(noted.bet_id, own.bet_id)})) == []


def test_a_third_export_joins_the_most_detailed():
    own, listed, noted = told(), told("list", 20), note()
    assert paired(noted, listed, own) == [(listed.bet_id, own.bet_id), (noted.bet_id, own.bet_id)]


bets = st.lists(
    st.builds(
        told,
        form=st.sampled_from(["statement", "list", "tracker"]),
        stake=st.integers(1, 2),
        odds=st.sampled_from([None, 2.0, 3.0]),
        after=st.integers(0, 90).map(lambda minutes: timedelta(minutes=minutes)),
        text=st.sampled_from(["Arsenal v Everton", "Arsenal", "Leeds", ""]),
    ),
    max_size=12,
)


@given(bets, st.randoms())
def test_the_order_of_bets_does_not_matter_and_nobody_is_paired_twice(group, chance):
    found = pair(group)
    shuffled = list(group)
    chance.shuffle(shuffled)
    assert pair(shuffled) == found
    absorbed = [each.bet_id for each in found]
    assert len(set(absorbed)) == len(absorbed)
    assert not set(absorbed) & {each.into_id for each in found}
    by_id = {bet.bet_id: bet for bet in group}
    assert all(by_id[each.bet_id].format != by_id[each.into_id].format for each in found)
    assert all(by_id[each.bet_id].stake_micro == by_id[each.into_id].stake_micro for each in found)
