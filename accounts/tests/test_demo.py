"""One click into the demo."""

import pytest

from accounts.models import User
from accounts.tests.factories import create_user

LOGIN = ("demo@example.com", "look-around")


@pytest.fixture
def demo(db, settings):
    settings.DEMO_LOGIN = LOGIN
    return create_user(email=LOGIN[0])


def test_the_sign_in_page_offers_the_demo_and_it_opens(client, demo):
    assert "Open the demo" in client.get("/accounts/login/").text
    client.post("/settings/demo/")
    assert client.get("/settings/").context["user"] == demo


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": True}, {"is_superuser": True}])
def test_a_demo_person_who_could_do_harm_is_not_signed_in(client, demo, change):
    User.objects.update(**change)
    assert client.post("/settings/demo/").status_code == 404


def test_without_a_demo_there_is_no_way_in(client, db, settings):
    settings.DEMO_LOGIN = None
    assert client.post("/settings/demo/").status_code == 404
    assert "Open the demo" not in client.get("/accounts/login/").text


def test_in_production_there_is_no_way_in(client, demo, settings):
    settings.PRODUCTION = True
    assert client.post("/settings/demo/").status_code == 404
