"""Staff's pages: closes are shown, closures are entered by who may."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.models import AuditEntry, User
from accounts.tests.factories import create_user
from markets import prices
from markets.models import SpecialSession
from markets.tests.factories import database_time, instrument
from markets.tests.test_ingest import YAHOO

pytestmark = pytest.mark.django_db(databases=["default", "staff", "owner"], transaction=True)
ADDRESS = "/admin/markets/specialsession/announce/"
SAID = {"exchange": "XNAS", "day": "2026-12-09", "what": "closed", "at": "", "reason": "National mourning"}


@pytest.fixture
def tess(client):
    user = create_user(email="tess@example.com", is_staff=True)
    user.groups.add(Group.objects.get(name="treasury"))
    client.force_login(user)
    return User.objects.get(pk=user.pk)


def send(client, **more):
    with database_time("2026-12-09 12:00"):
        return client.post(ADDRESS, SAID | more, follow=True)


def test_closes_are_shown_with_their_digits(client, tess):
    prices.ingest(YAHOO.encode(), instrument=instrument(), source="yahoo")
    text = client.get("/admin/markets/close/?q=yahoo").text
    assert "19478.880859" in text
    assert "19161.63<" in text
    assert "NASDAQ Composite" in client.get("/admin/markets/instrument/").text


def test_a_closure_is_entered_and_on_record(client, tess):
    assert ADDRESS in client.get(reverse("admin:markets_specialsession_changelist")).text
    assert "Closes early" in client.get(ADDRESS).text
    assert "XNAS 2026-12-09: closed all day" in send(client).text
    assert SpecialSession.objects.get().by == tess
    entry = AuditEntry.objects.using("staff").get(act="markets.announce")
    assert (entry.actor, entry.reason) == (tess, "National mourning")


def test_an_early_close_is_by_the_clock_of_the_exchange(client, tess):
    assert "closes at 18:30 UTC" in send(client, what="early", at="13:30").text
    assert "as scheduled" in send(client, what="scheduled").text
    assert SpecialSession.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"what": "early"}, "exactly when the exchange closes early"),
        ({"at": "13:00"}, "exactly when the exchange closes early"),
        ({"what": "early", "at": "16:00"}, "An early close is earlier"),
        ({"day": "2026-12-08"}, "That session has closed"),
        ({"day": "2026-12-25"}, "no session"),
        ({"day": "2099-12-25"}, "no session"),
        ({"exchange": "XLON"}, "not one of the available choices"),
        ({"reason": ""}, "required"),
        ({"reason": "  "}, "required"),
    ],
)
def test_what_is_refused_is_said(client, tess, wrong, why):
    answer = send(client, **wrong)
    assert answer.status_code == 422
    assert why in answer.text
    assert not SpecialSession.objects.exists()


def test_who_may_only_look_has_no_door(client, tess):
    tess.groups.set([Group.objects.get(name="auditor")])
    assert ADDRESS not in client.get("/admin/markets/specialsession/").text
    assert client.get(ADDRESS).status_code == 403
    assert send(client).status_code == 403
    assert not SpecialSession.objects.exists()
