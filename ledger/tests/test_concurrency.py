"""Many at once: nothing deadlocks, nothing is lost, nothing happens twice."""

import random
import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import OperationalError, connections

from betsite.embedded import postgres
from ledger import balances, errors
from ledger.models import Account, Movement
from ledger.posting import lock_accounts, post, post_many, reverse
from ledger.refusals import retrying
from ledger.tests.factories import create_book, create_posting
from ledger.verification import verify
from web.context import acting_as

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff"])

THREADS = 6
ROUNDS = 120


def together(work: Callable[[int], object], threads: int = THREADS) -> list[object]:
    """Run `work` in threads that start at the same moment; what each returned or raised."""
    outcomes: list[object] = [None] * threads
    start = threading.Barrier(threads)

    def run(number: int) -> None:
        try:
            start.wait()
            outcomes[number] = work(number)
        except Exception as error:
            outcomes[number] = error
        finally:
            connections.close_all()

    running = [threading.Thread(target=run, args=[number]) for number in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join(timeout=60)
    return outcomes


@pytest.fixture
def book(alice):
    with acting_as(alice):
        return create_book(owner=alice)


def test_random_postings_at_once_keep_balances_equal_to_entries_without_a_deadlock(alice, book):
    accounts = [account.pk for account in book.values()][:5]

    def work(number: int) -> str:
        chance = random.Random(number)
        for round_ in range(ROUNDS):
            key = f"w{number}:{round_}"
            # acting_as() is the outermost transaction, so a deadlock would not be retried but reach the test
            with acting_as(alice):
                pairs = [chance.sample(accounts, 2) for _ in range(chance.choice([1, 1, 20]))]
                postings = [
                    create_posting(
                        debit=debit, credit=credit, amount="1", key=f"{key}#{n}", day=chance.randrange(3)
                    )
                    for n, (debit, credit) in enumerate(pairs)
                ]
                if len(postings) > 1:
                    post_many(postings)
                elif round_ % 5 == 4:
                    reverse(
                        Movement.objects.filter(reverses=None).order_by("?").values_list("pk", flat=True)[0]
                    )
                else:
                    post(postings[0])
        return "done"

    assert together(work) == ["done"] * THREADS
    report = verify()
    assert report.is_sound, report
    assert report.movements > THREADS * ROUNDS


def test_the_same_posting_at_once_is_written_once(alice, book):
    posting = create_posting(debit=book["book"], credit=book["outside"], amount="10", key="once")

    def work(number: int) -> bool:
        with acting_as(alice):
            return post(posting).created

    assert Counter(together(work)) == {True: 1, False: THREADS - 1}
    with acting_as(alice):
        assert balances.balance(book["book"]) == 10_000_000


def test_a_verb_that_deadlocked_runs_again_as_the_outermost(alice, book):
    """Two inserts in one transaction, in opposite order: one of the two is thrown out and must start anew."""
    met = threading.Barrier(2)
    runs: Counter[int] = Counter()

    def work(number: int) -> str:
        pairs = [("book", "outside"), ("bonus", "awarded")][:: 1 if number else -1]

        def verb() -> str:
            runs[number] += 1
            with acting_as(alice):
                for debit, credit in pairs:
                    post(create_posting(debit=book[debit], credit=book[credit], key=f"{number}:{debit}"))
                    if runs[number] == 1 and (debit, credit) == pairs[0]:
                        met.wait(timeout=20)
            return "done"

        return retrying(verb)

    assert together(work, threads=2) == ["done", "done"]
    assert sum(runs.values()) == 3
    assert verify().is_sound


def test_locking_first_lets_two_inserts_pass_without_a_deadlock(alice, book):
    accounts = [account.pk for account in book.values()]

    def work(number: int) -> str:
        chance = random.Random(number)
        for round_ in range(20):
            with acting_as(alice):
                lock_accounts(*chance.sample(accounts, len(accounts)))
                for n in range(3):
                    debit, credit = chance.sample(accounts, 2)
                    post(create_posting(debit=debit, credit=credit, key=f"{number}:{round_}:{n}"))
        return "done"

    assert together(work) == ["done"] * THREADS
    assert verify().is_sound


def test_a_floor_holds_when_everybody_takes_at_once(alice, book):
    with acting_as(alice):
        wallet = Account.objects.create(
            owner=alice, code="wallet", kind="asset", currency="AUD", floor_micro=0
        )
        post(create_posting(debit=wallet, credit=book["outside"], amount="3"))

    def work(number: int) -> str:
        try:
            with acting_as(alice):
                post(create_posting(debit=book["outside"], credit=wallet, amount="1", key=f"take:{number}"))
        except errors.FloorBroken:
            return "refused"
        return "taken"

    assert Counter(together(work)) == {"taken": 3, "refused": THREADS - 3}
    assert verify().is_sound


@pytest.mark.parametrize("verb", [post, lambda posting: post_many([posting])], ids=["post", "post_many"])
def test_a_lost_connection_comes_as_djangos_error_whatever_was_under_way(alice, book, cluster, verb):
    posting = create_posting(debit=book["book"], credit=book["outside"], key="lost")

    def lose_and_post() -> None:
        with acting_as(alice):
            with connections["default"].cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                (pid,) = cursor.fetchone()
            with postgres.connect(cluster.paths) as superuser:
                superuser.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
            verb(posting)

    with pytest.raises(OperationalError):
        lose_and_post()
    connections["default"].close()

    with acting_as(alice):
        verb(posting)
    assert Movement.objects.using("staff").filter(key="lost").count() == 1
