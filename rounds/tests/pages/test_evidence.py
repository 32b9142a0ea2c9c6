"""What the sources said stands on the round's page, with what they said too late."""

from datetime import timedelta

import pytest

from rounds import ticking
from rounds.models import Adapter, Dispute, Observation
from rounds.oracles import disputes, manual
from rounds.tests.factories import nasdaq, publish
from rounds.tests.oracles.factories import again, sayer, source
from rounds.tests.playing import MORNING, SESSION, UNITS, opened, plain

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "staff"])
HERE = "/rounds/nasdaq-composite/20261118/"


@pytest.fixture
def settled(moved, alice, bob):
    """Settled by the price table and two of the staff, who agree."""
    moved.to(MORNING)
    source("staff", Adapter.MANUAL)
    one = opened(moved, (alice, "up", 5 * UNITS), (bob, "down", 3 * UNITS))
    moved.to(one.closes_at + timedelta(seconds=30))
    publish(SESSION, "23700.10")
    ann, ben = sayer("ann"), sayer("ben")
    for each in (ann, ben):
        manual.say(
            staff=each, instrument=nasdaq(), session=SESSION, value="23700.1", note="As Reuters has it"
        )
    ticking.tick()
    moved.to(one.settle_due_at)
    ticking.tick()
    one = again(one)
    assert one.outcome == "up"
    return one


def test_every_answer_stands_there_and_nobody_who_gave_it(client, settled):
    page = client.get(HERE)
    text = plain(page)

    for told in Observation.objects.using("staff").filter(session=SESSION):
        assert told.raw_sha256 in page.text
        assert told.value_text in text
    assert text.count(" staff Final") + text.count(" staff Provisional") == 2
    assert "market-data Final" in text
    for hidden in ("ann", "ben", "Reuters"):
        assert f"{hidden}@" not in text
        assert "Reuters" not in text


def test_before_the_end_nothing_of_it_is_told(client, alice, moved):
    moved.to(MORNING)
    source("staff", Adapter.MANUAL)
    one = opened(moved, (alice, "up", UNITS))
    moved.to(one.closes_at + timedelta(seconds=30))
    manual.say(staff=sayer("ann"), instrument=nasdaq(), session=SESSION, value="23711.77")

    assert "23711.77" not in client.get(HERE).text
    assert "What the sources said" not in client.get(HERE).text


def test_what_is_said_after_the_end_is_a_dispute_with_its_answer(client, settled, moved):
    moved.by(timedelta(hours=1))
    ann = sayer("cleo")
    manual.say(staff=ann, instrument=nasdaq(), session=SESSION, value="23600.00")
    manual.say(staff=sayer("dora"), instrument=nasdaq(), session=SESSION, value="23600.00")
    text = plain(client.get(HERE))
    assert "staff says 23,600.00. Not answered yet." in text
    assert "up was right" in text

    for one in Dispute.objects.using("staff").all():
        disputes.answer(one.pk, by=ann, text="A misprint of the agency.")
    assert "staff says 23,600.00. A misprint of the agency." in plain(client.get(HERE))


def test_an_answer_without_a_value_says_why(client, alice, moved):
    one = opened(moved, (alice, "up", UNITS))
    moved.to(one.locks_at)
    ticking.tick()
    moved.to(one.settle_due_at)
    ticking.tick()
    moved.to(one.void_at)
    ticking.tick()
    text = plain(client.get(HERE))

    assert "No value The price table has no close of this session." in text
    assert "This round is void" in text
