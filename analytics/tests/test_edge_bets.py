"""An edge taken into bets by one click: entered, posted, linked, tagged; all of it or nothing, and once."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.models import Pause
from accounts.protection.limits import set_limit
from accounts.protection.pauses import take_break
from analytics import edge_bets
from bets.models import Bet
from edges import scan
from edges.models import Edge, TakenBet, Taking
from edges.stakes import Wish
from edges.taking import HasEnded, take
from edges.tests.factories import create_arbitrage, create_market, tell
from imports.by_hand.standing import standing
from imports.models import Remark
from ledger.balances import trial_balance
from ledger.money import to_micro
from ledger.tests.test_concurrency import together
from web.clock import now
from web.context import acting_as

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff", "owner"])


@pytest.fixture
def edge():
    return create_arbitrage("Arsenal v Wolves")


@pytest.fixture
def member(client, alice):
    client.force_login(alice)
    return client


def bets_of(user):
    with acting_as(user):
        found = Bet.objects.visible_to(user).select_related("bookmaker", "event").order_by("pk")
        return [(bet.bookmaker.slug, bet.odds, bet.stake_micro, bet.status, bet.event_name) for bet in found]


def test_one_click_enters_all_its_bets_at_the_stakes_that_were_shown(member, alice, edge):
    page = member.get(f"/edges/{edge.pk}/?total=1000&step=0.01")
    assert "I placed them: enter these bets" in page.text
    assert '<td class="num">497.55</td>' in page.text
    page = member.post(
        f"/edges/{edge.pk}/bets/", {"total": "1000", "step": "0.01", "tags": "Arbs, football"}, follow=True
    )
    assert "Taken. Its 2 bets were entered and linked" in page.text
    assert bets_of(alice) == [
        ("bet365", Decimal("2.05"), to_micro("497.55"), "open", "Arsenal v Wolves"),
        ("unibet", Decimal("2.03"), to_micro("502.45"), "open", "Arsenal v Wolves"),
    ]
    with acting_as(alice):
        assert sorted(TakenBet.objects.values_list("place", flat=True)) == [1, 2]
        assert {tuple(remark.tags) for remark in Remark.objects.all()} == {("arbs", "football")}
        opened = [
            row.balance_micro for row in trial_balance("AUD", owner=alice) if row.code.startswith("open:")
        ]
        assert sum(opened) == to_micro("1000")
    assert "enter these bets" not in member.get(f"/edges/{edge.pk}/").text


def test_again_it_enters_nothing(member, alice, edge):
    for said in ("were entered and linked", "Its bets were entered before"):
        assert said in member.post(f"/edges/{edge.pk}/bets/", {"total": "100"}, follow=True).text
    assert len(bets_of(alice)) == 2


def test_of_many_clicks_at_once_one_enters_them(alice, edge):
    outcomes = together(lambda _: edge_bets.enter_all(user=alice, edge_id=edge.pk, wish=Wish()), threads=4)
    assert sorted(len(made) for made, _ in outcomes) == [0, 0, 0, 2]
    assert len(bets_of(alice)) == 2


def test_a_leg_that_has_its_bet_gets_no_second_one(alice, edge):
    edge_bets.enter_all(user=alice, edge_id=edge.pk, wish=Wish())
    with acting_as(alice):
        TakenBet.objects.get(place=2).delete()
    made, _ = edge_bets.enter_all(user=alice, edge_id=edge.pk, wish=Wish())
    assert len(made) == 1
    assert [slug for slug, *_ in bets_of(alice)] == ["bet365", "unibet", "unibet"]


def test_a_lay_is_entered_as_one_with_its_commission(alice):
    home, *_ = create_market(market="head-to-head", codes="home away")
    tell(home, "bet365", "2.30")
    tell(home, "betfair", "2.10", side="lay")
    scan.scan(at=now())
    edge = Edge.objects.using("staff").get(kind="back_lay")
    edge_bets.enter_all(user=alice, edge_id=edge.pk, wish=Wish(total=Decimal(100)))
    with acting_as(alice):
        back, lay = Bet.objects.order_by("side")
        assert (back.side, lay.side) == ("back", "lay")
        assert (back.at_risk_micro, lay.at_risk_micro) == (to_micro("44.76"), to_micro("55.24"))
        assert standing(alice, lay.pk).entry.commission == Decimal("0.05")


def test_what_has_ended_is_not_entered_and_nothing_is_kept(alice, edge, monkeypatch):
    monkeypatch.setattr("edges.taking.now", lambda: now() + timedelta(days=3))
    with pytest.raises(HasEnded):
        edge_bets.enter_all(user=alice, edge_id=edge.pk, wish=Wish())
    assert bets_of(alice) == []


def test_what_was_taken_in_time_may_be_entered_after_it_ended(member, alice, edge, monkeypatch):
    with acting_as(alice):
        take(user=alice, edge_id=edge.pk, tags=["arbs"])
    Edge.objects.using("staff").filter(pk=edge.pk).update(state="closed")
    assert "enter these bets" in member.get(f"/edges/{edge.pk}/").text
    assert len(edge_bets.enter_all(user=alice, edge_id=edge.pk, wish=Wish())[0]) == 2


def test_stakes_that_are_not_the_shown_ones_are_not_entered(member, alice, edge):
    page = member.get(f"/edges/{edge.pk}/?total=1000&step=0.01")
    assert 'name="shown" value="497.55 502.45"' in page.text
    sent = {"total": "1000", "step": "0.01", "shown": "497.55 502.46"}
    refused = member.post(f"/edges/{edge.pk}/bets/", sent)
    assert refused.status_code == 422
    assert "Nothing was entered" in refused.text.replace("\n", " ")
    assert bets_of(alice) == []
    member.post(f"/edges/{edge.pk}/bets/", sent | {"shown": "497.55 502.45"})
    assert len(bets_of(alice)) == 2


def test_a_total_that_is_no_amount_is_not_taken_for_another(member, alice, edge):
    refused = member.post(f"/edges/{edge.pk}/bets/", {"total": "a lot"})
    assert refused.status_code == 422
    assert "The total is no amount we can reckon with. Nothing was entered." in refused.text
    assert bets_of(alice) == []


def test_without_a_stake_nothing_is_taken(member, alice, edge):
    page = member.post(f"/edges/{edge.pk}/bets/", {"total": "0.01", "step": "10"})
    assert page.status_code == 422
    assert bets_of(alice) == []
    with acting_as(alice):
        assert not Taking.objects.exists()


def test_in_a_break_nothing_is_entered(member, alice, edge):
    take_break(user=alice, length=timedelta(days=7))
    with acting_as(alice):
        assert Pause.objects.exists()
    assert "enter these bets" not in member.get(f"/edges/{edge.pk}/").text
    assert member.post(f"/edges/{edge.pk}/bets/", {"total": "100"}).status_code == 422
    assert bets_of(alice) == []


def test_a_limit_is_told_and_stops_nothing_that_was_placed(member, alice, edge):
    set_limit(user=alice, kind="stake", period="each", currency="AUD", amount_micro=to_micro("5"))
    page = member.post(f"/edges/{edge.pk}/bets/", {"total": "100"}, follow=True)
    assert page.text.count("Your limit for one stake is $5.00") == 1
    assert len(bets_of(alice)) == 2


def test_another_persons_edge_is_nobody_elses(client, alice, bob):
    home, away = create_market(market="head-to-head", codes="home away")
    tell(home, "bet365", "2.05", owner=alice)
    tell(away, "unibet", "2.03", owner=alice)
    scan.everything(at=now())
    edge = Edge.objects.using("staff").get(owner=alice)
    client.force_login(bob)
    assert client.post(f"/edges/{edge.pk}/bets/", {"total": "100"}).status_code == 404
    assert bets_of(bob) == []


def test_a_part_of_kelly_keeps_its_half_percents(member, edge):
    home, *rest = create_market("Leeds v Hull")
    for selection, fair in zip((home, *rest), ("2.1", "3.5", "3.9"), strict=True):
        for book in ("pinnacle", "bet365", "unibet"):
            tell(selection, book, fair)
    tell(home, "unibet", "2.5")
    scan.scan(at=now())
    value = Edge.objects.using("staff").filter(kind="value").first()
    assert (
        'name="fraction" value="12.5"' in member.get(f"/edges/{value.pk}/?fraction=12.5&bankroll=1000").text
    )
