"""The admin's pages of sources, observations and disputes: who may do what, and four eyes on a close."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.tests.factories import create_user
from rounds import locking, opening, settlement
from rounds.models import Dispute, Observation
from rounds.oracles import deciding
from rounds.tests.factories import nasdaq, utc
from rounds.tests.oracles.factories import DAY, again, sayer, source

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "staff"])
SAY = reverse("admin:rounds_observation_say")
SENT = {"instrument": "nasdaq-composite", "session": "2026-03-04", "value": "100.01", "note": "nasdaq.com"}


@pytest.fixture
def waiting(moved):
    """A round that waits for its close."""
    moved.to(utc("2026-03-04 15:00"))
    source("staff")
    one = opening.open_round(instrument=nasdaq(), reference=Decimal("100"))
    moved.to(utc("2026-03-04 21:05"))
    locking.lock(one.pk)
    return one


def of_role(name, role="rounds"):
    user = create_user(email=f"{name}@example.com", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


def test_it_works(client, waiting):
    ann, ben = of_role("ann"), of_role("ben", "compliance")
    client.force_login(ann)
    page = client.get(SAY).content.decode()
    assert "It counts when another member of staff says the same." in page
    assert 'value="2026-03-04"' in page  # the session a round waits for
    answer = client.post(SAY, SENT, follow=True)
    assert "100.01 is noted. It counts when another member" in answer.content.decode()
    client.force_login(ben)
    assert "One person said the close of" in client.get(reverse("admin:index")).content.decode()
    assert "100.01" not in client.get(SAY).content.decode()
    answer = client.post(SAY, SENT, follow=True)
    assert "100.01 is noted. Two of the staff say 100.01." in answer.content.decode()
    assert "One person said the close of" not in client.get(reverse("admin:index")).content.decode()
    said = Observation.objects.using("staff").of(waiting.instrument_id, DAY)
    assert [(each.by_id, each.note) for each in said] == [(ann.pk, "nasdaq.com"), (ben.pk, "nasdaq.com")]
    assert deciding.verdict(again(waiting)).reason == "1 of 2 sources told a close."


@pytest.mark.parametrize("role", ["support", "treasury", "auditor"])
def test_others_may_look_and_say_nothing(client, waiting, role):
    client.force_login(of_role("ann", role))
    page = client.get(reverse("admin:rounds_observation_changelist"))
    assert page.status_code == 200
    assert SAY not in page.content.decode()
    assert client.get(SAY).status_code == 403
    assert client.post(SAY, SENT).status_code == 403
    assert not Observation.objects.using("staff").exists()


def test_members_are_sent_away(client, waiting, alice):
    client.force_login(alice)
    assert client.get(SAY).status_code == 302
    assert client.post(SAY, SENT).status_code == 302
    assert not Observation.objects.using("staff").exists()


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"value": "22,807.48"}, "A close is said in digits"),
        ({"value": "100.001"}, "A close is said in digits"),
        ({"session": "2026-03-05"}, "nothing is known before"),
        ({"session": "2026-03-01"}, "has no session on 2026-03-01"),
        ({"note": ""}, "This field is required."),
        ({"instrument": "nasdaq-100"}, "Select a valid choice."),
    ],
)
def test_what_is_no_close_is_refused_with_a_reason(client, waiting, more, told):
    client.force_login(of_role("ann"))
    answer = client.post(SAY, SENT | more)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Observation.objects.using("staff").exists()


def test_without_a_manual_source_the_page_says_how_to_make_one(client, moved):
    client.force_login(of_role("ann"))
    assert "round_source add staff" in client.get(SAY).content.decode()


def test_a_dispute_is_answered_on_its_page(client, waiting):
    settlement.settle(waiting.pk, close=Decimal("100.01"))
    ann, looks = of_role("ann"), of_role("looks", "auditor")
    client.force_login(ann)
    client.post(SAY, SENT | {"value": "99"})
    dispute = Dispute.objects.using("staff").get()
    page = reverse("admin:rounds_dispute_change", args=[dispute.pk])
    answer = reverse("admin:rounds_dispute_answer", args=[dispute.pk])
    assert "1 source contradicts the close" in client.get(reverse("admin:index")).content.decode()
    assert "99.00" in client.get(page).content.decode()
    client.force_login(looks)
    assert "Nobody has answered yet." in client.get(page).content.decode()
    assert client.post(answer, {"text": "I say so."}).status_code == 403
    client.force_login(ann)
    assert client.get(answer).status_code == 405
    client.post(answer, {"text": ""})
    dispute.refresh_from_db(using="staff")
    assert dispute.answered_at is None
    told = client.post(answer, {"text": "A typing error of mine."}, follow=True).content.decode()
    assert "Answered by ann@example.com" in told
    assert "A typing error of mine." in told
    assert "contradicts the close" not in client.get(reverse("admin:index")).content.decode()


@pytest.mark.parametrize("name", ["source", "observation", "dispute"])
def test_lists_are_read_only(client, waiting, name):
    client.force_login(sayer("boss"))
    page = reverse(f"admin:rounds_{name}_changelist")
    assert client.get(page, {"q": "1"}).status_code == 200
    assert client.get(reverse(f"admin:rounds_{name}_add")).status_code == 403
