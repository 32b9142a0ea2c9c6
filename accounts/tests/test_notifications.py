"""Telling people once, by the ways they want."""

import pytest
from django.core import mail
from django.db import DatabaseError, connections, transaction

from accounts import notifications, tasks
from accounts.models import Notification, WebhookDelivery
from accounts.notifications import choose, notify, read
from accounts.tests.test_webhooks import receiver  # noqa: F401  a fixture
from accounts.webhooks import endpoints
from ledger.tests.test_concurrency import together
from web.context import acting_as


def told(user):
    with acting_as(user):
        return list(Notification.objects.all())


def test_a_key_is_told_once_and_to_each_person_for_themselves(alice, bob):
    assert notify(alice, "import", title="In", key="import:1")
    assert not notify(alice, "import", title="In again", key="import:1")
    assert notify(bob, "import", title="In", key="import:1")
    assert [each.title for each in told(alice)] == ["In"]


@pytest.mark.django_db(transaction=True)
def test_many_at_once_tell_once(alice):
    outcomes = together(lambda _: notify(alice, "import", title="In", key="import:1"), threads=6)
    assert sorted(outcomes) == [False] * 5 + [True]
    assert len(told(alice)) == 1


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example/", "/\\evil.example", "money/"])
def test_it_leads_to_a_page_of_this_site_or_nowhere(alice, url):
    with pytest.raises(ValueError, match="no path of this site"):
        notify(alice, "import", title="In", url=url, key="k")


@pytest.mark.parametrize(
    ("kind", "is_due"), [("withdrawal", True), ("import", False), ("something new", False)]
)
def test_without_a_choice_a_kind_has_its_default(alice, kind, is_due):
    notify(alice, kind, title="T", key="k")
    assert told(alice)[0].mail_due is is_due


def test_a_choice_goes_before_the_default(alice):
    choose(user=alice, kind="withdrawal", by_mail=False, by_webhook=False)
    choose(user=alice, kind="import", by_mail=True, by_webhook=False)
    notify(alice, "withdrawal", title="W", key="w")
    notify(alice, "import", title="I", key="i")
    assert {each.kind: each.mail_due for each in told(alice)} == {"withdrawal": False, "import": True}


def test_an_e_mail_is_sent_once_with_a_link(alice, settings):
    settings.SITE_URL = "https://betsite.example/"
    notify(alice, "withdrawal", title="Sent", body="On its way.", url="/money/", key="k")
    (row,) = told(alice)
    for _ in range(2):
        tasks.mail_notification(row.pk, alice.pk)
    (message,) = mail.outbox
    assert (message.subject, message.to) == ("Sent", ["alice@example.com"])
    assert message.body == "On its way.\n\nhttps://betsite.example/money/"


@pytest.mark.django_db(transaction=True, databases=["default", "staff"])
def test_an_e_mail_that_could_not_be_sent_is_sent_by_the_sweep(alice, monkeypatch):
    asked = []
    monkeypatch.setattr(notifications, "_ask", lambda *args: asked.append(args))
    notify(alice, "withdrawal", title="Sent", key="k")
    (row,) = told(alice)
    assert asked == [(row.pk, alice.pk)]

    def refuse(*_):
        raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr(notifications, "send_mail", refuse)
        with pytest.raises(ConnectionRefusedError):
            notifications.mail(notification_id=row.pk, user_id=alice.pk)
    tasks.sweep_mails()
    assert asked[1:] == [(row.pk, alice.pk)]
    notifications.mail(notification_id=row.pk, user_id=alice.pk)
    assert len(mail.outbox) == 1
    tasks.sweep_mails()
    assert len(asked) == 2


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_not_told(alice, monkeypatch):
    asked = []
    monkeypatch.setattr(notifications, "_ask", lambda *args: asked.append(args))
    with acting_as(alice):
        notify(alice, "withdrawal", title="Sent", key="k")
        transaction.set_rollback(True)
    assert (told(alice), asked) == ([], [])


def test_by_webhook_when_wanted(alice, receiver):  # noqa: F811
    endpoints.add(user=alice, url=receiver().url)
    choose(user=alice, kind="import", by_mail=False, by_webhook=True)
    notify(alice, "import", title="In", key="i")
    notify(alice, "import", title="In", key="i")
    notify(alice, "round", title="Settled", key="r")
    with acting_as(alice):
        assert [each.event for each in WebhookDelivery.objects.all()] == ["notification.created.v1"]


def test_the_list_the_count_and_reading(client, alice, bob):
    client.force_login(alice)
    for number in range(3):
        notify(alice, "import", title=f"Number {number}", url="/money/", key=str(number))
    response = client.get("/settings/notifications/")
    assert "Number 2" in response.text
    assert "Notifications, 3 unread" in response.text
    read(user=bob)
    newest = told(alice)[0]
    response = client.post(f"/settings/notifications/{newest.pk}/")
    assert response.headers["Location"] == "/money/"
    assert "Notifications, 2 unread" in client.get("/settings/").text
    client.post("/settings/notifications/read/")
    assert "unread" not in client.get("/settings/").text


def test_the_count_is_right_on_a_page_that_answers_a_form(client, alice):
    client.force_login(alice)
    notify(alice, "import", title="In", key="i")
    response = client.post("/settings/", {"currency": "AUD", "time_zone": "Mars/Olympus"})
    assert response.status_code == 422
    assert "Notifications, 1 unread" in response.text


def test_choices_are_kept(client, alice):
    client.force_login(alice)
    assert client.post("/settings/notifications/choices/", {"mail-import": "on"}).status_code == 302
    assert _ways(alice, "import") == (True, False)
    assert _ways(alice, "withdrawal") == (False, False)
    text = client.get("/settings/notifications/choices/").text
    assert 'name="mail-import" id="id_mail-import" checked' in text


def _ways(user, kind):
    with acting_as(user):
        return notifications.ways(user, kind)


def test_only_reading_and_mailing_can_be_changed(alice):
    notify(alice, "import", title="In", key="i")
    with pytest.raises(DatabaseError), acting_as(alice), connections["default"].cursor() as cursor:
        cursor.execute("UPDATE accounts_notification SET title = 'Other'")
