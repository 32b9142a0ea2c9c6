"""What is owed and held: exact, per currency, a deficit shown as such; command, metric, snapshot and page."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from treasury.bank_statements import import_statement
from treasury.models import DaySolvency
from treasury.reconciliation import reconcile
from treasury.solvency import positions, take_snapshot
from treasury.tests.house import bank, chain, money_in, statement_csv
from web.clock import now

pytestmark = pytest.mark.django_db(databases=["default", "staff"], transaction=True)


@pytest.fixture
def book(alice, bob):
    """AUD 70 of two people at the bank, USDC 30 on the chain; the bank says it has 65."""
    money_in(alice, bank(), 50)
    money_in(bob, bank(), 20)
    money_in(alice, chain(), 30)
    import_statement(account=bank(), content=statement_csv((1, 65)), name="march.csv")


def test_each_currency_stands_for_itself(book):
    aud, usdc = positions()
    assert (aud.currency, aud.liabilities_micro, aud.bank_micro, aud.surplus_micro) == (
        "AUD",
        70_000_000,
        70_000_000,
        0,
    )
    assert (aud.stated_micro, aud.chain_micro) == (65_000_000, 0)
    assert (usdc.currency, usdc.chain_micro, usdc.stated_micro) == ("USDC", 30_000_000, None)
    assert usdc.is_solvent


def run(*args):
    out, code = StringIO(), 0
    try:
        call_command(*args, stdout=out)
    except SystemExit as end:
        code = end.code
    return code, out.getvalue()


def test_the_command_tells_and_a_deficit_ends_it_with_one(book, alice):
    code, told = run("tvl", "--json")
    assert code == 0
    assert json.loads(told)["currencies"][0]["tvl_micro"] == 70_000_000
    from ledger.chart import ensure_account
    from ledger.posting import Posting, post
    from treasury.tests.house import wallet
    from web.context import acting_as

    with acting_as(alice):  # money that came from nowhere the house holds anything
        outside = ensure_account(owner=alice, code="outside:x", currency="AUD")
        post(Posting(wallet(alice).pk, outside.pk, 5_000_000, "AUD", "gift", "test:gift", now()))
    code, told = run("tvl")
    assert code == 1
    assert "AUD  owed 75.00  held 70.00  DEFICIT -5.00" in told


def test_nothing_is_covered(db):
    assert run("tvl")[0] == 0


def test_a_day_is_kept_once_with_its_newest_figures(book, alice):
    take_snapshot()
    money_in(alice, bank(), 10)
    take_snapshot()
    take_snapshot(day=now().date() - timedelta(days=1))
    kept = DaySolvency.objects.filter(currency="AUD").order_by("day")
    assert [each.liabilities_micro for each in kept] == [80_000_000, 80_000_000]


def test_the_page_shows_sums_and_the_readers_own_part(book, client, bob):
    take_snapshot()
    client.force_login(bob)
    text = client.get("/money/solvency/").text
    assert "$70.00 held for $70.00 owed" in text
    assert '<dd class="value">$20.00</dd>' in text
    assert 'data-chart="held-AUD"' in text
    assert "$50.00" not in text


def test_the_page_says_when_there_is_too_little(client, bob):
    DaySolvency.objects.using("staff").create(
        day=now().date(),
        currency="AUD",
        wallets_micro=10_000_000,
        held_micro=0,
        withdrawals_micro=0,
        pools_micro=0,
        chain_micro=0,
        bank_micro=4_000_000,
        taken_at=now(),
    )
    client.force_login(bob)
    text = client.get("/money/solvency/").text
    assert "Deficit" in text
    assert "$6.00 short" in text


# --- The metric ----------------------------------------------------------------------------------------------------
def test_the_metric_tells_solvency_and_breaks(book, client):
    reconcile()
    answer = client.get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = answer.text.splitlines()
    assert 'betsite_liabilities_micro{currency="AUD",sort="wallets"} 70000000' in lines
    assert 'betsite_surplus_micro{currency="USDC"} 0' in lines
    assert 'betsite_breaks_open{kind="line"} 1' in lines
    assert all(line.startswith("#") or line.rsplit(" ", 1)[1].lstrip("-").isdigit() for line in lines)


def test_the_metric_is_for_the_token_or_for_this_machine_alone(client, settings):
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404
    settings.PRODUCTION = True
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "long and secret"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer long and secreT"}).status_code == 404
    answer = client.get(
        "/metrics", headers={"Authorization": "Bearer long and secret"}, REMOTE_ADDR="203.0.113.9"
    )
    assert answer.status_code == 200
