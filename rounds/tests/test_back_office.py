"""The admin of rounds: who sees which button, what it does, and what the pages tell."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.models import AuditEntry
from rounds import forcing, locking, settlement
from rounds.models import Forced, Round
from rounds.tests.desk import operator
from rounds.tests.factories import fund, open_now, wager
from web import clock

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff", "owner"])
BASE = "/admin/rounds/round/"
MICRO = 1_000_000


@pytest.fixture
def opened(moved, alice, bob):
    one = open_now()
    for person, side in ((alice, "up"), (bob, "down")):
        fund(person, 10 * MICRO)
        wager(person, one, side, 4 * MICRO)
    return one


@pytest.fixture
def ann(client, db):
    user = operator("ann")
    client.force_login(user)
    return user


def act(client, one, name, **data):
    return client.post(f"{BASE}{one.pk}/{name}/", data, follow=True)


def now_is(one):
    return Round.objects.using("staff").get(pk=one.pk)


def close_over(moved, one):
    moved.to(one.closes_at + timedelta(minutes=1))
    locking.lock(one.pk)


def test_the_page_of_a_round_audits_it(client, opened, moved, ann):
    page = client.get(f"{BASE}{opened.pk}/change/").text
    assert "Nothing differs" in page
    assert "Lock now</button>" in page
    close_over(moved, opened)
    client.force_login(ann)
    settlement.settle(opened.pk, close=Decimal("23700"), is_final=True)
    page = client.get(f"{BASE}{opened.pk}/change/").text
    assert "Nothing differs" in page
    assert "23700.00" in page
    assert "</button>" not in page.partition("Worked out anew")[2].partition("</main>")[0]


def test_lock_now(client, opened, ann):
    assert "Locked." in act(client, opened, "lock").text
    assert now_is(opened).state == "locked"
    assert AuditEntry.objects.using("staff").filter(act="round.lock", actor=ann).exists()


def test_lock_earlier_in_utc_whatever_the_zone(client, opened, ann):
    at = (clock.now() + timedelta(hours=2)).replace(microsecond=0)
    said = f"{at:%Y-%m-%dT%H:%M:%S}"
    assert f'value="{opened.locks_at:%Y-%m-%dT%H:%M:%S}"' in client.get(f"{BASE}{opened.pk}/change/").text
    act(client, opened, "earlier", at=said, reason="A speech at noon.")
    assert now_is(opened).locks_at == at
    assert "never to a later one" in act(client, opened, "earlier", at="2040-01-01T00:00", reason="x").text
    assert "Why:" in act(client, opened, "earlier", at=said).text
    assert now_is(opened).locks_at == at


def test_void_with_a_reason_while_wagers_are_taken(client, opened, ann):
    assert "Why" in act(client, opened, "void").text
    assert now_is(opened).state == "open"
    act(client, opened, "void", reason="Opened by mistake.")
    assert (now_is(opened).state, now_is(opened).void_reason) == ("void", "Opened by mistake.")


def test_two_people_force_a_result_on_the_page(client, opened, moved, db):
    close_over(moved, opened)
    ann, ben = operator("ann"), operator("ben", "compliance")
    client.force_login(ann)
    assert (
        "Proposed."
        in act(client, opened, "propose", outcome="up", close="24000", reason="By the paper.").text
    )
    forced = Forced.objects.using("staff").get()
    page = client.get(f"{BASE}{opened.pk}/change/").text
    assert "You proposed this" in page
    assert "Confirm: end" not in page
    confirm = f"/admin/rounds/forced/{forced.pk}/confirm/"
    assert "You proposed this." in client.post(confirm, follow=True).text
    assert now_is(opened).state == "locked"
    client.force_login(ben)
    assert "waits for a second person" in client.get("/admin/").text
    assert "Confirm: end" in client.get(f"{BASE}{opened.pk}/change/").text
    assert client.get(confirm).status_code == 405
    assert "The round has ended." in client.post(confirm, follow=True).text
    assert (now_is(opened).outcome, now_is(opened).is_forced) == ("up", True)
    assert "confirmed by ben@example.com" in client.get(f"{BASE}{opened.pk}/change/").text


def test_a_proposal_is_withdrawn(client, opened, moved):
    close_over(moved, opened)
    ann = operator("ann")
    client.force_login(ann)
    forced = forcing.propose(round_id=opened.pk, outcome="up", reason="Test.", by=ann)
    client.post(f"/admin/rounds/forced/{forced.pk}/withdraw/", {"reason": "A close came."})
    assert not Forced.objects.using("staff").get().is_pending


@pytest.mark.parametrize("role", ["support", "auditor", "treasury", "compliance"])
@pytest.mark.parametrize("name", ["lock", "earlier", "void"])
def test_who_may_only_look_finds_no_button_and_does_nothing(client, opened, role, name):
    client.force_login(operator("x", role))
    page = client.get(f"{BASE}{opened.pk}/change/").text
    assert "Lock now" not in page
    assert "Void this round" not in page
    assert act(client, opened, name, reason="x", at="2026-11-23T00:00").status_code == 403
    assert now_is(opened).state == "open"


def test_support_proposes_nothing(client, opened, moved):
    close_over(moved, opened)
    client.force_login(operator("x", "support"))
    assert act(client, opened, "propose", outcome="up", reason="x").status_code == 403
    assert not Forced.objects.using("staff").exists()


@pytest.mark.parametrize("name", ["lock", "earlier", "void", "propose"])
def test_a_get_does_nothing(client, opened, ann, name):
    assert client.get(f"{BASE}{opened.pk}/{name}/").status_code == 405
    assert client.get(f"{BASE}open/").status_code == 405
    assert now_is(opened).state == "open"


def test_open_the_next_says_why_it_cannot(client, moved, ann):
    page = client.post(f"{BASE}open/", {"instrument": "nasdaq-composite"}, follow=True).text
    assert "not known" in page or "before the close" in page
    assert "Open the next round of NASDAQ Composite" in client.get(BASE).text
    assert client.post(f"{BASE}open/", {"instrument": "moon"}, follow=True).status_code == 200
    assert not Round.objects.using("staff").exists()


def test_exposure_with_people_for_those_who_may_see_them(client, opened, ann, alice):
    page = client.get(f"{BASE}exposure/").text
    assert alice.email in page
    assert "100.0%" in page
    assert AuditEntry.objects.using("staff").filter(act="rounds.exposure", actor=ann).exists()
    client.force_login(operator("x", "support"))
    page = client.get(f"{BASE}exposure/").text
    assert "In the pool" in page
    assert alice.email not in page
    assert client.get(f"{BASE}exposure.csv").status_code == 403


def test_reports_as_csv(client, opened, moved, alice):
    client.force_login(operator("ann"))
    rows = read(client.get(f"{BASE}exposure.csv"))
    assert {
        (row["kind"], row["email"], row["amount"], row["share"]) for row in rows if row["side"] == "up"
    } == {
        ("wager", alice.email, "4.00", "1.000000"),
        ("person", alice.email, "4.00", "1.000000"),
    }
    close_over(moved, opened)
    settlement.settle(opened.pk, close=Decimal("23700"), is_final=True)
    client.force_login(operator("ann2"))
    assert "The journal and the rounds say the same" in client.get(f"{BASE}fees/").text
    (row,) = read(client.get(f"{BASE}fees.csv"))
    assert (row["instrument"], row["fee_by_journal"], row["fee_by_rounds"]) == (
        "nasdaq-composite",
        "0.04",
        "0.04",
    )


def test_an_overdue_round_is_a_bad_notice(client, opened, moved):
    moved.to(opened.void_at)
    client.force_login(operator("ann"))
    assert "should have ended by" in client.get("/admin/").text


def test_lists_of_wagers_pay_outs_and_results_show(client, opened, moved, alice):
    close_over(moved, opened)
    settlement.settle(opened.pk, close=Decimal("23700"), is_final=True)
    client.force_login(operator("ann"))
    for name in ("round", "wager", "payout", "forced"):
        assert client.get(f"/admin/rounds/{name}/").status_code == 200
    assert alice.email in client.get("/admin/rounds/wager/").text
    assert "23700.00" in client.get(BASE).text


def read(response):
    assert response["Content-Type"].startswith("text/csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))
