"""Whatever is said in whatever order, the journal ends with what was said last, and nothing written is touched."""

from collections import defaultdict
from itertools import count

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.tests.factories import create_user
from ledger import balances, errors
from ledger.facts import SyncReport, sync_facts
from ledger.models import Movement
from ledger.posting import Posting, post
from ledger.tests.factories import MORNING, aud, create_book, create_posting
from web.context import acting_as

_names = count(1)


def say(desired: dict[str, Posting], scopes: dict[str, bool], **more) -> SyncReport:
    """sync_facts() from plain values: base -> posting (its key unused), prefix -> is it new."""
    name = f"t{next(_names)}"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE {name} (base text, debit_id bigint, credit_id bigint, amount_micro bigint,"
            " currency text, kind text, effective_at timestamptz) ON COMMIT DROP"
        )
        cursor.execute(f"CREATE TEMP TABLE {name}_scope (prefix text, is_new boolean) ON COMMIT DROP")
        for base, posting in desired.items():
            debit, credit, amount, currency, kind, _, at = posting.row
            cursor.execute(
                f"INSERT INTO {name} VALUES (%s, %s, %s, %s, %s, %s, %s)",
                [base, debit, credit, amount, currency, kind, at],
            )
        cursor.executemany(f"INSERT INTO {name}_scope VALUES (%s, %s)", list(scopes.items()))
        report = sync_facts(desired=name, scopes=f"{name}_scope", **more)
        cursor.execute(f"DROP TABLE {name}, {name}_scope")
        return report


def active(prefix: str = "") -> dict[str, tuple]:
    """base -> what the journal says now."""
    rows = Movement.objects.active().filter(key__startswith=prefix)
    return {row.key.rpartition(":r")[0]: content(row) for row in rows}


def content(row) -> tuple:
    return (row.debit_id, row.credit_id, row.amount_micro, row.currency, row.kind, row.effective_at)


@pytest.fixture
def book(alice):
    with acting_as(alice):
        yield create_book(owner=alice)


def cash(book, amount: str = "10", **more) -> Posting:
    return create_posting(debit=book["book"], credit=book["outside"], amount=amount, **more)


@pytest.mark.django_db
class TestOneFact:
    def test_a_new_fact_is_revision_one(self, book):
        assert say({"line:1:cash": cash(book)}, {"line:1:": True}) == SyncReport(posted=1, reversed=0)
        assert Movement.objects.get().key == "line:1:cash:r1"

    def test_saying_it_again_writes_nothing(self, book):
        say({"line:1:cash": cash(book)}, {"line:1:": True})

        assert say({"line:1:cash": cash(book)}, {"line:1:": False}) == SyncReport(posted=0, reversed=0)

    def test_a_changed_amount_reverses_and_posts_the_next_revision(self, book):
        say({"line:1:cash": cash(book, "10")}, {"line:1:": True})
        report = say({"line:1:cash": cash(book, "12", day=3)}, {"line:1:": False})

        assert report == SyncReport(posted=1, reversed=1)
        first, mirror, second = Movement.objects.order_by("id")
        assert (mirror.key, mirror.reverses_id) == (f"reverse:{first.pk}", first.pk)
        assert mirror.effective_at == MORNING
        assert (second.key, second.amount_micro) == ("line:1:cash:r2", aud("12"))
        assert balances.balance(book["book"]) == aud("12")

    def test_reversals_can_be_made_effective_at_another_moment(self, book):
        later = cash(book, day=9).effective_at
        say({"line:1:cash": cash(book)}, {"line:1:": True})
        say({}, {"line:1:": False}, at=later)

        assert Movement.objects.get(reverses__isnull=False).effective_at == later

    def test_unsaying_and_saying_again_goes_on_counting_revisions(self, book):
        for desired in ({"line:1:cash": cash(book)}, {}, {"line:1:cash": cash(book)}, {}):
            say(desired, {"line:1:": False})

        keys = set(Movement.objects.filter(reverses=None).values_list("key", flat=True))
        assert keys == {"line:1:cash:r1", "line:1:cash:r2"}
        assert active() == {}
        assert balances.balance(book["book"]) == 0

    def test_more_than_nine_revisions_count_as_numbers(self, book):
        for n in range(1, 13):
            say({"line:1:cash": cash(book, str(n))}, {"line:1:": False})

        assert Movement.objects.active().get().key == "line:1:cash:r12"


@pytest.mark.django_db
class TestScopes:
    def test_what_lies_outside_the_scopes_is_left_alone(self, book):
        say({"line:1:cash": cash(book), "line:10:cash": cash(book)}, {"line:1:": True, "line:10:": True})
        say({}, {"line:1:": False})

        assert active().keys() == {"line:10:cash"}

    def test_scopes_within_each_other_reverse_once(self, book):
        say({"line:1:cash": cash(book), "line:1:bonus": cash(book)}, {"line:1:": True})
        report = say({}, {"line:": False, "line:1:": False, "line:1:cash": False})

        assert report == SyncReport(posted=0, reversed=2)

    def test_a_posting_with_another_sort_of_key_is_no_fact(self, book):
        post(cash(book, key="line:1:by-hand"))
        say({}, {"line:1:": False})

        assert Movement.objects.get().key == "line:1:by-hand"

    def test_new_and_known_scopes_go_together(self, book):
        say({"line:1:cash": cash(book)}, {"line:1:": True})
        report = say(
            {"line:1:cash": cash(book, "11"), "line:2:cash": cash(book)}, {"line:1:": False, "line:2:": True}
        )
        assert report == SyncReport(posted=2, reversed=1)

    def test_a_scope_wrongly_called_new_is_refused_and_changes_nothing(self, book):
        say({"line:1:cash": cash(book)}, {"line:1:": True})
        with pytest.raises(errors.FactsConflict):
            say({"line:1:cash": cash(book, "99")}, {"line:1:": True})

        assert balances.balance(book["book"]) == aud("10")

    def test_nobody_reverses_what_belongs_to_another_person(self, book, bob):
        say({"line:1:cash": cash(book)}, {"line:1:": True})
        with acting_as(bob):
            assert say({}, {"line:": False}) == SyncReport(posted=0, reversed=0)

        assert active().keys() == {"line:1:cash"}

    def test_it_needs_the_transaction_that_holds_its_tables(self, transactional_db):
        with pytest.raises(transaction.TransactionManagementError):
            sync_facts(desired="a", scopes="b")


BASES = ["line:1:cash", "line:1:bonus", "line:2:cash", "bet:1:result", "bet:11:result"]
SCOPES = ["line:1:", "line:2:", "bet:1:", "bet:11:"]
said = st.dictionaries(
    st.sampled_from(BASES),
    st.tuples(
        st.sampled_from([("book", "outside"), ("outside", "book"), ("open", "won")]),
        st.sampled_from(["1", "2.5"]),
        st.integers(0, 2),
    ),
)


class TestAnySequence(TestCase):
    """Hypothesis' TestCase: each example in a transaction of its own."""

    @settings(max_examples=40)
    @given(st.lists(said, min_size=1, max_size=6))
    def test_any_sequence_ends_as_if_only_the_last_had_been_said(self, sequence):
        alice = create_user(email="alice@example.com")
        with acting_as(alice):
            book = create_book(owner=alice)
            journal: list[tuple] = []
            for n, wanted in enumerate(sequence):
                desired = {
                    base: create_posting(debit=book[debit], credit=book[credit], amount=amount, day=day)
                    for base, ((debit, credit), amount, day) in wanted.items()
                }
                say(desired, dict.fromkeys(SCOPES, n == 0))
                self.assert_said(desired, book)
                journal = self.assert_grown(journal)

    def assert_said(self, desired: dict[str, Posting], book) -> None:
        assert active() == {base: content(posting) for base, posting in desired.items()}
        expected: dict[int, int] = defaultdict(int)
        for posting in desired.values():
            expected[posting.debit_id] += posting.amount_micro
            expected[posting.credit_id] -= posting.amount_micro
        found = balances.balances(book.values())
        assert {pk: micro for pk, micro in found.items() if micro} == {k: v for k, v in expected.items() if v}

    def assert_grown(self, journal: list[tuple]) -> list[tuple]:
        """The journal begins with what it was before."""
        now = list(Movement.objects.order_by("id").values_list())
        assert now[: len(journal)] == journal
        return now
