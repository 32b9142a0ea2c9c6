"""The demonstration, in real seconds, twice; never in production."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from ledger.balances import trial_balance
from rounds import demo
from rounds.models import Round, Wager

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.django_db(transaction=True, databases=["default", "staff", "owner"]),
]


def run():
    out = io.StringIO()
    call_command("rounds_demo", json=True, seconds=3, stdout=out)
    return json.loads(out.getvalue())


def test_it_runs_from_deposit_to_withdrawal_and_again(client, transactional_db):
    told = run()
    assert (told["ok"], told["is_right"], told["withdrawal"]) == (True, True, "paid")
    assert (told["round"]["state"], told["round"]["outcome"], told["round"]["close"]) == (
        "settled",
        "up",
        "1010.00",
    )
    assert told["paid"] == {"una": "142.105803", "dario": "0.00", "mia": "29.239875"}
    assert "A wager that came later was refused." in " ".join(told["steps"])
    keys = [each["key"] for each in told["journal"]]
    assert sum(key.startswith("wager:") for key in keys) == 3
    assert sum(":settle#1:" in key for key in keys) == 4  # lost, fee, two winners
    assert "una's wallet" in {each["out_of"] for each in told["journal"]}
    sums = {}
    for row in trial_balance(using="staff"):
        sums[row.currency] = sums.get(row.currency, 0) + row.balance_micro
    assert set(sums.values()) == {0}
    code = told["round"]["code"]
    assert client.get(f"/rounds/{demo.SLUG}/{code}/").status_code == 200
    second = run()
    assert second["is_right"]
    assert second["round"]["code"] > code
    assert Wager.objects.using("staff").count() == 6


def test_not_in_production_nor_on_a_real_network(transactional_db, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="never in production"):
        call_command("rounds_demo")
    settings.PRODUCTION = False
    settings.DEBUG, settings.SIMULATED_CHAIN_ALLOWED = False, False
    with pytest.raises(CommandError, match="simulated network alone"):
        call_command("rounds_demo")
    assert not Round.objects.using("staff").exists()


def test_one_that_was_interrupted_is_refunded_by_the_next(transactional_db):
    left = demo._open(60)
    told = run()
    assert told["is_right"]
    left.refresh_from_db(using="staff")
    assert (left.state, left.void_reason) == ("void", "The demonstration was interrupted.")
