"""The page of the chain in the admin: it shows how things stand, and each button needs its own right."""

import json

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse as url

from accounts.tests.factories import create_user
from ledger import chain
from ledger.chain import signing
from ledger.models import Movement, Verification
from ledger.tests.factories import create_book, deposit
from web.context import acting_as

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "staff"])
PAGE = "admin:ledger_verification_changelist"


@pytest.fixture(autouse=True)
def _key(settings, tmp_path):
    settings.VAR = tmp_path
    settings.LEDGER_SIGNING_KEY = ""


@pytest.fixture
def journal(alice):
    with acting_as(alice):
        deposit(create_book(owner=alice), "5", key="one")


@pytest.fixture
def root(client):
    client.force_login(create_user(email="root@example.com", is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def auditor(client):
    """May look, and nothing else."""
    person = create_user(email="auditor@example.com", is_staff=True)
    person.user_permissions.add(Permission.objects.get(codename="view_verification"))
    client.force_login(person)
    return client


def test_the_page_says_how_things_stand(journal, root):
    before = root.get(url(PAGE)).text
    assert "nothing sealed yet" in before
    assert "10 rows (9 accounts, 0 headers, 1 movements)" in before

    assert "Sealed 10 rows." in root.post(url("admin:ledger_seal_now"), follow=True).text
    assert "Every promise of the ledger holds." in root.post(url("admin:ledger_verify_now"), follow=True).text
    after = root.get(url(PAGE)).text.replace("<wbr>", "")
    assert "block 2, no. 10" in after
    assert bytes(chain.head().hash).hex() in after
    assert signing.public_key() in after
    kept = Verification.objects.using("staff").get()
    assert f"✓ everything held, {kept.verified_at:%Y-%m-%d %H:%M:%S} UTC" in after
    assert (kept.by.email, kept.sealed, kept.is_sound) == ("root@example.com", 10, True)
    assert root.get(url("admin:ledger_verification_change", args=[kept.pk])).status_code == 200


def test_what_is_broken_is_said_on_the_page(journal, root):
    chain.seal(patience=0)
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "ALTER TABLE ledger_movement DISABLE TRIGGER USER; UPDATE ledger_movement SET kind = 'other'"
        )
    said = root.post(url("admin:ledger_verify_now"), follow=True).text

    row = Movement.objects.using("staff").get()
    assert f"movement {row.pk} (one) is not what was sealed as no. 10" in said
    assert "✗ broken: movement" in said


def test_much_is_verified_by_a_worker(journal, root, monkeypatch):
    from ledger import tasks
    from ledger.chain import admin

    sent = []
    monkeypatch.setattr(admin, "AT_ONCE", 0)
    monkeypatch.setattr(tasks.verify, "delay", sent.append)
    chain.seal(patience=0)

    assert "has begun" in root.post(url("admin:ledger_verify_now"), follow=True).text
    assert len(sent) == 1
    tasks.verify(sent[0])
    assert Verification.objects.using("staff").get().by_id == sent[0]


def test_the_signed_head_is_downloaded(journal, root):
    chain.seal(patience=0)
    answer = root.get(url("admin:ledger_signed_head"))

    assert answer["Content-Disposition"] == 'attachment; filename="betsite-head-2.json"'
    assert signing.read_signed_head(answer.text, source="it").sequence == 10
    assert json.loads(answer.text)["movements"] == 1


def test_a_key_that_cannot_be_used_is_said(journal, root, settings):
    settings.LEDGER_SIGNING_KEY = "short"

    assert "must be 32 bytes" in root.get(url(PAGE)).text
    assert "must be 32 bytes" in root.get(url("admin:ledger_signed_head"), follow=True).text


def test_who_may_only_look_has_no_buttons(journal, auditor):
    page = auditor.get(url(PAGE))

    assert page.status_code == 200
    assert 'value="Seal now"' not in page.text
    assert auditor.post(url("admin:ledger_seal_now")).status_code == 403
    assert auditor.post(url("admin:ledger_verify_now")).status_code == 403
    assert auditor.get(url("admin:ledger_signed_head")).status_code == 403
    assert chain.head().number == 0


@pytest.mark.parametrize("name", ["seal_now", "verify_now"])
def test_a_button_is_pressed_and_not_followed(journal, root, name):
    assert root.get(url(f"admin:ledger_{name}")).status_code == 405


def test_a_member_is_sent_away(journal, client, alice):
    client.force_login(alice)

    assert "/admin/login/" in client.post(url("admin:ledger_seal_now"))["Location"]
    assert chain.head().number == 0


def test_a_run_is_never_changed(journal, root):
    root.post(url("admin:ledger_verify_now"))
    kept = Verification.objects.using("staff").get()

    assert root.post(url("admin:ledger_verification_change", args=[kept.pk]), {}).status_code == 403
    assert root.post(url("admin:ledger_verification_delete", args=[kept.pk])).status_code == 403
