"""People are told of what was found for them: all of a look together, every edge once."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.models import Notification
from accounts.protection.pauses import take_break
from edges import scan, tasks, telling
from edges.models import Edge
from edges.preferring import prefer
from edges.tests.factories import create_arbitrage, create_market, tell
from edges.tests.test_life import side_by_side
from web.clock import now

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff", "owner"])


def told(user):
    return list(Notification.objects.using("staff").filter(owner=user).order_by("pk"))


def test_all_of_a_look_are_told_together_and_once(alice, bob):
    create_arbitrage("Before v It")
    prefer(user=alice, is_told=True)
    prefer(user=bob, is_told=False)
    create_arbitrage("Arsenal v Wolves")
    create_arbitrage("Leeds v Everton", odds="2.06 2.03")
    assert telling.tell_everybody() == 1
    (one,) = told(alice)
    assert (one.kind, one.title, one.url) == ("edge", "2 edges found", "/edges/")
    assert one.body == "Arbitrage +2.2%: Leeds v Everton\nArbitrage +2.0%: Arsenal v Wolves"
    assert telling.tell_everybody() == 0
    assert told(bob) == []
    create_arbitrage("Third v Match")
    telling.tell_everybody()
    assert [each.title for each in told(alice)] == ["2 edges found", "1 edge found"]


def test_one_is_told_with_its_page(alice):
    prefer(user=alice, is_told=True)
    edge = create_arbitrage()
    telling.tell_everybody()
    assert told(alice)[0].url == f"/edges/{edge.pk}/"


def test_small_ones_and_wrong_numbers_are_not_told(alice):
    prefer(user=alice, is_told=True, least_certain=Decimal("0.03"))
    create_arbitrage()
    home, away = create_market("Wrong v Number", market="head-to-head", codes="home away")
    tell(home, "bet365", "2.60")
    tell(away, "unibet", "2.10")
    scan.scan(at=now())
    assert Edge.objects.using("staff").filter(is_doubtful=True).exists()
    assert telling.tell_everybody() == 0
    assert told(alice) == []


def test_nobody_is_told_during_a_break(alice):
    prefer(user=alice, is_told=True)
    take_break(user=alice, length=timedelta(days=1))
    create_arbitrage()
    assert telling.tell_everybody() == 0
    assert told(alice) == []


def test_two_workers_tell_once(alice):
    prefer(user=alice, is_told=True)
    create_arbitrage()
    assert sorted(side_by_side(lambda _: telling.tell(alice), 3)) == [False, False, True]
    assert len(told(alice)) == 1


def test_the_task_scans_only_what_changed(alice, monkeypatch):
    looked = []
    monkeypatch.setattr("edges.scan.everything", lambda *, at: looked.append(at))
    home, _ = create_market(market="head-to-head", codes="home away")
    tell(home, "bet365", "2.05")
    tasks.scan_prices()
    tasks.scan_prices()
    assert len(looked) == 1
    tell(home, "bet365", "2.06")
    tasks.scan_prices()
    assert len(looked) == 2
