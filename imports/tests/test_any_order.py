"""Overlapping exports of one account, in any order, end as the whole export: lines, bets, legs and balances."""

import pytest

from accounts.tests.factories import create_user
from imports import formats, generator
from imports.tests.books import book, part, take

pytestmark = [pytest.mark.thorough, pytest.mark.django_db]
ROWS = 120
ORDERS = {
    "older or upper part first": [(0, 0.6), (0.4, 1)],
    "the other part first": [(0.4, 1), (0, 0.6)],
    "the middle last": [(0, 0.3), (0.7, 1), (0.25, 0.75)],
    "a part, then the whole": [(0.5, 1), (0, 1)],
    "the whole, then a part": [(0, 1), (0.2, 0.7)],
}


@pytest.fixture(autouse=True)
def _files_aside(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize("slug", generator.FORMATS)
def test_parts_in_any_order_are_the_whole(slug, db):
    content = generator.make(slug, ROWS, 7)
    one = create_user(email="whole@example.com")
    assert take(one, content).inserted == ROWS
    whole = book(one)
    if formats.get(slug).has_balance:
        assert [rows for _, _, rows, *_ in whole["spans"]] == [ROWS]
    for number, (name, parts) in enumerate(ORDERS.items()):
        owner = create_user(email=f"parts{number}@example.com")
        assert sum(take(owner, part(content, slug, *each)).inserted for each in parts) == ROWS, name
        for what, told in book(owner).items():
            assert told == whole[what], f"{name}: {what}"
