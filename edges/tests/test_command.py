import json
from io import StringIO

import pytest
from django.core.management import call_command

from edges.tests.factories import create_arbitrage, create_market, tell

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff", "owner"])


def run(*arguments):
    told, beside = StringIO(), StringIO()
    call_command("edges", *arguments, stdout=told, stderr=beside)
    return told.getvalue(), beside.getvalue()


def test_the_command_scans_and_tells():
    create_arbitrage()
    home, away = create_market("Wrong v Number", market="head-to-head", codes="home away")
    tell(home, "bet365", "2.60")
    tell(away, "unibet", "2.10")
    told, beside = run()
    assert told == " +2.00%  arbitrage  Arsenal v Wolves: Home 2.05 bet365, Away 2.03 unibet\n"
    assert "4 prices of 2 markets" in beside
    assert "1 new, 0 confirmed" in beside
    told, beside = run("--no-scan", "--doubtful", "--json")
    assert beside == ""
    plain = json.loads(told)
    assert (plain["event"], plain["legs"][0]["odds"]) == ("Wrong v Number", "2.6")
    assert "is more a certain return" in plain["doubts"][0]
