"""Stakes and risk: the page of what stakes are worked out by."""

from decimal import Decimal

import pytest

from accounts.models import User

GOOD = {"risk_tolerance": "0.8", "kelly_fraction": "", "most_exposure_micro": "$1,250.50"}


def test_what_is_saved_is_kept(client, alice):
    client.force_login(alice)
    response = client.post("/settings/staking/", GOOD, follow=True)
    saved = User.objects.get(pk=alice.pk)
    assert (saved.risk_tolerance, saved.kelly_fraction) == (Decimal("0.80"), None)
    assert saved.most_exposure_micro == 1_250_500_000
    assert saved.part_of_kelly == Decimal("0.40")
    assert "40.0% of Kelly" in response.text
    client.post("/settings/staking/", GOOD | {"kelly_fraction": "0.25", "most_exposure_micro": ""})
    saved = User.objects.get(pk=alice.pk)
    assert (saved.part_of_kelly, saved.most_exposure_micro) == (Decimal("0.25"), None)


@pytest.mark.parametrize(
    ("field", "text", "reason"),
    [
        ("kelly_fraction", "0.51", "less than or equal to 0.5"),
        ("kelly_fraction", "0", "greater than or equal to 0.01"),
        ("risk_tolerance", "1.5", "less than or equal to 1"),
        ("risk_tolerance", "", "required"),
        ("risk_tolerance", "NaN", "number"),
        ("most_exposure_micro", "much", "Write an amount"),
        ("most_exposure_micro", "-5", "from 0 upwards"),
    ],
)
def test_what_cannot_be_is_refused_beside_the_field(client, alice, field, text, reason):
    client.force_login(alice)
    response = client.post("/settings/staking/", GOOD | {field: text})
    assert response.status_code == 422
    assert reason in response.text
    assert User.objects.get(pk=alice.pk).risk_tolerance == Decimal("0.50")


def test_the_settings_lead_there(client, alice):
    client.force_login(alice)
    assert 'href="/settings/staking/"' in client.get("/settings/").text
