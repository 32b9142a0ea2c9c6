"""Nothing staff do in the admin goes unwritten."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from accounts import audit
from accounts.audit_admin import AuditedAdmin
from accounts.models import AuditEntry, User
from accounts.tests.factories import create_user
from web.tests.test_conventions import our_models

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff"])
SENT = {
    "email": "zoe@example.com",
    "currency": "GBP",
    "time_zone": "UTC",
    "odds_format": "decimal",
    "theme": "dark",
}


@pytest.fixture
def root(client):
    user = create_user(email="root@example.com", is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


@pytest.fixture
def zoe():
    return create_user(email="zoe@example.com")


def written():
    return list(AuditEntry.objects.using("staff").order_by("pk"))


def acts():
    return [(entry.act, entry.subject_type, entry.subject_id) for entry in written()]


def test_looking_at_a_person_and_at_the_list_is_written_down(client, root, zoe):
    client.get(f"/admin/accounts/user/{zoe.pk}/change/")
    client.get("/admin/accounts/user/?q=zoe")
    client.get("/admin/")
    assert acts() == [
        ("admin.change.view", "accounts.user", str(zoe.pk)),
        ("admin.changelist.view", "accounts.user", ""),
    ]
    assert written()[1].detail["query"] == {"q": ["zoe"]}
    assert {entry.actor_id for entry in written()} == {root.pk}
    assert written()[0].address == "127.0.0.1"


def test_what_is_refused_was_not_seen(client, root, zoe):
    client.get("/admin/accounts/user/999999/change/")
    User.objects.filter(pk=root.pk).update(is_superuser=False)
    assert client.get("/admin/accounts/user/").status_code == 403
    assert [entry.act for entry in written() if entry.subject_id != "999999"] == []


def test_a_change_is_written_before_it_is_done_and_with_what_changed(client, root, zoe):
    assert client.post(f"/admin/accounts/user/{zoe.pk}/change/", SENT).status_code == 302
    assert acts() == [
        ("admin.change.send", "accounts.user", str(zoe.pk)),
        ("admin.changed", "accounts.user", str(zoe.pk)),
    ]
    sent, changed = written()
    assert "currency" in sent.detail["fields"]
    assert "GBP" not in str(sent.detail)
    assert changed.detail["values"]["currency"] == ["AUD", "GBP"]
    assert changed.detail["values"]["is_active"] == [True, False]


def test_an_addition_and_an_action_are_written_down(client, root, zoe):
    client.post("/admin/accounts/user/add/", {**SENT, "email": "new@example.com"})
    client.post("/admin/accounts/user/", {"action": "nothing_known", "_selected_action": [zoe.pk]})
    assert [act for act, *_ in acts()] == ["admin.add.send", "admin.added", "admin.changelist.send"]
    assert written()[2].detail["action"] == "nothing_known"
    assert written()[2].detail["rows"] == [str(zoe.pk)]


def test_what_cannot_be_written_down_is_not_done(client, root, zoe, monkeypatch):
    def broken(**_):
        raise RuntimeError

    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(RuntimeError):
        client.post(f"/admin/accounts/user/{zoe.pk}/change/", SENT)
    zoe.refresh_from_db()
    assert zoe.currency == "AUD"


def test_a_member_leaves_no_trace_there(client, zoe):
    client.force_login(zoe)
    client.get("/admin/accounts/user/")
    client.post("/admin/accounts/user/")
    client.get("/settings/")
    assert acts() == []


def test_the_log_can_be_searched_and_not_changed(client, root, zoe):
    audit.record(actor=root, act="user.close", subject=zoe, reason="Asked by post")
    assert "Asked by post" in client.get("/admin/accounts/auditentry/?q=by+post").text
    assert "Asked by post" not in client.get("/admin/accounts/auditentry/?q=nobody").text
    entry = written()[0]
    page = client.get(reverse("admin:accounts_auditentry_change", args=[entry.pk]))
    assert "Asked by post" in page.text
    assert "_save" not in page.text
    assert client.get("/admin/accounts/auditentry/add/").status_code == 403


def test_every_model_of_ours_in_the_admin_is_audited():
    for model in our_models():
        if admin.site.is_registered(model):
            assert isinstance(admin.site._registry[model], AuditedAdmin), model.__name__


@pytest.mark.parametrize(
    "name",
    ["auditentry", "limit", "pause", "tokenfamily", "webhookendpoint", "webhookdelivery", "notification",
     "idempotencyrecord"],
)  # fmt: skip
def test_every_list_opens_and_is_read_only(client, root, name):
    assert client.get(f"/admin/accounts/{name}/?q=x").status_code == 200
    assert client.get(f"/admin/accounts/{name}/add/").status_code == 403


def test_a_group_and_who_is_in_it_are_audited_like_our_own_rows(client, root, zoe):
    assert isinstance(admin.site._registry[Group], AuditedAdmin)
    assert client.post("/admin/auth/group/add/", {"name": "night watch"}).status_code == 302
    made = Group.objects.using("staff").get(name="night watch")
    right = Permission.objects.using("staff").get(codename="view_user")
    client.post(f"/admin/auth/group/{made.pk}/change/", {"name": "day watch", "permissions": [right.pk]})
    client.post(f"/admin/accounts/user/{zoe.pk}/change/", {**SENT, "groups": [made.pk], "is_active": "on"})
    changes = [entry for entry in written() if entry.act in ("admin.added", "admin.changed")]
    assert [entry.subject_type for entry in changes] == ["auth.group", "auth.group", "accounts.user"]
    assert changes[1].detail["values"] == {
        "name": ["night watch", "day watch"], "permissions": [[], [right.pk]],
    }  # fmt: skip
    assert changes[2].detail["values"]["groups"] == [[], [made.pk]]
    assert set(zoe.groups.using("staff").all()) == {made}
    client.post(f"/admin/auth/group/{made.pk}/delete/", {"post": "yes"})
    assert written()[-1].act == "admin.deleted"
