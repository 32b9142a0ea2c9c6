"""The back-office of payments: roles, four eyes, read-only, on record."""

import pytest
from django.contrib.auth.models import Group

from accounts.models import AuditEntry
from accounts.tests.factories import create_user
from treasury import hooks
from treasury.models import WebhookSecret
from treasury.tests.money import MICRO, PAYEE, again, ask, balances, give

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff"])


def member(role, email):
    user = create_user(email=email, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def asked(simulated_lab, alice):
    give(simulated_lab, alice, 50_000)
    simulated_lab.pay(simulated_lab.signer.address, 100_000 * MICRO)
    return ask(alice, 2_000)


def act(client, asked, name, **data):
    return client.post(f"/admin/treasury/withdrawal/{asked.pk}/{name}/", data, follow=True)


def test_a_button_approves(client, asked):
    client.force_login(member("treasury", "t@example.com"))
    page = client.get(f"/admin/treasury/withdrawal/{asked.pk}/change/")
    assert PAYEE in page.text
    assert "Approve</button>" in page.text
    assert act(client, asked, "approve").status_code == 200
    assert again(asked).state == "approved"
    assert AuditEntry.objects.using("staff").filter(act="withdrawal.approve").exists()


def test_a_refusal_needs_its_reason(client, asked, alice):
    client.force_login(member("compliance", "c@example.com"))
    assert "Say why." in act(client, asked, "refuse").text
    assert again(asked).state == "requested"
    act(client, asked, "refuse", reason="Prove the address.")
    assert again(asked).state == "refused"
    assert balances(alice)["held"] == 0


@pytest.mark.parametrize("role", ["support", "auditor"])
@pytest.mark.parametrize("name", ["approve", "refuse", "give-back"])
def test_who_may_only_look_cannot_decide(client, asked, role, name):
    client.force_login(member(role, "s@example.com"))
    assert "Approve</button>" not in client.get(f"/admin/treasury/withdrawal/{asked.pk}/change/").text
    assert act(client, asked, name, reason="x").status_code == 403
    assert again(asked).state == "requested"


def test_staff_meet_no_button_on_their_own(client, simulated_lab):
    me = member("treasury", "t@example.com")
    give(simulated_lab, me, 5_000)
    mine = ask(me, 2_000)
    client.force_login(me)
    page = client.get(f"/admin/treasury/withdrawal/{mine.pk}/change/").text
    assert "your own" in page
    assert "</button>" not in page.partition("your own")[2].partition("<h2>Steps")[0]
    assert "their own" in act(client, mine, "approve").text
    assert again(mine).state == "requested"


def test_a_get_decides_nothing(client, asked):
    client.force_login(member("treasury", "t@example.com"))
    assert client.get(f"/admin/treasury/withdrawal/{asked.pk}/approve/").status_code == 405
    assert again(asked).state == "requested"


def test_a_secret_is_shown_once(client, simulated_lab):
    client.force_login(member("treasury", "t@example.com"))
    made = client.post("/admin/treasury/webhooksecret/make/", {"provider": "bank"})
    (secret,) = hooks._valid_secrets("bank")
    assert secret in made.text
    assert "no-store" in made["Cache-Control"]
    assert secret not in str(made.cookies)
    assert secret not in str(dict(client.session))
    assert secret not in client.get("/admin/treasury/webhooksecret/").text
    pk = WebhookSecret.objects.using("staff").get().pk
    assert secret not in client.get(f"/admin/treasury/webhooksecret/{pk}/change/").text
    client.post(f"/admin/treasury/webhooksecret/{pk}/retire/")
    assert hooks._valid_secrets("bank") == []


def test_the_secrets_are_not_for_every_role(client, simulated_lab):
    hooks.new_secret("bank")
    client.force_login(member("support", "s@example.com"))
    assert client.get("/admin/treasury/webhooksecret/").status_code == 403
