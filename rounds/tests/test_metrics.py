"""What a monitor reads of rounds."""

from datetime import timedelta
from decimal import Decimal

import pytest

from rounds import forcing, locking, settlement
from rounds.tests.desk import operator
from rounds.tests.factories import fund, open_now, wager
from treasury.metrics import exposition

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff", "owner"])
POOL = 'betsite_round_pools_micro{instrument="nasdaq-composite",currency="USDC",side='


def test_figures_follow_a_round_from_its_opening_to_its_end(moved, alice, bob):
    one = open_now()
    for person, side, micro in ((alice, "up", 3_000_000), (bob, "down", 2_000_000)):
        fund(person, micro)
        wager(person, one, side, micro)
    told = exposition().splitlines()
    assert 'betsite_rounds{state="open"} 1' in told
    assert f'{POOL}"up"}} 3000000' in told
    assert "betsite_rounds_overdue_seconds 0" in told
    moved.to(one.void_at + timedelta(seconds=90))
    locking.lock(one.pk)
    forcing.propose(round_id=one.pk, outcome="up", reason="Test.", by=operator("ann"))
    told = exposition().splitlines()
    assert "betsite_rounds_forced_pending 1" in told
    (late,) = [line for line in told if line.startswith("betsite_rounds_overdue_seconds ")]
    assert 90 <= int(late.split()[1]) < 200
    settlement.settle(one.pk, close=Decimal("23700"), is_final=True)
    told = exposition().splitlines()
    assert 'betsite_rounds{state="settled"} 1' in told
    assert 'betsite_round_fees_micro{currency="USDC"} 20000' in told
    assert "betsite_rounds_untold 1" in told
    assert not [line for line in told if line.startswith(POOL)]
