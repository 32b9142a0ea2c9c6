"""The person's own list of breaks: never behind, theirs alone, and closed by what explains them."""

from uuid import uuid4

import pytest

from imports.tests.factories import import_lines, line
from treasury.adjusting import record_missing, take_back
from treasury.models import Break, ProvedSpan
from treasury.personal_breaks import refresh_all
from treasury.tests.factories import create_account
from web.context import acting_as

pytestmark = pytest.mark.django_db


def mine(owner):
    with acting_as(owner):
        found = Break.objects.visible_to(owner).pending().order_by("pk")
        return [(each.kind, each.amount_micro // 1_000_000) for each in found]


def test_a_gap_is_listed_recorded_and_taken_back(alice, client):
    account = create_account(owner=alice, deposits=[50, 20], stated=90)
    assert mine(alice) == [("gap", 20)]
    client.force_login(alice)
    text = client.get("/money/breaks/").text
    assert "Rows missing" in text
    assert "since today" in text
    with acting_as(alice):
        span = ProvedSpan.objects.get(position=1)
    made = record_missing(
        user=alice,
        account_id=account.pk,
        before_line=span.first_line_id,
        amount_micro=20_000_000,
        note="",
        token=uuid4(),
    )
    assert mine(alice) == []
    assert "No breaks" in client.get("/money/breaks/").text
    take_back(user=alice, adjustment_id=made.pk)
    assert mine(alice) == [("gap", 20)]
    with acting_as(alice):
        again = Break.objects.pending().get()
        assert again.before.status == "closed"
        assert [each.act for each in again.before.events.all()] == ["opened", "closed"]


def test_an_import_that_covers_the_gap_closes_it(alice):
    import_lines(alice, line("deposit", "50", balance="50"), line("deposit", "5", day=4, balance="75"))
    assert mine(alice) == [("gap", 20)]
    import_lines(alice, line("deposit", "20", day=2, balance="70"))
    assert mine(alice) == []


def test_what_was_there_before_the_files_is_an_opening(alice):
    import_lines(alice, line("deposit", "50", balance="57"))
    assert mine(alice) == [("opening", 7)]


def test_others_see_nothing_and_may_write_nothing(alice, charlie):
    create_account(owner=alice, deposits=[50, 20], stated=90)
    with acting_as(charlie):
        assert not Break.objects.exists()
        assert Break.objects.update(about="x") == 0


@pytest.mark.django_db(databases=["default", "staff"], transaction=True)
def test_the_sweep_mends_a_list_that_is_behind(alice):
    create_account(owner=alice, deposits=[50, 20], stated=90)
    with acting_as(alice):
        Break.objects.update(amount_micro=1)
    assert refresh_all() == (0, 0)
    assert mine(alice) == [("gap", 20)]
    with acting_as(alice):
        ProvedSpan.objects.all().delete()
    assert refresh_all() == (0, 1)
