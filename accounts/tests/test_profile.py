"""The settings page."""

from accounts.models import User


def test_the_page_shows_what_the_person_has(client, alice):
    client.force_login(alice)
    response = client.get("/settings/")
    assert response.status_code == 200
    assert "alice@example.com" in response.text
    assert '<option value="Australia/Sydney" selected>' in response.text


def test_what_is_saved_is_kept_and_used_on_the_next_page(client, alice):
    client.force_login(alice)
    sent = {
        "name": "Alice",
        "currency": "GBP",
        "time_zone": "Europe/London",
        "odds_format": "fractional",
        "theme": "dark",
        "mask_amounts": "on",
    }
    response = client.post("/settings/", sent, follow=True)
    saved = User.objects.get(pk=alice.pk)
    assert (saved.currency, saved.time_zone, saved.odds_format) == ("GBP", "Europe/London", "fractional")
    assert saved.mask_amounts
    assert 'data-theme="dark"' in response.text
    assert "Times are Europe/London" in response.text


def test_a_time_zone_that_does_not_exist_is_refused_with_a_summary(client, alice):
    client.force_login(alice)
    sent = {"currency": "AUD", "time_zone": "Mars/Olympus", "odds_format": "decimal", "theme": "light"}
    response = client.post("/settings/", sent)
    assert response.status_code == 422
    assert "One thing needs your attention" in response.text
    assert User.objects.get(pk=alice.pk).time_zone == "Australia/Sydney"


def test_nobody_can_make_themselves_staff_with_the_form(client, alice):
    client.force_login(alice)
    sent = {
        "currency": "AUD",
        "time_zone": "UTC",
        "odds_format": "decimal",
        "theme": "light",
        "is_staff": "on",
    }
    client.post("/settings/", sent)
    assert not User.objects.get(pk=alice.pk).is_staff


def test_a_zone_this_machine_has_forgotten_does_not_lock_the_person_out(client, alice):
    User.objects.filter(pk=alice.pk).update(time_zone="Nowhere/Gone")
    client.force_login(alice)
    assert client.get("/settings/").status_code == 200


def test_the_privacy_switch_hides_amounts_and_shows_them_again(client, alice):
    client.force_login(alice)
    response = client.post("/settings/privacy/", {"mask": "on", "next": "/settings/?a=1"})
    assert response.headers["Location"] == "/settings/?a=1"
    assert User.objects.get(pk=alice.pk).mask_amounts
    client.post("/settings/privacy/", {})
    assert not User.objects.get(pk=alice.pk).mask_amounts


def test_the_privacy_switch_does_not_lead_to_another_site(client, alice):
    client.force_login(alice)
    response = client.post("/settings/privacy/", {"next": "https://evil.example/"})
    assert response.headers["Location"] == "/"


def test_the_theme_switch_works_for_visitors_and_members(client, alice):
    client.post("/theme/", {"theme": "dark"})
    assert client.cookies["theme"].value == "dark"
    client.force_login(alice)
    client.post("/theme/", {"theme": "light"})
    assert User.objects.get(pk=alice.pk).theme == "light"
    client.post("/theme/", {"theme": "neon"})
    assert User.objects.get(pk=alice.pk).theme == "light"
