"""What everybody sees of what was said: on the round's page, after its end, without names."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from rounds import locking, opening, settlement
from rounds.models import Adapter, Observation, Source
from rounds.oracles import disputes, manual, shown
from rounds.oracles.told import Told, keep
from rounds.tests.factories import nasdaq, utc
from rounds.tests.oracles.factories import DAY, again, sayer, source
from rounds.tests.playing import plain

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "staff"])
CLOSES = utc("2026-03-04 21:00")


def tell(name, value="100.01", **more):
    made = Source.objects.using("staff").get(name=name)
    told = Told(Decimal(value), value, raw=b"{}", **more) if value else Told(problem=more["problem"])
    return keep(told, source=made, instrument=nasdaq(), session=DAY)


@pytest.fixture
def played(moved):
    """A round whose sources said all kinds of things before and after its end."""
    moved.to(utc("2026-03-04 15:00"))
    source("web", Adapter.HTTP_JSON, rank=2)
    source("staff", rank=3)
    one = opening.open_round(instrument=nasdaq(), reference=Decimal("100"))
    moved.to(utc("2026-03-04 21:01"))
    locking.lock(one.pk)
    source("late-comer", Adapter.HTTP_JSON, rank=4)
    tell("web", None, problem="No answer in time.")
    tell("web", provider_at=CLOSES - timedelta(seconds=1))
    tell("web")
    tell("web", provider_at=CLOSES + timedelta(hours=1))
    tell("web", is_dated=True)
    tell("late-comer", is_dated=True)
    manual.say(
        staff=sayer("ann"), instrument=nasdaq(), session=DAY, value="100.01", is_final=True, note="by phone"
    )
    moved.to(utc("2026-03-04 21:05"))
    one = settlement.settle(one.pk, close=Decimal("100.01"))
    tell("web", "99.50", is_dated=True)
    disputes.record(again(one))
    return one


NOTES = [
    "told of a time before the close",
    "tells neither the day nor a time",
    "told of a time to come",
    None,
    "not a source that the round locked with",
    "one person said it, and it takes two",
    "told after the end",
]


def test_every_close_has_a_note_why_it_did_not_count(played):
    told = Observation.objects.using("staff").of(nasdaq(), DAY).exclude(value=None)
    found = shown.notes(again(played))
    assert [found.get(each.pk) for each in told] == NOTES


def test_two_of_the_staff_are_not_alone(moved):
    moved.to(utc("2026-03-04 15:00"))
    source("staff", rank=3)
    one = opening.open_round(instrument=nasdaq(), reference=Decimal("100"))
    moved.to(utc("2026-03-04 21:05"))
    locking.lock(one.pk)
    for name in ("ann", "ben"):
        manual.say(staff=sayer(name), instrument=nasdaq(), session=DAY, value="100.01")
    assert shown.notes(settlement.settle(one.pk, close=Decimal("100.01"))) == {}


def test_the_page_of_the_round_tells_it_without_names(client, played):
    boss = sayer("boss")
    text = plain(client.get(reverse("rounds:round", args=["nasdaq-composite", "20260304"])))
    assert "did not count: told of a time before the close" in text
    assert "No answer in time." in text
    assert "web says 99.50. Not answered yet." in text
    assert "ann@" not in text
    assert "by phone" not in text
    dispute = again(played).disputes.using("staff").get()
    disputes.answer(dispute.pk, by=boss, text="A typing error of the vendor.")
    text = plain(client.get(reverse("rounds:round", args=["nasdaq-composite", "20260304"])))
    assert "web says 99.50. A typing error of the vendor." in text
    assert "boss@" not in text
