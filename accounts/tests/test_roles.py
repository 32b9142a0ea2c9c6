"""Every model is in the back-office; each role opens exactly what the table gives it, and does nothing else."""

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import models
from django.urls import reverse

from accounts.models import User
from accounts.roles import ACTS, ROLES, VIEW, permissions_of
from accounts.tests.factories import create_user
from web.admin import StaffReadAdmin
from web.back_office import LEFT_OUT, composites

pytestmark = pytest.mark.django_db(databases=["default", "staff"], transaction=True)
OURS = ("accounts", "analytics", "bets", "coaching", "imports", "ledger", "markets", "treasury")
NOT_LOOKED_AT = {"accounts.user"}  # what a superuser may change by a form


def test_every_model_has_its_page():
    missing = [
        model._meta.label_lower
        for model in apps.get_models()
        if not admin.site.is_registered(model)
        and model not in composites()
        and model._meta.label_lower not in LEFT_OUT
    ]
    assert missing == []


def test_every_model_of_ours_has_its_line_in_the_table():
    labels = {model._meta.label_lower for app in OURS for model in apps.get_app_config(app).get_models()}
    assert labels - VIEW.keys() == set()


def test_no_line_names_an_unknown_role():
    named = {role for roles in (*VIEW.values(), *ACTS.values()) for role in roles.split()}
    assert named == ROLES.keys()


def test_what_people_own_is_changed_by_no_form():
    for app in OURS:
        for model in apps.get_app_config(app).get_models():
            if admin.site.is_registered(model) and model._meta.label_lower not in NOT_LOOKED_AT:
                assert isinstance(admin.site.get_model_admin(model), StaffReadAdmin), model


def test_every_list_can_be_searched():
    for model, page in admin.site._registry.items():
        texts = [field for field in model._meta.concrete_fields if isinstance(field, models.CharField)]
        if model._meta.app_label in OURS and texts:
            assert page.search_fields, model


@pytest.fixture(params=sorted(ROLES))
def member(request):
    """A member of staff with one role."""
    user = create_user(email=f"{request.param}@example.com", is_staff=True)
    user.groups.add(Group.objects.get(name=request.param))
    return User.objects.get(pk=user.pk), request.param


def test_a_group_has_exactly_what_the_table_says(member):
    user, role = member
    assert user.get_all_permissions() == {name for name in permissions_of(role) if _is_installed(name)}


def _is_installed(permission):
    app, _, codename = permission.partition(".")
    from django.contrib.auth.models import Permission

    return Permission.objects.filter(content_type__app_label=app, codename=codename).exists()


@pytest.mark.thorough
def test_each_list_opens_for_exactly_the_roles_of_the_table(member, client):
    user, role = member
    client.force_login(user)
    wrong = []
    for model in apps.get_models():
        label = model._meta.label_lower
        if label in LEFT_OUT:
            continue
        expected = 200 if role in VIEW.get(label, "").split() else 403
        for address in addresses(model):
            status = client.get(address).status_code
            if status != expected:
                wrong.append((address, status))
            if not model._meta.label_lower.startswith("auth.") and model not in composites():
                added = client.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add"))
                if added.status_code != 403:
                    wrong.append((label, "add", added.status_code))
    assert wrong == []


def addresses(model):
    meta = model._meta
    if model in composites():
        return [reverse("admin:look", args=[meta.app_label, meta.model_name])]
    return [reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")]


DOING = {
    "markets.announce_closure": ("markets_specialsession_announce", []),
    "rounds.answer_dispute": ("rounds_dispute_answer", [1]),
    "rounds.say_close": ("rounds_observation_say", []),
    "treasury.run_reconciliation": ("treasury_break_run", []),
    "treasury.explain_break": ("treasury_break_explain", [1]),
    "treasury.propose_break": ("treasury_break_propose", [1]),
    "treasury.confirm_break": ("treasury_break_confirm", [1]),
    "treasury.import_statement": ("treasury_statement_take", []),
    "treasury.make_auditexport": ("treasury_auditexport_make", []),
}


@pytest.mark.parametrize("act", sorted(DOING))
def test_each_act_is_open_to_exactly_its_roles(member, client, act):
    user, role = member
    client.force_login(user)
    name, args = DOING[act]
    status = client.post(reverse(f"admin:{name}", args=args)).status_code
    assert (status != 403) == (role in ACTS[act].split()), status


def test_the_index_is_grouped_and_shows_a_role_only_its_own(member, client):
    user, role = member
    client.force_login(user)
    text = client.get("/admin/").text
    assert ("Journal" in text) == (role not in ("support", "rounds"))
    assert ("Bets</a>" in text) == (role in VIEW["bets.bet"].split())


def test_staff_without_a_role_see_nothing_and_members_no_door(client, staff, alice):
    client.force_login(staff)
    assert client.get("/admin/treasury/break/").status_code == 403
    assert client.get("/admin/look/ledger/daybalance/").status_code == 403
    client.force_login(alice)
    assert client.get("/admin/look/ledger/daybalance/").status_code == 302
    assert client.post("/admin/treasury/break/run/").status_code == 302


@pytest.mark.thorough
def test_a_superuser_opens_every_list_and_searches_it(client):
    client.force_login(create_user(email="root@example.com", is_staff=True, is_superuser=True))
    for model in apps.get_models():
        if model._meta.label_lower not in LEFT_OUT:
            for address in addresses(model):
                assert client.get(address).status_code == 200, address
                assert client.get(f"{address}?q=7").status_code == 200, address
    assert client.get("/admin/look/bets/bet/").status_code == 404


def test_no_role_can_make_itself_another():
    for role in ROLES:
        assert not {"accounts.change_user", "auth.change_group", "auth.add_group"} & permissions_of(role)
    assert settings.AUTH_USER_MODEL == "accounts.User"
