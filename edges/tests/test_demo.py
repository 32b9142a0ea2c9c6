from collections import Counter
from datetime import timedelta

import pytest

from edges import demo
from edges.models import Edge
from odds.models import Price
from web.clock import now

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff", "owner"])


@pytest.mark.thorough
def test_the_demo_has_one_of_every_kind_and_wrong_numbers_of_its_own(client, alice, bob):
    assert demo.tell(alice, at=now())
    edges = Edge.objects.using("staff")
    assert set(edges.values_list("owner_id", flat=True)) == {alice.pk}
    assert set(edges.filter(is_doubtful=False).values_list("kind", flat=True)) == {
        "arbitrage", "back_lay", "middle", "value",
    }  # fmt: skip
    reasons = Counter(doubt["code"] for edge in edges.filter(is_doubtful=True) for doubt in edge.doubts)
    assert {"too_good", "swapped"} <= set(reasons)
    client.force_login(alice)
    assert "A. Lindqvist v M. Okafor" in client.get("/edges/").text
    assert "Quayside" in client.get("/edges/doubtful/").text
    client.force_login(bob)
    assert "No prices to look through yet" in client.get("/edges/").text


@pytest.mark.thorough
def test_its_prices_are_seen_again_and_followed_by_others(alice):
    at = now()
    demo.tell(alice, at=at)
    first = Price.objects.using("staff").count()
    found = Edge.objects.using("staff").count()
    later = at + timedelta(hours=1)
    assert not demo.tell(alice, at=later)
    assert set(Price.objects.using("staff").values_list("seen_at", flat=True)) == {later}
    assert Edge.objects.using("staff").filter(state="found").count() == found
    assert demo.tell(alice, at=at + timedelta(days=3))
    assert Price.objects.using("staff").count() == 2 * first
