"""The parts of a balance, from the journal that a whole import wrote."""

from zoneinfo import ZoneInfo

import pytest

from analytics.adding_up import adding_up
from analytics.figures import by_bookmaker, by_currency
from analytics.filters import Filter
from analytics.proofs import proofs
from analytics.tests.factories import create_transfer, import_file
from imports import generator
from ledger.chart import ensure_account
from web.context import acting_as

UTC_ZONE = ZoneInfo("UTC")


def parts(user, asked=None):
    asked = asked or Filter()
    with acting_as(user):
        totals = by_currency(by_bookmaker(user, asked, UTC_ZONE))
        return adding_up(user, asked, totals), {total.currency: total for total in totals}


@pytest.mark.parametrize(
    "slug", ["sportsbet", "betfair-account-statement", "smarkets", "matchbook", "pikkit"]
)
def test_the_parts_meet_the_balance_and_the_bets(alice, slug):
    import_file(alice, generator.make(slug, 300, 5))
    found, totals = parts(alice)
    assert found
    for currency, sums in found.items():
        assert sum(micro for _, micro in sums.parts) == sums.balance_micro
        assert sums.balance_micro == totals[currency].balance_micro
        assert sums.result_micro == totals[currency].profit_micro
        assert sums.deposits_micro == totals[currency].deposits_micro


def test_one_bookmakers_parts_leave_the_other_out(alice):
    create_transfer(owner=alice, amount="100")
    create_transfer(owner=alice, amount="30", kind="withdrawal")
    create_transfer(owner=alice, amount="7", bookmaker="betfair")
    found, _ = parts(alice, Filter(bookmaker="sportsbet"))
    assert found["AUD"].parts[:2] == [("You put in", 100_000_000), ("You took out", -30_000_000)]
    assert found["AUD"].balance_micro == 70_000_000


@pytest.mark.parametrize("asked", [Filter(sport="tennis"), Filter(q="x")])
def test_deposits_belong_to_no_sport(alice, asked):
    create_transfer(owner=alice)
    assert parts(alice, asked)[0] == {}


def test_a_proof_counts_the_same_file_once_and_only_for_its_currency(alice):
    content = generator.make("sportsbet", 120, 3)
    import_file(alice, content)
    import_file(alice, content)
    with acting_as(alice):
        found = proofs(alice, Filter())
    assert list(found) == ["AUD"]
    assert (found["AUD"].proved_rows, found["AUD"].breaks, found["AUD"].unproved_files) == (120, 0, 0)


def test_a_gap_is_told_with_its_account_until_a_file_fills_it(alice):
    rows = generator.make("sportsbet", 120, 3).decode().splitlines(keepends=True)
    upload = import_file(alice, "".join(rows[:40] + rows[42:]).encode())
    with acting_as(alice):
        found = proofs(alice, Filter())["AUD"]
    assert found.broken in upload.accounts
    assert found.proved_rows < 120
    assert found.breaks >= 1
    import_file(alice, "".join(rows[:80]).encode())
    with acting_as(alice):
        found = proofs(alice, Filter())["AUD"]
    assert (found.proved_rows, found.breaks, found.broken) == (120, 0, None)


def test_a_wallet_of_this_site_is_no_bookmakers_and_breaks_nothing(alice, client):
    create_transfer(owner=alice, amount="100")
    with acting_as(alice):
        ensure_account(owner=alice, code="wallet", currency="AUD")
    found, _ = parts(alice)
    client.force_login(alice)

    assert found["AUD"].balance_micro == 100_000_000
    assert client.get("/").status_code == 200
