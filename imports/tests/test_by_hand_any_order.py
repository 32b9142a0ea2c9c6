"""Whatever is entered, changed, thrown away, imported and undone, in whatever order: the journal is what the bets say,
the book is what a person has who says only what stands, and every act is in the history."""

from itertools import count
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.tests.factories import create_user
from imports import undo
from imports.by_hand import trash, verbs
from imports.by_hand.entry import read
from imports.by_hand.errors import HandRefused
from imports.models import BetChange, HandBet, SetAside
from imports.tests.books import book, take
from imports.tests.by_hand import as_the_bets_say, entry, later
from imports.tests.exports import noted, statement, tracked
from ledger.money import to_micro
from web.context import acting_as

pytestmark = pytest.mark.django_db
UNHURRIED: dict[str, Any] = {"deadline": None, "suppress_health_check": list(HealthCheck)}
_people = count(1)
FILES = {
    "statement": (statement(4, first=0, last=20), "AUD"),
    "noted": (noted(4, at=2), "AUD"),
    "noted later": (noted(4, at=9), "AUD"),
    "tracked": (tracked(4, at=3), "AUD"),
}
# The first three are told by the files as well, the others by nobody else.
BETS = [
    *(
        entry("10", "2.0", selection=f"Home {day} ML", event="", placed_at=later(24 * day + 0.05))
        for day in range(3)
    ),
    entry("7", "3.5", bonus="kept"),
    entry("20", "4", kind="lay", bookmaker="Betfair"),
]
ENDS = ("won", "lost", "void", "cashed_out", "open")
ACTS = st.one_of(
    st.tuples(st.just("enter"), st.integers(0, 4)),
    st.tuples(st.just("end"), st.integers(0, 4), st.sampled_from(ENDS)),
    st.tuples(st.just("edit"), st.integers(0, 4), st.sampled_from(["5", "10", "15"])),
    st.tuples(st.just("throw away"), st.integers(0, 4)),
    st.tuples(st.just("bring back"), st.integers(0, 4)),
    st.tuples(st.just("file"), st.sampled_from(list(FILES))),
)


@pytest.fixture(autouse=True)
def _files_aside(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def somebody():
    return create_user(email=f"hand{next(_people)}@example.com")


class Person:
    """Does acts as they come; counts what must be in the history."""

    def __init__(self) -> None:
        self.user = somebody()
        self.ids: dict[int, int] = {}
        self.live: set[str] = set()
        self.sent: dict[str, Any] = {}
        self.done = 0

    def act(self, what: str, which: Any, how: str = "") -> None:
        if what == "file":
            self.file(which)
        elif what == "enter":
            if which not in self.ids:
                verbs.enter(user=self.user, entry=BETS[which])
                with acting_as(self.user):
                    self.ids[which] = HandBet.objects.latest("made_at", "pk").pk
                self.done += 1
        elif which in self.ids:
            try:
                self.by_hand(what, self.ids[which], how)
            except HandRefused:
                return
            self.done += 1

    def by_hand(self, what: str, bet_id: int, how: str) -> None:
        if what == "end":
            back = to_micro("4") if how == "cashed_out" else None
            verbs.settle(
                user=self.user, bet_id=bet_id, outcome=how, returned_micro=back, settled_at=later(900)
            )
        elif what == "edit":
            with acting_as(self.user):
                said = HandBet.objects.get(pk=bet_id).entry
            verbs.edit(user=self.user, bet_id=bet_id, entry=read(said | {"stake_micro": to_micro(how)}))
        elif what == "throw away":
            with acting_as(self.user):
                if SetAside.objects.filter(pk=bet_id).exists():
                    return self.uncount()
            trash.delete(user=self.user, bet_id=bet_id)
        else:
            with acting_as(self.user):
                aside = SetAside.objects.filter(pk=bet_id).first()
            if aside is None:
                return self.uncount()
            trash.restore(user=self.user, bet_id=aside.with_id)
        return None

    def uncount(self) -> None:
        self.done -= 1

    def file(self, name: str) -> None:
        if name in self.live:
            self.live.remove(name)
            undo.undo(user=self.user, upload=self.sent[name])
        else:
            self.live.add(name)
            content, currency = FILES[name]
            self.sent[name] = take(self.user, content, currency=currency)


def ends_as_it_should(acts):
    with transaction.atomic():
        person = Person()
        for act in acts:
            person.act(*act)
            as_the_bets_say(person.user)
        with acting_as(person.user):
            assert BetChange.objects.count() == person.done
            for hand in HandBet.objects.all():
                changes = BetChange.objects.filter(bet_id=hand.pk).order_by("pk")
                assert changes.first().act == "entered"
        transaction.set_rollback(True)  # else one test would hold the locks of all its temporary tables


@pytest.mark.thorough
@settings(max_examples=12, **UNHURRIED)
@given(st.lists(ACTS, min_size=4, max_size=12))
def test_any_order_of_acts_leaves_journal_and_history_true(acts):
    ends_as_it_should(acts)


@pytest.mark.slow
@settings(max_examples=100, **UNHURRIED)
@given(st.lists(ACTS, min_size=4, max_size=16))
def test_a_hundred_orders_of_acts(acts):
    ends_as_it_should(acts)


def told(person_book):
    """The book without the references that say in which order bets were entered."""
    kept = dict(person_book)
    kept["bets"] = sorted(
        (tuple("hand" if str(value).startswith("hand-") else value for value in bet) for bet in kept["bets"]),
        key=str,
    )
    kept["legs"] = []
    return kept


files = st.lists(st.sampled_from(list(FILES)), min_size=1, max_size=3, unique=True)


@pytest.mark.thorough
@settings(max_examples=6, **UNHURRIED)
@given(st.permutations(range(5)), files, st.randoms(use_true_random=False))
def test_bets_and_files_in_any_order_are_one_book(order, names, random):
    with transaction.atomic():
        books = []
        for turn in range(2):
            person = Person()
            steps = [("enter", which) for which in order] + [("file", name) for name in names]
            if turn:
                random.shuffle(steps)
            for step in steps:
                person.act(*step)
            books.append(told(book(person.user)))
        assert books[0] == books[1]
        transaction.set_rollback(True)
