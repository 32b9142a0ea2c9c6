"""An account has what it has, and with everything below it what they have together."""

from datetime import timedelta

import pytest

from ledger import chart, errors
from ledger.posting import post
from ledger.tests.factories import MORNING, aud, create_posting
from ledger.tree import subtree_balance, tree
from web.context import acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(alice):
    """book > book:a (AUD), book:b > (book:b in EUR); book:ab hangs nowhere though its code begins alike."""
    with acting_as(alice):
        root = chart.ensure_account(owner=alice, code="book", currency="AUD")
        make = chart.ensure_account
        a = make(owner=alice, code="book:a", currency="AUD", parent=root)
        b = make(owner=alice, code="book:b", currency="AUD", parent=root)
        euros = make(owner=alice, code="book:b", currency="EUR", parent=b)
        out = {currency: make(owner=alice, code="outside", currency=currency) for currency in ("AUD", "EUR")}
        alone = make(owner=alice, code="book:ab", currency="AUD")
        for account, amount, day in (
            (root, "1", 0),
            (a, "10", 1),
            (b, "100", 2),
            (euros, "7", 3),
            (alone, "9", 0),
        ):
            currency = account.currency
            post(
                create_posting(debit=account, credit=out[currency], amount=amount, currency=currency, day=day)
            )
        yield root


def test_a_parent_has_what_its_children_have_together(root):
    assert subtree_balance(root) == {"AUD": aud("111"), "EUR": aud("7")}
    assert subtree_balance(root, at=MORNING + timedelta(days=1)) == {"AUD": aud("11"), "EUR": 0}
    assert subtree_balance(root, at=MORNING - timedelta(days=1)) == {"AUD": 0, "EUR": 0}
    assert subtree_balance(root.children.get(code="book:a")) == {"AUD": aud("10")}


def test_the_whole_tree_stands_in_order_with_totals(root, alice):
    rows = [
        (branch.depth, branch.code, branch.currency, branch.own_micro, branch.total_micro)
        for branch in tree(alice)
    ]
    assert rows == [
        (0, "book", "AUD", aud("1"), {"AUD": aud("111"), "EUR": aud("7")}),
        (1, "book:a", "AUD", aud("10"), {"AUD": aud("10")}),
        (1, "book:b", "AUD", aud("100"), {"AUD": aud("100"), "EUR": aud("7")}),
        (2, "book:b", "EUR", aud("7"), {"EUR": aud("7")}),
        (0, "book:ab", "AUD", aud("9"), {"AUD": aud("9")}),
        (0, "outside", "AUD", aud("-120"), {"AUD": aud("-120")}),
        (0, "outside", "EUR", aud("-7"), {"EUR": aud("-7")}),
    ]


def test_what_is_not_to_be_seen_is_unknown_and_not_zero(root, bob):
    with acting_as(bob):
        with pytest.raises(errors.UnknownAccount):
            subtree_balance(root)
        assert tree(bob) == []
    with pytest.raises(ValueError, match="zone"):
        subtree_balance(root, at=MORNING.replace(tzinfo=None))
