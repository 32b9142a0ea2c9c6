"""The ledger against ten lines of plain Python: whatever is asked in whatever order, both answer the same."""

from datetime import timedelta

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.tests.factories import create_user
from ledger import balances, errors, holds
from ledger.models import Account, Hold, Movement
from ledger.posting import Posting, post, reverse
from ledger.tests.factories import MORNING
from web import clock
from web.context import acting_as

NAMES = ["outside", "purse", "bank"]
amounts = st.integers(1, 60)
names = st.sampled_from(NAMES)
PAST, FUTURE = MORNING - timedelta(days=30), clock.now() + timedelta(days=3_650)


class Model:
    """The ten lines: what each has, what each hold has left, and nobody but `outside` goes below nothing."""

    def __init__(self):
        self.has = dict.fromkeys([*NAMES, "held"], 0)
        self.holds: dict[int, list] = {}  # number -> [from, amount, left, state, has it expired]

    def move(self, source: str, target: str, amount: int) -> bool:
        if source != "outside" and self.has[source] < amount:
            return False
        self.has[source] -= amount
        self.has[target] += amount
        return True

    def end(self, number: int, amount: int, state: str) -> str:
        """What a step out of a hold is answered."""
        _, whole, left, now, expired = self.holds[number]
        if amount > whole:
            return "HoldExceeded"
        if now != "pending" or (expired and state != "expired"):
            return {"posted": "HoldPosted", "voided": "HoldVoided"}.get(now, "HoldExpired")
        if amount > left:
            return "HoldExceeded"
        self.holds[number][2:4] = [left - amount, state if left == amount else "pending"]
        return "done"


class Machine(RuleBasedStateMachine):
    """Each rule asks both; the invariant compares what they have."""

    def __init__(self):
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.user = create_user(email=f"model{id(self)}@example.com")
        self.acting = acting_as(self.user)
        self.acting.__enter__()
        self.model, self.count = Model(), 0
        self.accounts = {
            name: Account.objects.create(
                owner=self.user,
                code=name,
                kind="asset",
                currency="AUD",
                floor_micro=None if name == "outside" else 0,
            )
            for name in [*NAMES, "held"]
        }
        self.written: list[Posting] = []
        self.movements: dict[int, tuple[str, str, int, bool]] = {}  # id -> (source, target, amount, reversed)
        self.placed: dict[int, int] = {}  # number -> id

    def teardown(self):
        transaction.set_rollback(True)
        self.acting.__exit__(None, None, None)
        self.block.__exit__(None, None, None)

    def ask(self, act) -> str:
        """What the ledger answers: "done", or the name of its refusal."""
        try:
            with transaction.atomic():
                self.answer = act()
        except errors.LedgerError as refused:
            return type(refused).__name__
        return "done"

    def key(self) -> str:
        self.count += 1
        return f"{self.user.pk}:{self.count}"

    # --- Transfers
    @rule(source=names, into=names, amount=amounts, day=st.integers(0, 2))
    def transfer(self, source, into, amount, day):
        at = MORNING + timedelta(days=day)
        ids = [self.accounts[name].pk for name in (into, source)]
        posting = Posting(*ids, amount, "AUD", "transfer", self.key(), at)
        said = self.ask(lambda: post(posting))
        if source == into:
            assert said == "EntryInvalid"
        elif self.model.move(source, into, amount):
            assert said == "done"
            self.written.append(posting)
            self.movements[self.answer.id] = (source, into, amount, False)
        else:
            assert said == "FloorBroken"

    @precondition(lambda self: self.written)
    @rule(data=st.data())
    def tell_again(self, data):
        assert self.ask(lambda: post(data.draw(st.sampled_from(self.written)))) == "done"
        assert not self.answer.created

    @precondition(lambda self: self.written)
    @rule(data=st.data(), more=amounts)
    def tell_otherwise(self, data, more):
        told = data.draw(st.sampled_from(self.written))
        other = Posting(*told.row[:2], told.amount_micro + more, *told.row[3:])
        assert self.ask(lambda: post(other)) == "IdempotencyConflict"

    @precondition(lambda self: self.movements)
    @rule(data=st.data())
    def take_back(self, data):
        number = data.draw(st.sampled_from(sorted(self.movements)))
        source, target, amount, was_reversed = self.movements[number]
        said = self.ask(lambda: reverse(number))
        if was_reversed:
            assert (said, self.answer.created) == ("done", False)
        elif self.model.move(target, source, amount):
            assert (said, self.answer.created) == ("done", True)
            self.movements[number] = (source, target, amount, True)
        else:
            assert said == "FloorBroken"

    # --- Holds
    @rule(source=names, amount=amounts, expires=st.sampled_from([None, PAST, FUTURE]), again=st.booleans())
    def place(self, source, amount, expires, again):
        key = self.key()
        given = {
            "account_id": self.accounts[source].pk,
            "amount_micro": amount,
            "key": key,
            "effective_at": MORNING,
            "expires_at": expires,
        }
        said = self.ask(lambda: holds.place(**given))
        if not self.model.move(source, "held", amount):
            assert said == "FloorBroken"
            return
        assert said == "done"
        number = self.answer.pk
        self.model.holds[number] = [source, amount, amount, "pending", expires == PAST]
        if again:
            assert self.ask(lambda: holds.place(**given)) == "done"
            assert self.answer.pk == number
            assert self.ask(lambda: holds.place(**given | {"kind": "other"})) == "IdempotencyConflict"

    @precondition(lambda self: self.model.holds)
    @rule(data=st.data(), amount=amounts, into=names)
    def post_part(self, data, amount, into):
        number = data.draw(st.sampled_from(sorted(self.model.holds)))
        into_id = self.accounts[into].pk
        said = self.ask(
            lambda: holds.post(
                number, into_id=into_id, amount_micro=amount, effective_at=MORNING, key=self.key()
            )
        )
        if into == self.model.holds[number][0]:
            assert said == "EntryInvalid"
            return
        assert said == self.model.end(number, amount, "posted")
        if said == "done":
            self.model.move("held", into, amount)

    @precondition(lambda self: self.model.holds)
    @rule(data=st.data())
    def void(self, data):
        number = data.draw(st.sampled_from(sorted(self.model.holds)))
        source, _, left, _, _ = self.model.holds[number]
        said = self.ask(lambda: holds.void(number, effective_at=MORNING, key=self.key()))
        assert said == self.model.end(number, left, "voided")
        if said == "done":
            self.model.move("held", source, left)

    @rule()
    def expire(self):
        due = [n for n, hold in self.model.holds.items() if hold[3] == "pending" and hold[4]]
        assert holds.expire_due(at=clock.now(), using="default") == len(due)
        for number in due:
            source, _, left, _, _ = self.model.holds[number]
            assert self.model.end(number, left, "expired") == "done"
            self.model.move("held", source, left)

    # --- What both must have
    @invariant()
    def both_have_the_same(self):
        found = balances.balances(self.accounts.values())
        assert {name: found[account.pk] for name, account in self.accounts.items()} == self.model.has
        assert sum(found.values()) == 0
        kept = {
            pk: [left, state] for pk, left, state in Hold.objects.values_list("pk", "left_micro", "state")
        }
        assert kept == {number: hold[2:4] for number, hold in self.model.holds.items()}

    @invariant()
    def entries_say_what_balances_say(self):
        later = MORNING + timedelta(days=9)
        assert balances.balances_asof(self.accounts.values(), later) == balances.balances(
            self.accounts.values()
        )
        sums = dict.fromkeys((account.pk for account in self.accounts.values()), 0)
        for debit, credit, amount in Movement.objects.values_list("debit_id", "credit_id", "amount_micro"):
            sums[debit] += amount
            sums[credit] -= amount
        assert sums == balances.balances(self.accounts.values())


class LedgerAndModel(TestCase):
    def test_they_answer_the_same_whatever_is_asked(self):
        run_state_machine_as_test(
            Machine,
            settings=settings(
                max_examples=12,
                stateful_step_count=30,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
